"""The site around the application: `settings` from the `environment`, `urls`, `wsgi` with one handler for readers and
one for the staff.

What settings are made of: `database`, `cache`, `secrets`, `site_identity` (whose site it is, from the `site_file`),
`problems` (each refusal as a sentence), `checks`.
Middlewares, and the `request` that they get: `rate_limit`, `desk`, `headers`, `methods`. A run: `bootstrap` (a
virtual environment), `preparation`, `logins` (the first passwords), `serving`, `server`, `embedded` (a PostgreSQL that
comes along), `heartbeat`, `locks`. In Django's place: `apps`, `storage`, `messages`, `shared_cache`. A site as a file,
and under a new version: `backup`, `upgrade`.
"""
