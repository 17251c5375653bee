"""A name for each request, in the answer and in every line that is logged about it."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def choose_request_id(name: str) -> str:
    """Take the name that was given, where it can be one, else make a new one."""
    return name if ACCEPTABLE.fullmatch(name) else token_hex(16)


class RequestId:
    """A middleware that takes the name that a proxy has given, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = choose_request_id(request.META.get("HTTP_X_REQUEST_ID", ""))
        token = current_request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response[HEADER] = name
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True
