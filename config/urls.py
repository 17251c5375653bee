"""Where each part of the site hangs."""

import sys

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import include, path
from django.views import defaults

from config.desk import answer_trouble
from factdb.api.problems import exception_handler, server_error
from factdb.public.http.refusals import explain_refusal

handler404 = "factdb.pages.site.render_not_found"
urlpatterns = [
    path("api/", include("factdb.api.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("factdb.logins.urls")),
    path("", include("factdb.pages.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what is refused before a view is asked, such as a Host that is not ours."""
    response = exception_handler(exception, {}) if request.path.startswith("/api/") else None
    return response or HttpResponseBadRequest(render_to_string("400.html", {"detail": explain_refusal(exception)}))


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Django calls this while it handles the exception; a middleware's own, such as the session's, comes here alone."""
    if request.path.startswith("/api/"):
        return server_error()
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and request.path.startswith(settings.STAFF_PATHS):
        return answer_trouble(request, error) or defaults.server_error(request)
    return defaults.server_error(request)
