"""Kept answers, given before Django is asked: whoever has one already is told so for one tiny query, the ledger's head.

Where FACTDB_HEAD_SECONDS lets a process go by the head as it read it last, nothing is asked of anybody, and bodies are
kept here too. Where requests are counted (FACTDB_RATE) Django counts them.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.conf import settings

from factdb.public import keeping, queries, tracing
from factdb.public.queries import Head
from factdb.public.wall import guarded

Environ = dict[str, Any]
# What an answer may depend on beside the record.
ASKED = (
    "REQUEST_METHOD",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ORIGIN",
)
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Link")
MOST = 256


class Answer(NamedTuple):
    """The body is left out where the client had it already."""

    head: Head
    headers: list[tuple[str, str]]
    body: bytes | None

    def is_known(self, given: str) -> bool:
        return given == "*" or keeping.names(given, dict(self.headers)["ETag"])


class Front:
    def __init__(self, site: Callable[..., Any]) -> None:
        self.site = site
        self.kept: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = tuple(environ.get(name) for name in ASKED)
        answer = self.kept.get(asked)
        given: str = environ.get("HTTP_IF_NONE_MATCH", "")
        known = answer is not None and bool(given) and answer.is_known(given)
        # Whoever has nothing of it needs more than the head, which Django reads together with the rest.
        if answer and (known or answer.body is not None) and answer.head == (keeping.recent_head() or _head()):
            if known:
                return _unchanged(answer, environ, start_response)
            if answer.body is not None:
                return _given(answer, environ, start_response)
        told: list[tuple[str, str]] = []

        def begin(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            # With what was added on the way, which the answer itself does not hold.
            told[:] = headers
            return start_response(status, headers, *failed)

        response = self.site(environ, begin)
        self._keep(asked, answer, response, told)
        return response

    def _keep(self, asked: tuple[Any, ...], before: Answer | None, response: Any, told: list[tuple[str, str]]) -> None:
        head, status = getattr(response, "head", None), response.status_code
        if head is None or status not in (200, 304) or len(response.content) > keeping.LARGEST:
            return
        has_body = status == 200 and settings.FACTDB_HEAD_SECONDS
        if before and before.head == head and not has_body:
            return
        headers = [(name, value) for name, value in told if name != tracing.HEADER]
        self.kept[asked] = Answer(head, headers, response.content if has_body else None)
        self.kept.move_to_end(asked)
        if len(self.kept) > MOST:
            self.kept.popitem(last=False)


def _head() -> Head | None:
    """As it is now, for one query. None where the database does not tell: Django meets the trouble and answers it."""
    try:
        with guarded():
            head = queries.head()
    except Exception:
        return None
    keeping.note(head)
    return head


def _given(answer: Answer, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [*answer.headers, _name(environ)])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body or b""]


def _unchanged(answer: Answer, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    repeated = [(name, value) for name, value in answer.headers if name not in OF_A_BODY]
    start_response("304 Not Modified", [*repeated, _name(environ)])
    return []


def _name(environ: Environ) -> tuple[str, str]:
    return tracing.HEADER, tracing.named(environ.get("HTTP_X_REQUEST_ID", ""))
