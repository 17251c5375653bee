"""How long a request waits for its database: for a lock, for a statement, for a server that has fallen silent.

Commands have none of these limits: what publishes in bulk, rebuilds or migrates may wait. What PostgreSQL itself ends
says so while it runs; a machine that is frozen or cut off says nothing, so that is noticed here.
"""

from contextlib import suppress
from typing import Any

from django.db import OperationalError
from psycopg.conninfo import make_conninfo
from psycopg.errors import _WaitTimeout
from psycopg.pq import PGconn, Ping

# Of the desk's connections; those of readers have theirs from the settings.
LIMITS = "SET lock_timeout = '1s'; SET statement_timeout = '10s'"
# Seconds without a word, after which the server is asked in another way whether it is there, and for how long.
SILENCE, PING = 0.8, 1
# Seconds for one answer, whatever the server is doing: more than any statement may take.
LONGEST = 12.0


class Silent(OperationalError):
    """The database does not answer. Not psycopg's error: Django would take it for a reason to connect again."""


def watch_connection(raw: Any) -> None:
    """Close this connection of psycopg from now on where its server falls silent: then it raises `Silent`."""
    if "wait" not in vars(raw):
        raw.wait = _wrap_wait(raw)


def _wrap_wait(raw: Any) -> Any:
    wait = raw.wait

    def watched(gen: Any, *given: Any) -> Any:
        for patience in (SILENCE, LONGEST):
            with suppress(_WaitTimeout):
                return wait(gen, *given, timeout=patience)
            if not server_answers(raw.info):
                break
        raw.close()
        raise Silent("The database does not answer.")

    return watched


def server_answers(info: Any) -> bool:
    """Say whether this server takes a new connection: one that is only slow does."""
    address = make_conninfo(host=info.host, port=info.port, connect_timeout=PING)
    return PGconn.ping(address.encode()) in (Ping.OK, Ping.REJECT)


def apply_desk_timeouts(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before a query of the desk, make its connection wait no longer than a request may."""
    connection = context["connection"]
    if getattr(connection, "hurried", None) is not connection.connection:
        watch_connection(connection.connection)
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(LIMITS)
        # What a transaction has set may be taken back with it.
        connection.hurried = None if connection.in_atomic_block else connection.connection
    return execute(sql, params, many, context)
