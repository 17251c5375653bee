"""The site for WSGI servers: readers' requests pass PUBLIC_MIDDLEWARE, the staff's pass MIDDLEWARE."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from config.request import SiteRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class PublicMiddleware:
    """Before one of Django's handlers in the list of bases: it loads the middlewares that readers need."""

    def load_middleware(self, is_async: bool = False) -> None:
        staff = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
        try:
            super().load_middleware(is_async)  # type: ignore[misc]
        finally:
            settings.MIDDLEWARE = staff


class PublicHandler(PublicMiddleware, WSGIHandler):
    pass


class SplitHandler:
    """Two handlers of Django's own behind one address."""

    def __init__(self, staff: WSGIHandler) -> None:
        self.staff, self.public = staff, PublicHandler()
        self.staff.request_class = self.public.request_class = SiteRequest

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_staff = environ["PATH_INFO"].startswith((*settings.STAFF_PATHS, settings.STATIC_URL))
        handler = self.staff if is_staff else self.public
        return handler(environ, start_response)


application = SplitHandler(get_wsgi_application())
