"""The PostgreSQL that comes along: `base` is the database backend, `server` starts, shares and stops it, `cluster`
makes its files, `account` is the system user that it runs as under root.
"""
