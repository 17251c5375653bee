"""The floor: the same server and driver, one SQL a question written by hand, and no framework.

`application` is what a WSGI server runs. `/sql/<name>/<argument>...` binds the arguments to the SQL of that name.
"""

import json
import os

import psycopg

from tests.bench.sql import SQL

HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "public, max-age=1")]
_connection: psycopg.Connection | None = None


def connection() -> psycopg.Connection:
    global _connection
    if _connection is None:
        _connection = psycopg.connect(os.environ["BENCH_DSN"], autocommit=True, prepare_threshold=0)
    return _connection


def application(environ, start_response):
    _, _, name, *arguments = environ["PATH_INFO"].split("/")
    rows = connection().execute(SQL[name], arguments).fetchall()
    body = bodies(rows)
    start_response("200 OK", [*HEADERS, ("Content-Length", str(len(body)))])
    return [body]


def bodies(rows: list[tuple]) -> bytes:
    if len(rows[0]) > 1:
        return json.dumps(rows, default=str).encode()
    return f'{{"next": null, "previous": null, "results": [{",".join(row[0] for row in rows)}]}}'.encode()
