"""Which cache: the one that CACHE_URL names, shared by all machines, or one in each process."""

from typing import Any

from environ import Env

# A third of it is forgotten when it is full: Django's own limit is 300, fewer than the addresses of a busy minute.
EACH_PROCESS = "locmemcache://?max_entries=10000"
# Seconds. Readers wait for nothing that only counts them.
PATIENCE = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


def cache_at(url: str) -> dict[str, Any]:
    found: dict[str, Any] = Env.cache_url_config(url or EACH_PROCESS)
    if found["BACKEND"].endswith(".RedisCache"):
        found["OPTIONS"] = PATIENCE | found.get("OPTIONS", {})
    return found
