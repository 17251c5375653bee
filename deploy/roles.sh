#!/bin/sh
# The database and its two logins, for an administrator of any PostgreSQL 15 to 18; managed ones too. psql's own
# variables say where (PGHOST, PGUSER, PGPASSWORD); the image of PostgreSQL runs this when it starts for the first time.
set -eu
psql -v ON_ERROR_STOP=1 -v desk="${DESK_PASSWORD:?}" -v readers="${READERS_PASSWORD:?}" -d postgres <<'SQL'
CREATE ROLE factdb LOGIN PASSWORD :'desk';
CREATE ROLE factdb_public LOGIN PASSWORD :'readers';
GRANT factdb TO CURRENT_USER;
CREATE DATABASE factdb OWNER factdb ENCODING 'UTF8' TEMPLATE template0;
SQL
