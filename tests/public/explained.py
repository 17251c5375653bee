"""What PostgreSQL does for a question: the plan of the very SQL that the site runs, as it runs it."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import connections
from psycopg import ClientCursor

from factdb.public.asking import Question
from factdb.public.past import PastQuestion, as_of_field
from factdb.public.plans import Plan

EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"


class Explained:
    """Asks as the site does, and has each statement explained that a page was read by."""

    def __init__(self, monkeypatch) -> None:
        self.plans: list[dict[str, Any]] = []
        read = Plan.rows

        def explained(plan, values):
            rows = read(plan, values)
            self.plans.append(plan_of(plan, values))
            return rows

        monkeypatch.setattr(Plan, "rows", explained)

    def ask(self, collection: str, **parameters: Any) -> tuple[list[dict[str, Any]], Any]:
        """The nodes of the plan of one page, and the page."""
        self.plans.clear()
        # One prepared statement a connection, so that it is known which one was run.
        connections["public"].close()
        kind, controls = (PastQuestion, as_of_field(collection)) if "as_of" in parameters else (Question, {})
        question = kind(collection, {name: [str(text)] for name, text in parameters.items()}, controls=controls)
        question.resolve(known=-1)
        page = question.page()
        (plan,) = self.plans
        return list(nodes(plan)), page


def plan_of(plan: Plan, values: Any) -> dict[str, Any]:
    sql, params = plan.bind(values)
    raw = connections["public"].connection
    client = ClientCursor(raw)
    if plan.is_walk:
        # With the types that the driver gives the values: a wrong one would keep an index from being used.
        raw.execute(sql, params, prepare=True)
        sql = f"EXECUTE {prepared(client, sql)} ({', '.join(['%s'] * len(params))})"
    return client.execute(f"{EXPLAIN} {sql}", params).fetchone()[0][0]["Plan"]


def prepared(client: ClientCursor, sql: str) -> str:
    places = count(1)
    statement = re.sub("%s", lambda _: f"${next(places)}", sql)
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
