"""What PostgreSQL does for a question: the plan of the very SQL that the site runs, as it runs it."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connections
from psycopg import ClientCursor

from factdb.public.questions import list_query
from factdb.public.questions.list_query import ListQuery
from factdb.public.record.queries import Sql

EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"


class Explained:
    """Asks as the site does, and has each statement explained that a page was read by."""

    def __init__(self, monkeypatch) -> None:
        self.plans: list[dict[str, Any]] = []
        monkeypatch.setattr(list_query, "fetch_rows", self.explain(list_query.fetch_rows))

    def explain(self, fetch_rows):
        def fetch_and_explain(statement):
            rows = fetch_rows(statement)
            self.plans.append(plan_of(statement))
            return rows

        return fetch_and_explain

    def ask(self, collection: str, **parameters: Any) -> tuple[list[dict[str, Any]], Any]:
        """The nodes of the plan of one page, and the page."""
        self.plans.clear()
        # One prepared statement a connection, so that it is known which one was run.
        connections["public"].close()
        query = ListQuery(collection, {name: [str(text)] for name, text in parameters.items()})
        query.resolve_slugs()
        page = query.fetch_page()
        (plan,) = self.plans
        return list(nodes(plan)), page


def plan_of(statement: Sql) -> dict[str, Any]:
    raw = connections["public"].connection
    client = ClientCursor(raw)
    sql, params = statement.sql, statement.params
    if statement.is_prepared:
        # With the types that the driver gives the values: a wrong one would keep an index from being used.
        raw.execute(sql, params, prepare=True)
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
        values = f" ({', '.join(f'%({name})s' for name in names)})" if names else ""
        sql = f"EXECUTE {prepared(client, sql, names)}{values}"
    return client.execute(f"{EXPLAIN} {sql}", params).fetchone()[0][0]["Plan"]


def prepared(client: ClientCursor, sql: str, names: list[str]) -> str:
    """The name under which the driver has prepared it. Each value has one number, however often it stands there."""
    statement = re.sub(r"%\((\w+)\)s", lambda place: f"${names.index(place[1]) + 1}", sql)
    known = client.execute("SELECT name FROM pg_prepared_statements WHERE statement = %s", [statement])
    ((name,),) = known.fetchall()
    return name


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def read(node: dict[str, Any]) -> int:
    """Rows that a node looked at, whether or not it gave them on."""
    removed = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter", "Index Recheck"))
    return round((node["Actual Rows"] + removed) * node["Actual Loops"])


def sequential(plan: list[dict[str, Any]]) -> set[str]:
    """Tables that were read whole."""
    return {node["Relation Name"].removeprefix("factdb_") for node in plan if node["Node Type"] == "Seq Scan"}


def most_sorted(plan: list[dict[str, Any]]) -> int:
    return max([read(node["Plans"][0]) for node in plan if "Sort" in node["Node Type"]], default=0)


def most_read(plan: list[dict[str, Any]]) -> int:
    return max(read(node) for node in plan)
