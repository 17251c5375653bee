"""The API's documentation, to be read and tried in a browser."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView

from .base import PublicApiView, drop_content_type


@method_decorator(csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI writes styles into its page, and only this page is allowed to."""

    http_method_names = PublicApiView.http_method_names
    url_name = "api-schema"
    schema = None

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return drop_content_type(HttpResponse(status=204))
