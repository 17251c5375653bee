"""How often one address may ask: `FACTDB_RATE` (such as 60/min), counted in the cache that workers share."""

import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

LOCAL = "django.core.cache.backends.locmem.LocMemCache"


class Rate(BaseThrottle):
    """Fixed windows, because counting up is one atomic step in every cache."""

    left = 0.0

    def allow_request(self, request: Any, view: Any) -> bool:
        if not settings.FACTDB_RATE:
            return True
        limit, seconds = shared(*settings.FACTDB_RATE)
        now = time.time()
        self.left = seconds - now % seconds
        return counted(f"rate:{self.get_ident(request)}:{now // seconds:.0f}", seconds) <= limit

    def wait(self) -> float:
        return self.left


def shared(limit: int, seconds: int) -> tuple[int, int]:
    """Workers that share no cache get a share each."""
    is_shared = settings.CACHES["default"]["BACKEND"] != LOCAL
    return limit if is_shared else math.ceil(limit / settings.FACTDB_WORKERS), seconds


def counted(key: str, seconds: int) -> int:
    cache.add(key, 0, 2 * seconds)
    return cache.incr(key)
