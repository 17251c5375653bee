"""Answers are kept while the ledger's head stays: the same question of the same record has the same answer.

Whoever answers reads the head anyway, together with the slugs that are asked for, so keeping costs no query more.
Where FACTDB_HEAD_SECONDS lets a process go by the head as it was read last, what is kept costs none at all.
"""

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port, validate_host
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import parse_etags

from .compression import Gzip
from .queries import Head
from .remembering import remembered

# Larger answers are rare, and a few of them would fill the memory.
LARGEST = 128 * 1024

compress = Gzip(lambda request: HttpResponse()).process_response


class Kept(NamedTuple):
    """An answer and the head that it was given under. The body is left out where the client had it already."""

    head: Head
    headers: dict[str, str]
    body: bytes | None


def kept(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """`answer()`, compressed if asked for, and kept where it says by `response.head` which record it was made from."""
    response = compress(request, answer())
    _keep(request, response)
    return response


def known(request: HttpRequest) -> int:
    """The number of the head under which this request was answered before, or -1."""
    before = _before(request)
    return before.head.seq if before else -1


def found(request: HttpRequest, head: Head) -> HttpResponse | None:
    """What was answered to this request before, under this head, read just now; 304 where the client has it."""
    note(head)
    before = _before(request)
    if before is None or before.head != head:
        return None
    if is_known(request, before.headers["ETag"]):
        return under(head, unchanged(before.headers))
    return None if before.body is None else under(head, HttpResponse(before.body, headers=before.headers))


def under(head: Head, response: HttpResponse) -> HttpResponse:
    """Says which record it was made from, so that it may be kept."""
    response.head = head  # type: ignore[attr-defined]
    return response


def _before(request: HttpRequest) -> Kept | None:
    return _once(request, "kept", lambda: caches["answers"].get(_place(request)))


def is_known(request: HttpRequest, etag: str) -> bool:
    """Of something that exists: whether the client has it."""
    return request.META.get("HTTP_IF_NONE_MATCH") == "*" or is_named(request, etag)


def is_named(request: HttpRequest, etag: str) -> bool:
    return names(request.META.get("HTTP_IF_NONE_MATCH", ""), etag)


def names(given: str, etag: str) -> bool:
    """Compared weakly (RFC 9110, 13.1.2): compression on the way may have weakened the tag."""
    return bool(given) and etag.removeprefix("W/") in [text.removeprefix("W/") for text in parse_etags(given)]


def unchanged(headers: dict[str, str]) -> HttpResponse:
    """304 with what RFC 9110 (15.4.5) wants repeated."""
    response = HttpResponse(status=304)
    del response["Content-Type"]
    for name in ("ETag", "Cache-Control", "Vary"):
        if name in headers:
            response[name] = headers[name]
    return response


_latest: tuple[float, Head] | None = None


def note(head: Head) -> None:
    global _latest
    _latest = time.monotonic(), head


def recent_head() -> Head | None:
    if not settings.FACTDB_HEAD_SECONDS or _latest is None:
        return None
    at, head = _latest
    return head if time.monotonic() - at < settings.FACTDB_HEAD_SECONDS else None


def address(request: HttpRequest) -> str:
    """The request's whole address, spelt once."""
    return _once(request, "address", lambda: f"{request.scheme}://{_host(request)}{_path(request)}")


def _host(request: HttpRequest) -> str:
    """As Django's `get_host` gives it, which takes it apart anew for each request. Raises `DisallowedHost`."""
    host = request.META.get("HTTP_HOST", "")
    return host if _is_allowed(host, *settings.ALLOWED_HOSTS) else request.get_host()


@remembered
def _is_allowed(host: str, *allowed: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _path(request: HttpRequest) -> str:
    return _spelt(request.path, request.META.get("QUERY_STRING", ""))


@remembered
def _spelt(path: str, query: str) -> str:
    """As Django's `get_full_path` does, which does it anew for each request."""
    return escape_uri_path(path) + (f"?{iri_to_uri(query)}" if query else "")


def _place(request: HttpRequest) -> str:
    return _once(request, "place", lambda: _digest(request))


def _digest(request: HttpRequest) -> str:
    asked = (
        request.method,
        address(request),
        request.META.get("HTTP_ACCEPT"),
        request.META.get("HTTP_ACCEPT_ENCODING"),
    )
    return blake2b(repr(asked).encode(), digest_size=16).hexdigest()


def _once(request: HttpRequest, name: str, make: Callable[[], Any]) -> Any:
    held = vars(request)
    if name not in held:
        held[name] = make()
    return held[name]


def _keep(request: HttpRequest, response: Any) -> None:
    at, before = getattr(response, "head", None), _before(request) if hasattr(response, "head") else None
    if at is None or (before and before.head == at and (before.body is not None or response.status_code == 304)):
        return
    if response.status_code not in (200, 304) or len(response.content) > LARGEST:
        return
    body = response.content if response.status_code == 200 else None
    caches["answers"].set(_place(request), Kept(at, dict(response.items()), body), None)
