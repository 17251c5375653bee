"""Where each part of the site hangs."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views import defaults

from factdb.api.problems import exception_handler, server_error

handler404 = "factdb.pages.site.render_not_found"
urlpatterns = [
    path("api/", include("factdb.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("factdb.pages.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what is refused before a view is asked, such as a Host that is not ours."""
    response = exception_handler(exception, {}) if request.path.startswith("/api/") else None
    return response or defaults.bad_request(request, exception)


def handler500(request: HttpRequest) -> HttpResponseBase:
    return server_error() if request.path.startswith("/api/") else defaults.server_error(request)
