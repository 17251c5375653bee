"""A Redis that may be away: meanwhile nothing is kept and nobody counted, and every answer is as right as before."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# Seconds for which a Redis that failed is left alone, so that one that is silent does not hold up every request.
PAUSE_SECONDS = 5


class SharedCache(RedisCache):
    paused_until = 0.0

    def get(self, *args: Any, **options: Any) -> Any:
        return call_or_default(super().get, None, *args, **options)

    def set(self, *args: Any, **options: Any) -> Any:
        return call_or_default(super().set, None, *args, **options)

    def add(self, *args: Any, **options: Any) -> Any:
        return call_or_default(super().add, False, *args, **options)

    def incr(self, *args: Any, **options: Any) -> Any:
        try:
            return call_or_default(super().incr, 0, *args, **options)
        except ValueError:
            # Redis forgot the key, or was away when it was added, a moment before.
            return 0


def call_or_default(call: Callable[..., Any], otherwise: Any, *args: Any, **options: Any) -> Any:
    if time.monotonic() < SharedCache.paused_until:
        return otherwise
    try:
        return call(*args, **options)
    except RedisError as error:
        SharedCache.paused_until = time.monotonic() + PAUSE_SECONDS
        log.warning("The shared cache does not answer and is left alone for %s s: %s", PAUSE_SECONDS, error)
        return otherwise
