"""The headers that every answer carries, whoever gives it: views, Django's middlewares, static files, the server."""

from collections.abc import Callable

from csp.constants import HEADER as POLICY_HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class FixedHeaders:
    """A middleware for the headers that Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in settings.FIXED_HEADERS.items():
            response[name] = value
        return response


def list_headers() -> list[tuple[str, str]]:
    """List what Django's middlewares add, for what the server answers before Django is asked."""
    headers = {
        POLICY_HEADER: build_policy(),
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        **settings.FIXED_HEADERS,
    }
    if settings.FACTDB_HTTPS:
        headers["Strict-Transport-Security"] = describe_transport()
    return list(headers.items())


def describe_transport() -> str:
    """As `SecurityMiddleware` writes it."""
    preload = "; preload" if settings.SECURE_HSTS_PRELOAD else ""
    return f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains{preload}"
