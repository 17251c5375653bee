"""How fast the site answers, beside the floor, in one run: nothing is kept from one request to the next."""

import time
from collections.abc import Callable
from itertools import cycle
from urllib.parse import quote

import psycopg

from tests.bench import servers
from tests.bench.client import Measured, in_turn, request
from tests.bench.questions import Question
from tests.bench.sql import SQL

UNKEPT = {"CACHE_URL": "dummycache://"}


class Row:
    """One question's figures: of raw SQL (p50 in ms), of server and driver, of the site; one client and eight."""

    sql: float
    floor: Measured
    site: Measured
    floor_many: Measured
    site_many: Measured

    def __init__(self, question: Question) -> None:
        self.question = question

    def ratio(self) -> float:
        return self.site.p50 / (self.sql if self.question.floor == "sql" else self.floor.p50)

    def share(self) -> float:
        return self.site_many.rate / self.floor_many.rate

    def goal(self) -> str:
        goal, rate = self.question.goal, self.question.rate
        told = [f"at most {goal} x" if goal else "", f"at least {rate:.0%}" if rate else ""]
        return ", ".join(filter(None, told))

    def met(self) -> bool:
        goal, rate = self.question.goal, self.question.rate
        return (goal is None or self.ratio() <= goal) and (rate is None or self.share() >= rate)


def read(questions: list[Question], report: Callable[[str], None], seconds: float) -> list[Row]:
    rows = [Row(question) for question in questions]
    with (
        psycopg.connect(servers.dsn(), autocommit=True, prepare_threshold=0) as raw,
        servers.floor() as floor,
        servers.site(**UNKEPT) as site,
    ):
        for row in rows:
            _measure(row, raw, floor, site, seconds)
            report(told(row))
    return rows


def told(row: Row) -> str:
    figures = [f"{m.p50:7.2f} ms {many.rate:6.0f}/s" for m, many in _pairs(row)]
    return f"{row.question.title:34} {row.sql:7.2f} ms {' '.join(figures)} {row.ratio():5.2f} x {row.share():5.0%}"


def _pairs(row: Row) -> list[tuple[Measured, Measured]]:
    return [(row.floor, row.floor_many), (row.site, row.site_many)]


def _measure(row: Row, raw: psycopg.Connection, floor: int, site: int, seconds: float) -> None:
    question = row.question
    at_site = [request(path) for path, _ in question.asked]
    at_floor = [request(_floor_path(question.sql, arguments)) for _, arguments in question.asked]
    # Once unmeasured, so that nobody waits for the disk.
    for _, arguments in question.asked:
        raw.execute(SQL[question.sql], arguments)
    row.sql = _raw(raw, SQL[question.sql], [arguments for _, arguments in question.asked], seconds)
    row.floor, row.site = in_turn([(floor, at_floor), (site, at_site)], clients=1, seconds=seconds)
    row.floor_many, row.site_many = in_turn([(floor, at_floor), (site, at_site)], clients=8, seconds=seconds)


def _floor_path(name: str, arguments: tuple) -> str:
    return "/".join(["/sql", name, *(quote(str(argument), safe="") for argument in arguments)])


def _raw(connection: psycopg.Connection, sql: str, arguments: list[tuple], seconds: float) -> float:
    times, asked, until = [], cycle(arguments), time.perf_counter() + seconds
    while time.perf_counter() < until or not times:
        began = time.perf_counter()
        connection.execute(sql, next(asked)).fetchall()
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1e3
