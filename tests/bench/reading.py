"""How fast the site answers, beside the floor, in one run."""

import time
from collections.abc import Callable
from itertools import cycle
from urllib.parse import quote

import psycopg

from tests.bench import servers
from tests.bench.client import Measured, measure, request
from tests.bench.questions import Question
from tests.bench.sql import SQL

SECONDS = 3.0


class Row:
    """One question's figures: of raw SQL, of server and driver, of the site."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.sql = self.floor = self.site = self.many = self.floor_many = None

    def ratio(self) -> float:
        against = self.sql if self.question.floor == "sql" else self.floor.p50
        return self.site.p50 / against

    def share(self) -> float:
        return self.many.rate / self.floor_many.rate

    def met(self) -> bool:
        goal, rate = self.question.goal, self.question.rate
        return (goal is None or self.ratio() <= goal) and (rate is None or self.share() >= rate)


def read(questions: list[Question], report: Callable[[str], None], seconds: float = SECONDS) -> list[Row]:
    rows = [Row(question) for question in questions]
    with (
        psycopg.connect(servers.dsn(), autocommit=True, prepare_threshold=0) as raw,
        servers.floor() as floor,
        servers.site(CACHE_URL="dummycache://") as site,
    ):
        for row in rows:
            _measure(row, raw, floor, site, seconds)
            report(
                f"{row.question.title:40} {row.sql:8.2f} {told(row.floor, row.floor_many)} {told(row.site, row.many)}"
            )
    return rows


def told(one: Measured, many: Measured) -> str:
    return f"{one.p50:8.2f} ms {many.rate:7.0f}/s"


def _measure(row: Row, raw: psycopg.Connection, floor: int, site: int, seconds: float) -> None:
    paths = [request(path) for path, _ in row.question.asked]
    at_floor = [
        request(f"/sql/{row.question.sql}/{'/'.join(quote(str(a)) for a in args)}".rstrip("/"))
        for _, args in row.question.asked
    ]
    row.sql = _raw(raw, SQL[row.question.sql], [arguments for _, arguments in row.question.asked], seconds)
    row.floor = measure(floor, at_floor, clients=1, seconds=seconds)
    row.site = measure(site, paths, clients=1, seconds=seconds)
    row.floor_many = measure(floor, at_floor, clients=8, seconds=seconds)
    row.many = measure(site, paths, clients=8, seconds=seconds)


def _raw(connection: psycopg.Connection, sql: str, arguments: list[tuple], seconds: float) -> float:
    """p50 in milliseconds."""
    times, asked, until = [], cycle(arguments), time.perf_counter() + seconds
    while time.perf_counter() < until or not times:
        began = time.perf_counter()
        connection.execute(sql, next(asked)).fetchall()
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1e3
