"""An answer follows from the ledger's head, the site and the request: they name it, as its ETag and among what is kept.

Here for API and pages alike: which head, which ETag, which edition, how long, and what is kept.
"""

from collections.abc import Callable
from functools import cache, wraps
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.template import engines
from django.utils.http import parse_etags

from factdb.public.record.queries import Head, read_head

# Larger answers are rare, and a few of them would fill the memory.
LARGEST = 128 * 1024
CACHEABLE = (200, 410)


@cache
def read_edition() -> str:
    """Digest code, templates and words: an answer changes with the record, or with what prints it."""
    digest = sha256(settings.LANGUAGE_CODE.encode())
    for folder, pattern in list_printing_folders():
        for path in sorted(folder.rglob(pattern)):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def list_printing_folders() -> list[tuple[Path, str]]:
    """(folder, pattern) of all that prints answers: templates and translations may also be a newsroom's own."""
    code = Path(settings.BASE_DIR) / "factdb"
    templates = [Path(folder) for engine in engines.all() for folder in engine.template_dirs]
    words = [(Path(folder), "*.mo") for folder in settings.LOCALE_PATHS]
    return [(code, "*.py"), (code / "static", "*"), *((folder, "*.html") for folder in templates), *words]


def make_etag(content: bytes) -> str:
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def with_head(get: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorates a view's `get`: one query for the head, which it finds as `self.head`."""

    @wraps(get)
    def answer(self: Any, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answer_with_head(read_head(), self, request, lambda: get(self, request, *args, **kwargs))

    return answer


def answer_with_head(
    head: Head, view: Any, request: Any, make: Callable[[], HttpResponseBase], *, keep: bool = True
) -> HttpResponseBase:
    """Answer 304 if the client has this very answer, else as was answered under this head before, else by `make()`.

    The view says by `cache_control` for how long others may keep it; without `keep` nobody may.
    """
    view.head, etag = head, make_request_etag(head, request)
    if not keep:
        return set_default_headers(make(), etag, "no-store")
    if etag_matches(request, etag):
        return set_default_headers(HttpResponseNotModified(), etag, view.cache_control)
    if entry := caches["answers"].get(etag):
        content, status, headers = entry
        return HttpResponse(content, status=status, headers=headers)
    response = make()
    if response.status_code in CACHEABLE:
        set_default_headers(response, etag, view.cache_control)
        _store_when_rendered(response)
    return response


def make_request_etag(head: Head, request: Any) -> str:
    """Make an ETag: the same for the same question of the same record of the same site, printed by the same code."""
    # Spelt as it came: to build the address as Django does takes twice as long.
    address = request.scheme, request.get_host(), request.get_full_path()
    parts = read_edition(), settings.SITE.digest, *head, *address, _format_of(request)
    return make_etag("\n".join(map(str, parts)).encode())


def _format_of(request: Any) -> str:
    """Name the answer's format: an address of the API can be answered in several."""
    renderer = getattr(request, "accepted_renderer", None)
    return renderer.format if renderer else ""


def etag_matches(request: HttpRequest, etag: str) -> bool:
    """Compare weakly (RFC 9110, 13.1.2): compression on the way may have weakened it."""
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(header) and etag in [text.removeprefix("W/") for text in parse_etags(header)]


def set_default_headers(response: HttpResponseBase, etag: str, cache_control: str) -> HttpResponseBase:
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Cache-Control", cache_control)
    return response


def _store_when_rendered(response: Any) -> None:
    if response.streaming:
        return
    if getattr(response, "is_rendered", True):
        _store_response(response)
    else:
        response.add_post_render_callback(_store_response)


def _store_response(response: HttpResponse) -> None:
    if len(response.content) <= LARGEST:
        entry = response.content, response.status_code, dict(response.items())
        caches["answers"].set(response["ETag"], entry, None)
