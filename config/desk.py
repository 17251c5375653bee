"""The desk waits no longer for its database than a request may, and loses nothing that was typed."""

import errno
import logging
from collections.abc import Callable

from django.db import DataError, Error, IntegrityError, InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import DiskFull

from config.problems import DiskFullProblem
from factdb.public.http.timeouts import apply_desk_timeouts
from factdb.public.http.wall import BUSY_RETRY_AFTER

log = logging.getLogger(__name__)

BUSY = (
    "The desk's database does not answer: nothing can be opened or saved here until it is back or a standby takes over."
)
DISK_FULL = "A disk of the desk is full: nothing can be saved until whoever keeps the machine has made room."
IMPOSSIBLE = "The database refuses a value: a number or a date that it cannot hold, or one that must not be twice."


class DeskPatience:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with connections["default"].execute_wrapper(apply_desk_timeouts):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_trouble(request, exception)


def answer_trouble(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer what the machine or its database refuses, with what was sent kept in the page; None for other errors."""
    if isinstance(error, DataError | IntegrityError):
        log.error("The database refuses what was sent: %s", type(error.__cause__ or error).__name__)
        return _render_trouble(request, 400, IMPOSSIBLE)
    if is_disk_full(error):
        log.error("A disk of the desk is full: %s", error)
        return _render_trouble(request, 503, DISK_FULL)
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        log.error("The desk cannot answer: %s", error)
        return _render_trouble(request, 503, BUSY)
    return None


def is_disk_full(error: Exception) -> bool:
    """Say whether PostgreSQL or the system finds no space, or the embedded one does not start for want of it."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, DiskFullProblem) or (isinstance(error, Error) and isinstance(error.__cause__, DiskFull))


def _render_trouble(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    context = {"sent": read_form(request), "detail": detail, "status": status}
    response = render(request, "admin/desk/trouble.html", context, status=status)
    if status == 503:
        response["Retry-After"] = BUSY_RETRY_AFTER
    return response


def read_form(request: HttpRequest) -> list[tuple[str, str]]:
    """Read what a form sent, to be sent again; a password is typed again."""
    if any("password" in name for name in request.POST):
        return []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, str(value)) for name, value in fields if name != "csrfmiddlewaretoken"]
