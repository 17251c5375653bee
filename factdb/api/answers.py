"""Bodies and headers of answers. A document is sent as the record holds it, never parsed and written again."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from factdb.models.ledger import LedgerEntry
from factdb.public.asking import Question
from factdb.public.formats import STREAMS
from factdb.public.history import gravest, status_since
from factdb.public.keeping import address, is_known, unchanged
from factdb.public.ordering import Page
from factdb.public.parsing import encode
from factdb.public.past import PastQuestion
from factdb.public.queries import Head

from .negotiation import JSON, MEDIA

# Raise it when the same record is sent differently than before: it is part of every list's ETag.
EDITION = "1"
STATUS = "FactDB-Status"
R = TypeVar("R", bound=HttpResponseBase)
CACHE = "public, max-age=1, stale-while-revalidate=10"


def tag(*parts: Any) -> str:
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def list_tag(request: HttpRequest, head: Head, form: str) -> str:
    """What is sent depends on the record and the question alone, so the head and the question name it."""
    return tag(EDITION, head, address(request), form)


def send(
    request: HttpRequest,
    body: bytes,
    etag: str,
    links: dict[str, str | None] | None = None,
    media: str = MEDIA[JSON],
    since: dict[str, str] | None = None,
) -> HttpResponse:
    if is_known(request, etag):
        return not_modified(etag)
    response = HttpResponse(body, content_type=media, headers=headers(etag))
    shown = [f'<{url}>; rel="{name}"' for name, url in (links or {}).items() if url]
    if shown:
        response["Link"] = ", ".join(shown)
    return marked(response, since)


def marked(response: R, since: dict[str, str] | None) -> R:
    """Of earlier versions: the gravest of what has become of them."""
    if since is not None:
        response[STATUS] = gravest(since.values())
    return response


def earlier(request: HttpRequest, entry: LedgerEntry, body: bytes) -> HttpResponse:
    """What a thing said once, marked with what has become of it since."""
    status = status_since(entry)
    response = send(request, body, tag(body, status))
    response[STATUS] = status
    return response


def stream(request: HttpRequest, question: Question, form: str, etag: str) -> StreamingHttpResponse:
    # First, because the rows take the connection.
    since = question.since_all() if isinstance(question, PastQuestion) else None
    lines: Iterator[bytes] = iter(())
    if request.method != "HEAD":
        lines = begun(STREAMS[form](question.collection, question.documents(), question.values.get("fields")))
    response = StreamingHttpResponse(lines, content_type=f"{MEDIA[form]}; charset=utf-8", headers=headers(etag))
    response["Content-Disposition"] = f'attachment; filename="{question.collection}.{form}"'
    return marked(response, since)


def begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, the first of them asked for now: a database that does not answer can still be a 503."""
    first = next(chunks, b"")
    return continued(first, chunks)


def continued(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def not_modified(etag: str) -> HttpResponse:
    return unchanged(headers(etag))


def empty(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Nothing is sent, so nothing has a type."""
    response = HttpResponse(status=status, headers=headers)
    del response["Content-Type"]
    return response


def headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": CACHE, "Vary": "Accept, Accept-Encoding"}


def data(request: HttpRequest, value: Any, etag: str | None = None) -> HttpResponse:
    """An answer that is computed rather than published."""
    body = encode(value)
    return send(request, body, etag or tag(body))


def links(request: HttpRequest, question: Question, page: Page) -> dict[str, str | None]:
    """Absolute, so that a client can follow them as they are."""
    here = address(request).partition("?")[0]
    cursors = {"next": page.next, "prev": page.previous}
    return {name: f"{here}?{question.query_string(cursor=c)}" if c else None for name, c in cursors.items()}


def list_body(
    rows: list[bytes], links: dict[str, str | None], count: int | None, since: dict[str, str] | None
) -> bytes:
    """`since` is what has become of earlier versions, by key."""
    asked = {"count": count, "status": since}
    head = {"next": links["next"], "previous": links["prev"], **{k: v for k, v in asked.items() if v is not None}}
    return b'%s, "results": [%s]}' % (json.dumps(head)[:-1].encode(), b",".join(rows))


def array_body(rows: list[bytes]) -> bytes:
    return b"[%s]" % b",".join(rows)
