"""A commit a second on the primary, so that a standby knows how old it is even while nothing is published."""

import logging
import select
from typing import Any

from django.db import DatabaseError, connections

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 1.0
# A transaction with a number leaves its commit in the log that standbys replay; it touches no table.
HEARTBEAT_SQL = "SELECT pg_current_xact_id()"
SERVER_KEYS = ("HOST", "PORT")


def is_wanted(databases: dict[str, dict[str, Any]]) -> bool:
    """Say whether readers have a server of their own: only then can they be late."""
    default, public = databases["default"], databases["public"]
    return any(default.get(part) != public.get(part) for part in SERVER_KEYS)


def beat_until_signal(signals: int) -> None:
    """Commit once a second until something is to be read from the pipe `signals`."""
    while not select.select([signals], [], [], HEARTBEAT_SECONDS)[0]:
        commit_heartbeat()


def commit_heartbeat() -> None:
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute(HEARTBEAT_SQL)
    except DatabaseError as error:
        log.error("The desk's database does not answer: %s", str(error).partition("\n")[0])
        connection.close()
