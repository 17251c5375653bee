"""How often one address may ask: `FACTDB_RATE` (such as 60/min), counted in the cache that workers share."""

import logging
import math
import re
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)

# Seconds for which a cache that failed is left alone.
PAUSE = 5
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LOCAL = "django.core.cache.backends.locmem.LocMemCache"


class Rate(BaseThrottle):
    """Fixed windows, because counting up is one atomic step in every cache."""

    left = 0.0
    paused_until = 0.0

    def allow_request(self, request: Any, view: Any) -> bool:
        if not settings.FACTDB_RATE:
            return True
        limit, seconds = parsed(settings.FACTDB_RATE)
        now = time.time()
        self.left = seconds - now % seconds
        return self._counted(f"rate:{self.get_ident(request)}:{now // seconds:.0f}", seconds) <= limit

    @classmethod
    def _counted(cls, key: str, seconds: int) -> int:
        """0 while the cache does not answer: to be read comes before to be counted."""
        if time.monotonic() < cls.paused_until:
            return 0
        try:
            return counted(key, seconds)
        except Exception as error:  # each kind of cache has its own
            cls.paused_until = time.monotonic() + PAUSE
            log.warning("The cache does not answer, so requests are not counted for %s s: %s", PAUSE, error)
            return 0

    def wait(self) -> float:
        return self.left


def parsed(rate: str) -> tuple[int, int]:
    """(requests, seconds). Workers that share no cache get a share each."""
    found = re.fullmatch(r"([1-9][0-9]*)/([smhd])[a-z]*", rate)
    if not found:
        raise ImproperlyConfigured(f"FACTDB_RATE is {rate!r}: give it as 60/min.")
    limit, seconds = int(found[1]), SECONDS[found[2]]
    is_shared = settings.CACHES["default"]["BACKEND"] != LOCAL
    return limit if is_shared else math.ceil(limit / settings.FACTDB_WORKERS), seconds


def counted(key: str, seconds: int) -> int:
    cache.add(key, 0, 2 * seconds)
    return cache.incr(key)
