"""Where each part of the site hangs."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views import defaults

from factdb.api.problems import answer

handler404 = "factdb.pages.site.missing"
urlpatterns = [
    path("api/", include("factdb.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("factdb.pages.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What is refused before a view is asked, such as a Host that is not ours."""
    if request.path.startswith("/api/"):
        return answer(exception, {})
    return defaults.bad_request(request, exception)
