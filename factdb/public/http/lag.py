"""The lag guard: a standby that may lack the last FACTDB_MAX_LAG seconds of the record answers nobody.

What a standby has received or replayed does not show what it never heard of, so its age is that of the last
commit it replayed, and the site commits on the primary every second (config/heartbeat.py). A broken link, paused
replay and a dead primary all look the same: no commit comes. The clocks of both servers must agree.
"""

import time
from typing import Any

from django.conf import settings
from django.db import OperationalError

# Asked again this often, in seconds; it costs a round trip.
LAG_RECHECK_SECONDS = 1.0
AGE = """
    SELECT CASE WHEN pg_is_in_recovery()
           THEN coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 'infinity')
           END::float8
"""


class Late(OperationalError):
    """The standby may not know of the latest retraction. Answered as any trouble with the database: 503."""


def require_fresh(connection: Any) -> None:
    """Ask a primary once a connection, a standby whenever what it said may not hold any more. Raises `Late`."""
    raw_connection, until = getattr(connection, "fresh", (None, 0.0))
    if raw_connection is connection.connection and time.monotonic() < until:
        return
    connection.fresh = connection.connection, time.monotonic() + _fresh_seconds(connection)


def _fresh_seconds(connection: Any) -> float:
    """Give the seconds for which answers may build on what is replayed now. Raises `Late` beyond the limit."""
    seconds = read_replay_age(connection)
    if seconds is None:
        return float("inf")
    if seconds < settings.FACTDB_MAX_LAG:
        return min(LAG_RECHECK_SECONDS, settings.FACTDB_MAX_LAG - seconds)
    # When the request is over: another host of the same address may be fresher.
    connection.close_at = time.monotonic()
    raise Late(f"The standby may lack the last {seconds:.1f} s and FACTDB_MAX_LAG is {settings.FACTDB_MAX_LAG}.")


def read_replay_age(connection: Any) -> float | None:
    """Give the seconds since the last commit that a standby has replayed; None where this is no standby.

    Asked below Django, as the wall's own question is.
    """
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(AGE)
        return cursor.fetchone()[0]
