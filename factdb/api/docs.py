"""The API's documentation, to be read and tried in a browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.views import SpectacularSwaggerSplitView

from .base import PublicApiView, drop_content_type


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI under the policy of all pages: its template has no styles of its own, a stylesheet has them."""

    template_name = "factdb/api_docs.html"
    http_method_names = PublicApiView.http_method_names
    url_name = "api-schema"
    schema = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The script would carry a token against forgery, another one each time: whoever only reads needs none."""
        response = super().get(request, *args, **kwargs)
        response.data["csrf_token"] = ""
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return drop_content_type(HttpResponse(status=204))
