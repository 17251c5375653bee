"""Every error under /api/ as a problem document (RFC 9457)."""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from rest_framework.exceptions import APIException

from factdb.models.ledger import LedgerEntry
from factdb.public.filters.validation import InvalidQuery, ParameterError
from factdb.public.http.refusals import explain_refusal
from factdb.public.http.wall import BUSY_RETRY_AFTER
from factdb.public.record.as_of import PastNotBuilt

from .base import drop_content_type
from .schema import PROBLEM_MEDIA_TYPE

log = logging.getLogger(__name__)


class Gone(Exception):
    """It was public once; `entry` is the ledger's that took it back, or that lost its document to an erasure."""

    def __init__(self, entry: LedgerEntry) -> None:
        super().__init__(str(entry))
        self.detail = f"It was {entry.action}: {entry.reason}"
        if entry.is_blanked:
            self.detail = "As it stood then, it showed something that was erased by law."


class Moved(Exception):
    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def render_problem(
    status: int, detail: str, errors: list[ParameterError] | None = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(),
        content_type=PROBLEM_MEDIA_TYPE,
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Of every API view. None leaves what nobody foresaw to Django, which reports it; `handler500` answers it."""
    match error:
        case InvalidQuery(errors=errors):
            return render_problem(400, "; ".join(f"{e['param']}: {e['detail']}" for e in errors), errors)
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return render_problem(400, explain_refusal(error))
        case Http404():
            return render_problem(404, "There is nothing at this address.")
        case Gone(detail=detail):
            return render_problem(410, detail)
        case Moved(location=location):
            return drop_content_type(HttpResponse(status=308, headers={"Location": location}))
        case APIException():
            return render_problem(error.status_code, str(error.detail), headers=_exception_headers(error))
        case PastNotBuilt():
            return render_problem(503, PastNotBuilt.detail, headers={"Retry-After": BUSY_RETRY_AFTER})
        case OperationalError() | InterfaceError():
            log.error("The public database does not answer: %s", error)
            return render_problem(
                503, "The database is busy; try again in a moment.", headers={"Retry-After": BUSY_RETRY_AFTER}
            )
    return None


def server_error() -> HttpResponse:
    return render_problem(500, "Something went wrong here; it has been logged.")


def _exception_headers(error: APIException) -> dict[str, str]:
    """As DRF's own handler gives them."""
    wait, challenge = getattr(error, "wait", None), getattr(error, "auth_header", None)
    headers = {} if wait is None else {"Retry-After": str(int(wait))}
    return headers | ({"WWW-Authenticate": challenge} if challenge else {})
