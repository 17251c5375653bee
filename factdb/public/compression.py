"""Public answers gzipped, for whoever accepts it."""

import re

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.decorators import decorator_from_middleware

REFUSED = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class Gzip(GZipMiddleware):
    """Django pads at random to hide lengths of secrets. Nothing here is one, and HEAD shall tell GET's length."""

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        asked = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if "gzip" in asked and not REFUSED.search(asked):
            return super().process_response(request, response)
        if "Accept-Encoding" not in response.get("Vary", ""):
            patch_vary_headers(response, ("Accept-Encoding",))
        return response


gzipped = decorator_from_middleware(Gzip)
