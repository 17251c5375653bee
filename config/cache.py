"""Which cache: the one that CACHE_URL names, shared by all machines, or one in each process."""

from importlib.util import find_spec
from typing import Any

from environ import Env

from config.problems import SetupProblem

# Seconds. Readers wait for nothing that only spares work.
REDIS_TIMEOUTS = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


def parse_cache_url(url: str) -> dict[str, Any]:
    cache: dict[str, Any] = Env.cache_url_config(url)
    if cache["BACKEND"].endswith(".RedisCache"):
        if find_spec("redis") is None:
            raise SetupProblem(
                "CACHE_URL names a Redis and its client is not installed: run `make run`, "
                "or `pip install -r requirements-redis.txt`."
            )
        cache |= {"BACKEND": "config.shared_cache.SharedCache", "OPTIONS": REDIS_TIMEOUTS | cache.get("OPTIONS", {})}
    return cache
