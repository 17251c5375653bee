"""How often one address may ask: `FACTDB_RATE` (such as 60/min), counted in the cache that workers share."""

import math
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from factdb.api.problems import render_problem

LOCAL_CACHE_BACKEND = "django.core.cache.backends.locmem.LocMemCache"
# Asked by machines that watch the site.
UNCOUNTED_PATHS = ("/healthz", "/readyz")
TOO_MANY_DETAIL = "Too many requests from this address; try again in {} seconds."


class RateLimit:
    """Limits pages, feeds and API. Fixed windows, because counting up is one atomic step in every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.FACTDB_RATE:
            raise MiddlewareNotUsed
        self.get_response, self.rate = get_response, settings.FACTDB_RATE

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit, seconds = share_of_limit(*self.rate)
        now = time.time()
        if request.path_info not in UNCOUNTED_PATHS:
            key = f"rate:{identify_client(request)}:{now // seconds:.0f}"
            if count_request(key, seconds) > limit:
                return reject_request(request, int(seconds - now % seconds) + 1)
        return self.get_response(request)


def identify_client(request: HttpRequest) -> str:
    """Give the address that asks; behind a proxy it is the one that DRF's NUM_PROXIES names."""
    return BaseThrottle().get_ident(Request(request)) or ""


def reject_request(request: HttpRequest, wait: int) -> HttpResponseBase:
    """Answer 429; `wait` is in seconds."""
    detail = TOO_MANY_DETAIL.format(wait)
    if request.path_info.startswith("/api/"):
        return render_problem(429, detail, headers={"Retry-After": str(wait)})
    response = render(request, "429.html", {"detail": detail}, status=429)
    response.headers["Retry-After"], response.headers["Cache-Control"] = str(wait), "no-store"
    return response


def share_of_limit(limit: int, seconds: int) -> tuple[int, int]:
    """Give each worker its share of the limit where they share no cache; `seconds` stays."""
    is_shared = settings.CACHES["default"]["BACKEND"] != LOCAL_CACHE_BACKEND
    return limit if is_shared else math.ceil(limit / settings.FACTDB_WORKERS), seconds


def count_request(key: str, seconds: int) -> int:
    cache.add(key, 0, 2 * seconds)
    return cache.incr(key)
