"""The wall, seen from inside: a public request that reaches for the desk is stopped before its SQL leaves.

The grants of the public login are the wall. This says so early and loudly, and notices where the grants
are missing: a pooler, for one, drops the connection options that set the role.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from factdb.public.record.as_of import PastNotBuilt
from factdb.public.record.queries import PUBLIC_ALIAS

from .lag import require_fresh
from .timeouts import watch_connection

log = logging.getLogger(__name__)

BUSY_RETRY_AFTER = "5"
FRESH = 1
PRIVILEGES = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = current_schema()::regnamespace
      AND relname NOT LIKE ALL ('{factdb\\\\_published%,factdb\\\\_past%}') AND relname <> 'factdb_ledgerentry'
      AND (has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege(oid, 'SELECT'))
    ORDER BY relname LIMIT 1
"""


class BrokenWall(OperationalError):
    """A public request could have reached the desk. Answered as any trouble with the database: 503."""


class Wall:
    """The middleware for what readers ask; nothing of the staff's passes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever is asked of a database inside of this is asked for the public."""
        public = connections[PUBLIC_ALIAS]
        trust_recent(public)
        with connections["default"].execute_wrapper(refuse_query), public.execute_wrapper(prove_connection):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The API answers its own errors; this is for pages."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("A page cannot be answered: %s", exception)
        detail = exception.detail if isinstance(exception, PastNotBuilt) else None
        response = render(request, "503.html", {"detail": detail}, status=503)
        response["Retry-After"] = BUSY_RETRY_AFTER
        return response


def trust_recent(connection: Any) -> None:
    """A connection that answered within this second is not asked again whether it lives: that is a query a request."""
    now = time.monotonic()
    if now - getattr(connection, "trusted_at", 0) < FRESH:
        connection.health_check_done = True
    else:
        connection.trusted_at = now


def refuse_query(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> None:
    raise BrokenWall("A public request asked the desk's database for something.")


def prove_connection(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before a query, prove that it can read nothing of the desk and is not late. Raises `BrokenWall`, `Late`."""
    connection = context["connection"]
    if getattr(connection, "proved", None) is not connection.connection:
        watch_connection(connection.connection)
        _require_no_privilege(connection)
        connection.proved = connection.connection
    require_fresh(connection)
    return execute(sql, params, many, context)


def _require_no_privilege(connection: Any) -> None:
    """Raises `BrokenWall`. Asked below Django, or the question would have to prove itself first."""
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(PRIVILEGES)
        row = cursor.fetchone()
    if row:
        log.critical("The public connection may touch %s, a table of the desk: public answers are 503.", row[0])
        raise BrokenWall("The public connection holds privileges on the desk.")
