"""Every error under /api/ as a problem document (RFC 9457)."""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.exceptions import APIException

from factdb.models.ledger import LedgerEntry
from factdb.public.strict import Fault, Refused
from factdb.public.wall import RETRY_AFTER

from . import answers

log = logging.getLogger(__name__)

TYPE = "application/problem+json"


class Gone(Exception):
    """It was public once; `entry` is the ledger's that took it back."""

    def __init__(self, entry: LedgerEntry) -> None:
        super().__init__(str(entry))
        self.detail = f"It was {entry.action}: {entry.reason}"


class Moved(Exception):
    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def problem(
    status: int, detail: str, errors: list[Fault] | None = None, headers: dict[str, str] | None = None
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
        content_type=TYPE,
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def answer(error: Exception, context: dict[str, Any]) -> HttpResponseBase:
    """The exception handler of every API view."""
    match error:
        case Refused(faults=faults):
            return problem(400, "; ".join(f"{f['param']}: {f['detail']}" for f in faults), faults)
        case TooManyFieldsSent():
            return problem(400, f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} parameters can be given.")
        case DisallowedHost():
            return problem(400, "This site has another name than the Host header says.")
        case SuspiciousOperation():
            return problem(400, "The request is not well formed.")
        case Http404():
            return problem(404, "There is nothing at this address.")
        case Gone(detail=detail):
            return problem(410, detail)
        case Moved(location=location):
            return answers.empty(308, {"Location": location})
        case APIException():
            return problem(error.status_code, str(error.detail), headers=_headers(error))
        case OperationalError() | InterfaceError():
            log.error("The public database does not answer: %s", error)
            return problem(503, "The database is busy; try again in a moment.", headers={"Retry-After": RETRY_AFTER})
    log.error("An API request failed.", exc_info=error)
    return problem(500, "Something went wrong here; it has been logged.")


def _headers(error: APIException) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    return {} if wait is None else {"Retry-After": str(int(wait) + 1)}
