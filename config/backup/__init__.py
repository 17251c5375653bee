"""A site as one file and back: `making` writes a backup, `restoring` reads it into an empty database.

`archive` is the file, sealed by its own hash; `manifest` says what is in it; `table_checksums` prove that tables are
equal before and after; `target_database` says what stands in the way, and empties it; `client_tools` are PostgreSQL's.
"""
