"""The floor: the same server and driver, SQL written by hand, and no framework.

It gives what a reader gets - the documents, where to go on, an ETag that follows the ledger's head - and checks
nothing: `/sql/<name>/<argument>...` binds the arguments to the SQL of that name.
"""

import hashlib
import hmac
import json
import os
import threading
from base64 import urlsafe_b64encode

import psycopg

from tests.bench.sql import HEAD, SQL

KEY = b"floor"
PAGE = 50
_held = threading.local()


def connection() -> psycopg.Connection:
    """One for each thread, as Django has them."""
    if not hasattr(_held, "connection"):
        _held.connection = psycopg.connect(os.environ["BENCH_DSN"], autocommit=True, prepare_threshold=0)
    return _held.connection


def application(environ, start_response):
    path = environ["PATH_INFO"]
    _, _, name, *arguments = path.split("/")
    etag = hashlib.sha256(f"{path}{connection().execute(HEAD).fetchone()}".encode()).hexdigest()[:32]
    rows = connection().execute(SQL[name], arguments).fetchall()
    body = rows[0][0].encode() if name == "claim" else json.dumps(rows).encode() if name == "facets" else listed(rows)
    start_response("200 OK", headers(etag, len(body)))
    return [body]


def headers(etag: str, size: int) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/json"),
        ("Content-Length", str(size)),
        ("ETag", f'"{etag}"'),
        ("Cache-Control", "public, max-age=1, stale-while-revalidate=10"),
        ("Vary", "Accept, Accept-Encoding, origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]


def listed(rows: list[tuple]) -> bytes:
    documents = [row[0] for row in rows]
    following = json.dumps(f"http://127.0.0.1/?cursor={cursor(documents[PAGE - 1])}" if len(rows) > PAGE else None)
    return f'{{"next": {following}, "previous": null, "results": [{",".join(documents[:PAGE])}]}}'.encode()


def cursor(document: str) -> str:
    """Signed, so that it cannot be made up."""
    place = document[:40].encode()
    return urlsafe_b64encode(place + hmac.digest(KEY, place, "sha256")).decode()
