"""Which cache: the one that CACHE_URL names, shared by all machines, or one in each process."""

from typing import Any

from environ import Env

# Seconds. Readers wait for nothing that only spares work.
REDIS_TIMEOUTS = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


def parse_cache_url(url: str) -> dict[str, Any]:
    cache: dict[str, Any] = Env.cache_url_config(url)
    if cache["BACKEND"].endswith(".RedisCache"):
        cache |= {"BACKEND": "config.shared_cache.SharedCache", "OPTIONS": REDIS_TIMEOUTS | cache.get("OPTIONS", {})}
    return cache
