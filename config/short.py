"""The short way to what readers ask: past the middlewares, the resolver and the signals, a third of a list's time.

What the middlewares add is the same for every answer. It is learnt from themselves, by an empty answer that is sent
through all of them, so that nothing about it is written twice. Whatever is out of the ordinary goes the long way.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.log import log_response

from factdb.api.base import PublicView
from factdb.pages.base import Kept
from factdb.public import keeping, queries, tracing
from factdb.public.remembering import remembered
from factdb.public.wall import STAFF, guarded

API = "/api/"
METHODS = ("GET", "HEAD")
# Of each answer its own.
OWN = ("Content-Type", "Content-Length", "Vary", tracing.HEADER)

Environ = dict[str, Any]
Site = Callable[..., Any]


class Added(NamedTuple):
    """What the middlewares add to every answer."""

    headers: list[tuple[str, str]]
    vary: str


class Middlewares(BaseHandler):
    """All of them around an empty answer."""

    def __init__(self) -> None:
        self.load_middleware()

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def added(self, request: HttpRequest) -> Added | None:
        """None where one of them answers itself, with a redirect to HTTPS for one."""
        response = self.get_response(request)
        if response.status_code != 200:
            return None
        return Added([of for of in response.items() if of[0] not in OWN], response.get("Vary", ""))


class ShortWay:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.middlewares = Middlewares()
        self.known: dict[tuple[bool, ...], Added | None] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_theirs = environ["REQUEST_METHOD"] in METHODS and not environ["PATH_INFO"].startswith(STAFF)
        if not is_theirs or environ.get("SCRIPT_NAME") or settings.FORCE_SCRIPT_NAME:
            return self.site(environ, start_response)
        return self._answer(environ, start_response) or self.site(environ, start_response)

    def _answer(self, environ: Environ, start_response: Callable[..., Any]) -> HttpResponse | None:
        request = WSGIRequest(environ)
        found = view_of(request.path_info)
        if found is None:
            return None
        try:
            keeping.address(request)
        except DisallowedHost:
            return None
        added = self._added(request, environ)
        if added is None:
            return None
        name = tracing.named(environ.get("HTTP_X_REQUEST_ID", ""))
        token = tracing.current.set(name)
        try:
            # What Django does for all connections before and after each request.
            connections[queries.PUBLIC].close_if_unusable_or_obsolete()
            with guarded():
                response = found.func(request, *found.args, **found.kwargs)
        except Exception:
            # The long way meets the same, and reports it.
            return None
        finally:
            tracing.current.reset(token)
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        if not response.streaming:
            response.close = _nothing
        start_response(f"{response.status_code} {response.reason_phrase}", _headers(response, added, name))
        return response

    def _added(self, request: HttpRequest, environ: Environ) -> Added | None:
        of = request.is_secure(), "HTTP_ORIGIN" in environ, request.path_info.startswith(API)
        if of not in self.known:
            self.known[of] = self.middlewares.added(request)
        return self.known[of]


@remembered
def view_of(path: str) -> ResolverMatch | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return found if issubclass(getattr(found.func, "view_class", object), (PublicView, Kept)) else None


def _nothing() -> None:
    """Nothing was opened; Django would look after its connections once more."""


def _headers(response: HttpResponse, added: Added, name: str) -> list[tuple[str, str]]:
    own = [of for of in response.items() if of[0] != "Vary"]
    if not response.streaming and not response.has_header("Content-Length"):
        own.append(("Content-Length", str(len(response.content))))
    vary = ", ".join(filter(None, (response.get("Vary"), added.vary)))
    return [*own, *added.headers, ("Vary", vary), (tracing.HEADER, name)]
