"""Which methods an address takes. Others are refused with 405 and a sentence that names them (RFC 9110, 15.5.6)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string

from factdb.api.problems import render_problem

READERS_METHODS = ["GET", "HEAD", "OPTIONS"]
STAFF_METHODS = ["GET", "HEAD", "POST"]
REFUSED_DETAIL = "This address takes no other method than these: {}."


class Methods:
    """A view that was written for GET would answer any other method as if it were that one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Static files and some views refuse methods by themselves, and say nothing."""
        response = self.get_response(request)
        return refuse_method(request, response["Allow"]) if response.status_code == 405 else response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """The API's views know theirs, and which addresses are none."""
        is_staff = request.path_info.startswith(settings.STAFF_PATHS)
        methods = STAFF_METHODS if is_staff else READERS_METHODS
        return None if request.method in methods or is_of_api(request) else HttpResponseNotAllowed(methods)


def is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def refuse_method(request: HttpRequest, allow: str) -> HttpResponse:
    detail = REFUSED_DETAIL.format(allow)
    if is_of_api(request):
        return render_problem(405, detail, headers={"Allow": allow})
    headers = {"Allow": allow, "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("405.html", {"detail": detail}), status=405, headers=headers)
