"""What only the desk needs of a request's way, left out of the readers': half of a short answer's time."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase

from factdb.public.wall import STAFF


class ForStaff:
    """Before a middleware in the list of bases: readers have no session, no account and nothing to post."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(STAFF):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class Sessions(ForStaff, SessionMiddleware):
    pass


class Authentication(ForStaff, AuthenticationMiddleware):
    pass


class Messages(ForStaff, MessageMiddleware):
    pass


class ContentSecurityPolicy(CSPMiddleware):
    """The same policy for nearly all answers, so it is written once."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """No page has a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if hasattr(response, "_csp_update"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
