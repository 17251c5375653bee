"""What has no floor of server and driver: kept answers, pages, facets from tallies, exports, memory."""

import http.client
import re
import socket
import time
from pathlib import Path
from typing import Any

import psycopg

from factdb.public.downloads import streams
from factdb.public.questions.list_query import ListQuery
from factdb.publishing.ledger import format_utc_instant
from tests.bench import servers
from tests.bench.client import asking, beside, in_turn, measure, middle, request
from tests.bench.corpus import Corpus
from tests.bench.questions import FACETS, LIST
from tests.bench.random_questions import ask_each, random_questions
from tests.bench.reading import UNKEPT

LAST_CHUNK = b"\r\n0\r\n\r\n"


class Figure:
    """A figure with its goal; `met` is None where there is none."""

    def __init__(self, title: str, told: str, goal: str = "", met: bool | None = None) -> None:
        self.title, self.told, self.goal, self.met = title, told, goal, met


def kept(seconds: float) -> list[Figure]:
    with servers.site() as port:
        known = [request(LIST, {"If-None-Match": _head(port, LIST)["ETag"]})]
        cached = measure(port, [request(LIST)], clients=1, seconds=seconds)
        unchanged = measure(port, known, clients=8, seconds=seconds, status=304)
    return [
        Figure("304", f"{unchanged.rate:,.0f}/s", "at least 2,500/s", unchanged.rate >= 2500),
        Figure("kept list of 50", f"{cached.p50:.2f} ms", "at most 0.45 ms", cached.p50 <= 0.45),
    ]


def pages(corpus: Corpus, seconds: float) -> list[Figure]:
    policies = range(100)
    with servers.site(**UNKEPT) as port:
        both = [[request(f"{path}?policy=policy-{p}") for p in policies] for path in (LIST, "/claims/")]
        json, html = in_turn([asking(port, requests, clients=1) for requests in both], 2 * seconds)
        page = measure(port, [request(f"/claims/{n}/") for n in numbers(corpus)], clients=1, seconds=seconds)
        facets = {
            title: measure(port, [request(f"{FACETS}{asked}")], clients=1, seconds=seconds).p50
            for title, asked in {
                "facets of all": "",
                "facets of a policy": "&policy=policy-0",
                "facets of a person": "&person=person-0",
                "facets of a kind": "&kind=figure",
            }.items()
        }
    ratio = beside(html, json, "p50")
    return [
        Figure("HTML list of 50", f"{middle(html).p50:.2f} ms, {ratio:.1f} x its JSON", "at most 4 x", ratio <= 4),
        Figure("claim page", f"{page.p50:.2f} ms", "under 5 ms", page.p50 < 5),
        *(Figure(title, f"{p50:.2f} ms", "under 5 ms", p50 < 5) for title, p50 in facets.items()),
    ]


def at_random(corpus: Corpus) -> list[Figure]:
    """Asked twice, so that nobody waits for the disk; nothing is kept."""
    paths = [f"{LIST}?{query}" for query in random_questions(corpus, 400)]
    with servers.site(**UNKEPT) as port:
        ask_each(port, paths)
        times = ask_each(port, paths)
    p90, p99 = times[len(times) * 9 // 10], times[len(times) * 99 // 100]
    return [
        Figure("400 random questions, p90", f"{p90:.1f} ms", "at most 7 ms", p90 <= 7),
        Figure("400 random questions, p99", f"{p99:.1f} ms", "at most 70 ms", p99 <= 70),
    ]


def earlier(seconds: float) -> list[Figure]:
    """Lists of the moments when nine tenths and one tenth of the ledger had been written."""
    asked = {"list": "", "list of a policy": "policy=policy-0&", "list of a kind": "kind=figure&"}
    figures = []
    with servers.site(**UNKEPT) as port:
        for tenths, goal in ((9, 5), (1, 50)):
            at = _moment(tenths)
            for title, filters in asked.items():
                p50 = measure(port, [request(f"{LIST}?{filters}as_of={at}")], clients=1, seconds=seconds).p50
                named = f"{title}, as of {tenths} tenths of the ledger"
                figures.append(Figure(named, f"{p50:.2f} ms", f"at most {goal} ms", p50 <= goal))
    return figures


def _moment(tenths: int) -> str:
    """When so many tenths of the ledger had been written."""
    with psycopg.connect(servers.dsn()) as raw:
        last = f"SELECT max(seq) * {tenths} / 10 FROM factdb_ledgerentry"
        ((at,),) = raw.execute(f"SELECT at FROM factdb_ledgerentry WHERE seq = ({last})").fetchall()
    return format_utc_instant(at)


def numbers(corpus: Corpus) -> range:
    return range(1, corpus.claims, max(1, corpus.claims // 500))


def exports() -> list[Figure]:
    """The same rows by COPY alone, read to the end and thrown away, and through the site: the better of two turns."""
    with servers.site(**UNKEPT) as port:
        told = []
        for form, sql in _copies().items():
            turns = [(_copy(sql), _download(port, f"/api/v1/claims.{form}")) for _ in range(2)]
            floor, (taken, size, first) = map(min, zip(*turns, strict=True))
            ratio = taken / floor
            told.append(
                Figure(
                    f"export of everything, {form.upper()}",
                    f"{taken:.1f} s ({size / 1e6:,.0f} MB, first byte after {first * 1e3:.0f} ms), {ratio:.2f} x COPY",
                    "at most 1.05 x",
                    ratio <= 1.05,
                )
            )
        memory = max(_rss(pid) for pid in servers.workers(port))
    return [*told, Figure("resident memory of a worker after both", f"{memory:.0f} MB")]


def memory(seconds: float) -> list[Figure]:
    with servers.site() as port:
        asked = [request(f"{LIST}?policy=policy-{p}") for p in range(300)]
        measure(port, asked, clients=8, seconds=seconds)
        workers = sum(_pss(pid) for pid in servers.workers(port))
    return [Figure("two workers (PSS)", f"{workers:.0f} MB", "at most 150 MB", workers <= 150)]


def _copies() -> dict[str, str]:
    """The SQL that the site streams, by the site's own code, its values written in."""
    question = ListQuery("claims", {})
    question.resolve_slugs()
    asked = {form: sql(question.collection, question.documents_sql()) for form, sql in streams.COPY_BUILDERS.items()}
    return {form: _bound(statement.sql, statement.params) for form, statement in asked.items()}


def _bound(sql: str, params: Any) -> str:
    with psycopg.connect(servers.dsn()) as raw:
        return psycopg.ClientCursor(raw).mogrify(sql, params)


def _copy(sql: str) -> float:
    with psycopg.connect(servers.dsn(), autocommit=True) as raw:
        raw.execute("SET statement_timeout = 0")
        began = time.perf_counter()
        with raw.cursor().copy(sql) as copy:
            for _ in copy:
                pass
        return time.perf_counter() - began


def _download(port: int, path: str) -> tuple[float, int, float]:
    """Seconds, bytes on the wire, and seconds to the first of them: read as they come and thrown away."""
    buffer = memoryview(bytearray(1 << 20))
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        began, size, first, end = time.perf_counter(), 0, 0.0, b""
        connection.sendall(request(path))
        while not end.endswith(LAST_CHUNK):
            read = connection.recv_into(buffer)
            if not read:
                raise ConnectionError(f"{path} broke off.")
            first = first or time.perf_counter() - began
            size, end = size + read, (end + bytes(buffer[max(0, read - 8) : read]))[-8:]
        return time.perf_counter() - began, size, first


def _head(port: int, path: str) -> http.client.HTTPMessage:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Host": "127.0.0.1"})
    return connection.getresponse().headers


def _rss(pid: int) -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def _pss(pid: int) -> float:
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1]) / 1024
