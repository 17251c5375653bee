"""How fast the site answers, beside the floor, in one run: nothing is kept from one request to the next."""

import time
from collections.abc import Callable
from itertools import cycle
from urllib.parse import quote

import psycopg

from tests.bench import servers
from tests.bench.client import Measured, Rounds, Turn, asking, beside, in_turn, middle, request, summed
from tests.bench.questions import Question
from tests.bench.sql import SQL

UNKEPT = {"CACHE_URL": "dummycache://"}


class Row:
    """One question, asked of raw SQL, of server and driver and of the site by one client, and of the last two by eight.

    `ratio` and `share` compare within each round: they are not what the middles give.
    """

    def __init__(self, question: Question, one: list[Rounds], many: list[Rounds]) -> None:
        (sql, floor, site), (floor_many, site_many) = one, many
        self.question = question
        self.sql, self.floor, self.site, self.floor_many, self.site_many = map(middle, (*one, *many))
        self.ratio = beside(site, sql if question.floor == "sql" else floor, "p50")
        self.share = beside(site_many, floor_many, "rate")

    def goal(self) -> str:
        goal, rate = self.question.goal, self.question.rate
        told = [f"at most {goal} x" if goal else "", f"at least {rate:.0%}" if rate else ""]
        return ", ".join(filter(None, told))

    def met(self) -> bool:
        goal, rate = self.question.goal, self.question.rate
        return (goal is None or self.ratio <= goal) and (rate is None or self.share >= rate)


def read(questions: list[Question], report: Callable[[str], None], seconds: float) -> list[Row]:
    rows = []
    with (
        psycopg.connect(servers.dsn(), autocommit=True, prepare_threshold=0) as raw,
        servers.floor() as floor,
        servers.site(**UNKEPT) as site,
    ):
        for question in questions:
            rows.append(_row(question, raw, floor, site, seconds))
            report(told(rows[-1]))
    return rows


def told(row: Row) -> str:
    figures = [f"{m.p50:7.2f} ms {many.rate:6.0f}/s" for m, many in _pairs(row)]
    return f"{row.question.title:34} {row.sql.p50:7.2f} ms {' '.join(figures)} {row.ratio:5.2f} x {row.share:5.0%}"


def _pairs(row: Row) -> list[tuple[Measured, Measured]]:
    return [(row.floor, row.floor_many), (row.site, row.site_many)]


def _row(question: Question, raw: psycopg.Connection, floor: int, site: int, seconds: float) -> Row:
    at_site = [request(path) for path, _ in question.asked]
    at_floor = [request(_floor_path(question.sql, arguments)) for _, arguments in question.asked]
    # Once unmeasured, so that nobody waits for the disk.
    for _, arguments in question.asked:
        raw.execute(SQL[question.sql], arguments)
    sql = _raw(raw, SQL[question.sql], [arguments for _, arguments in question.asked])
    one, many = ([asking(floor, at_floor, clients=n), asking(site, at_site, clients=n)] for n in (1, 8))
    return Row(question, in_turn([sql, *one], seconds), in_turn(many, seconds))


def _floor_path(name: str, arguments: tuple) -> str:
    return "/".join(["/sql", name, *(quote(str(argument), safe="") for argument in arguments)])


def _raw(connection: psycopg.Connection, sql: str, arguments: list[tuple]) -> Turn:
    asked = cycle(arguments)

    def turn(number: int, seconds: float) -> Measured:
        times, began = [], time.perf_counter()
        while (now := time.perf_counter()) < began + seconds or not times:
            connection.execute(sql, next(asked)).fetchall()
            times.append(time.perf_counter() - now)
        return summed(times, now - began, 0)

    return turn
