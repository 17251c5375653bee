"""The figures as a page: docs/performance.md."""

import os
import platform
from datetime import UTC, datetime

from django.db import connection

from tests.bench.client import Measured
from tests.bench.others import Figure
from tests.bench.reading import Row

PAGE = """# Performance

What `make bench CLAIMS={claims}` printed on {day}: {cores} cores ({machine}), Python {python}, PostgreSQL
{postgresql}, two workers. A record of {claims:,} synthetic claims whose words, people and policies fall off as Zipf
says.

Each figure is the median of one client in milliseconds and the requests a second of eight. "SQL" is the statement
written by hand, asked by the driver alone. "Server and driver" is the site's server and psycopg without a framework: it
asks for the ledger's head and the page, signs a cursor and sends the same bytes, and checks nothing. The site's answers
are not kept between requests here. Runs on one machine vary by a third: only what stands in one row was measured side
by side, in nine short rounds. Of each figure the middle is shown, and of what FactDB has to its floor within each
round.

## Questions

| | SQL | server and driver | FactDB | FactDB beside its floor | goal |
|---|---|---|---|---|---|
{rows}

Facets have the SQL for their floor, everything else server and driver.

## Everything else

| | | goal |
|---|---|---|
{figures}

Workers are forked from a parent that has loaded the site, so what they share counts once among them. The exports add
nothing to a worker's memory, which is the same after its first lists. What stands beside no floor follows the machine:
in a slower hour the same code published 100,000 claims at 1,800/s and one in 30 ms. The rebuild compares a record that
is right; where every claim, link and tally is wrong it takes nearly three times as long.

`make bench ARGS="--profile /api/v1/claims/?policy=policy-0"` shows where the time of one request goes. What to do
after one machine: [scaling.md](scaling.md).
"""


def markdown(claims: int, rows: list[Row], figures: list[Figure]) -> str:
    return PAGE.format(
        claims=claims,
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        postgresql=_postgresql(),
        rows="\n".join(map(_row, rows)),
        figures="\n".join(map(_figure, figures)),
    )


def _postgresql() -> str:
    connection.ensure_connection()
    version = connection.connection.info.server_version
    return f"{version // 10000}.{version % 10000}"


def _row(row: Row) -> str:
    question = row.question
    beside = f"{row.ratio:.2f} x · {row.share:.0%}"
    told = [f"{row.sql.p50:.2f}", _told(row.floor, row.floor_many), _told(row.site, row.site_many)]
    return f"| {' | '.join([question.title, *told, beside, _goal(row.goal(), row.met() if row.goal() else None)])} |"


def _figure(figure: Figure) -> str:
    return f"| {figure.title} | {figure.told} | {_goal(figure.goal, figure.met)} |"


def _told(one: Measured, many: Measured) -> str:
    return f"{one.p50:.2f} · {many.rate:,.0f}"


def _goal(goal: str, met: bool | None) -> str:
    return goal if met is None else f"{goal}: {'met' if met else 'missed'}"
