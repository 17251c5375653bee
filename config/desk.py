"""The desk waits no longer for its database than a request may, and loses nothing that was typed."""

import logging
from collections.abc import Callable

from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from factdb.public.http.timeouts import apply_desk_timeouts
from factdb.public.http.wall import BUSY_RETRY_AFTER

log = logging.getLogger(__name__)


class DeskPatience:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with connections["default"].execute_wrapper(apply_desk_timeouts):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        log.error("The desk cannot answer: %s", exception)
        response = render(request, "admin/desk/503.html", {"sent": read_form(request)}, status=503)
        response["Retry-After"] = BUSY_RETRY_AFTER
        return response


def read_form(request: HttpRequest) -> list[tuple[str, str]]:
    """Read what a form sent, to be sent again; a password is typed again."""
    if any("password" in name for name in request.POST):
        return []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, str(value)) for name, value in fields if name != "csrfmiddlewaretoken"]
