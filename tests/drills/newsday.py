"""`python -m tests.drills.newsday`: ten minutes of a busy day over a record of 50,000 claims.

30 readers turn pages, 5 scripts ask the API, 5 editors write, submit and approve, and 20 slow clients hang on all the
while. It exits with 1 where one of them had another answer than they should, where one in 20 took longer than 300 ms
for reads and 800 ms for saves, or where the workers' memory grew. The first run makes the record under var/bench, which
takes minutes.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from tests.drills.colleagues import Colleague
from tests.drills.herd import Herd
from tests.drills.sites import Answer, Visitor
from tests.drills.slow_clients import RELEASE, RELEASE_FILE, build_record, make_release
from tests.drills.stories import Place, Story, publish_place
from tests.processes import ROOT, Site

# Seconds for 19 of 20.
LIMITS = {"reader": 0.3, "script": 0.3, "save": 0.8}
# Of the workers' memory from the first minutes to the last, after the caches have filled; a short day says nothing.
GROWTH_LIMIT, SHORTEST_DAY = 1.1, 300
PAUSES = {"reader": 1.0, "script": 0.0, "editor": 1.0}
SLOW_CLIENTS = 20
SAMPLE_SECONDS = 5
# More than an editor can tell in a day, so that no two stories have one name.
STORIES_APART = 10_000
# Of 1,000 claims each, whose pages are turned.
MOST_PAGES = 5
# Short ones may mean nothing by themselves, which a search refuses.
LONG_WORD = re.compile(r"\b[a-z]{8,}\b(?<!self)(?<!selves)")
PASSWORD = "only-for-the-drill"


class Timed(NamedTuple):
    kind: str
    path: str
    seconds: float
    status: int


class Day:
    """Who is there, and how long each of their answers took."""

    def __init__(self, site: Site) -> None:
        self.site, self.timed, self.goes_on = site, list[Timed](), True
        self.memory: list[int] = []
        self.workers = site.workers()
        self.faults: list[str] = []

    def run(self, seconds: float, people: list[Callable[[], None]]) -> None:
        threads = [threading.Thread(target=person) for person in people]
        for thread in threads:
            thread.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(min(SAMPLE_SECONDS, seconds / 10))
            self.memory.append(self.site.measure_memory())
        self.goes_on = False
        for thread in threads:
            thread.join()
        if self.site.workers() != self.workers:
            self.faults.append("a worker died")

    def visit(self, kind: str, choose_path: Callable[[], str]) -> None:
        visitor = TimedVisitor(self, kind)
        while self.goes_on:
            path = choose_path()
            if (status := visitor.ask(path).status) != 200:
                self.faults.append(f"{kind}: {path}: {status}")
            pause(kind)

    def write(self, number: int, writer: Colleague, reviewer: Colleague, place: Place) -> None:
        """One story after the other, each write with a pause before it."""
        while self.goes_on:
            story = Story(number, 0, writer, reviewer, place)
            while self.goes_on and not story.has_ended:
                told = story.take_step()
                if not told.is_done:
                    self.faults.append(f"{story.tag}, step {story.step}: {told.status}")
                    return
                pause("editor")
            number += 1

    def list_seconds(self, kind: str) -> list[float]:
        return sorted(timed.seconds for timed in self.timed if timed.kind == kind)


class TimedVisitor(Visitor):
    def __init__(self, day: Day, kind: str, *login: str) -> None:
        self.day, self.kind = day, kind
        super().__init__(day.site.port, *login)

    def ask(self, path: str, method: str = "GET", *more: Any, **headers: Any) -> Answer:
        began = time.monotonic()
        answer = super().ask(path, method, *more, **headers)
        kind = "save" if method == "POST" else self.kind
        self.day.timed.append(Timed(kind, path, time.monotonic() - began, answer.status))
        return answer


class TimedColleague(TimedVisitor, Colleague):
    def __init__(self, day: Day, username: str, password: str) -> None:
        super().__init__(day, "desk page", username, password)


def pause(kind: str) -> None:
    time.sleep(PAUSES[kind] * random.uniform(0.5, 1.5))  # noqa: S311


def read_json(visitor: Visitor, path: str) -> dict[str, Any]:
    return json.loads(visitor.ask(path).text)


class Addresses:
    """What can be asked of a record, as the API tells it."""

    def __init__(self, visitor: Visitor) -> None:
        self.random = random.Random(1)  # noqa: S311
        claims = [claim for page in self._read_claims(visitor) for claim in page["results"]]
        self.numbers = [claim["id"] for claim in claims]
        self.words = sorted({word for claim in claims for word in LONG_WORD.findall(claim["text"])})
        self.people, self.policies = (
            [thing["slug"] for thing in read_json(visitor, f"/api/v1/{kind}/?page_size=200")["results"]]
            for kind in ("people", "policies")
        )

    def _read_claims(self, visitor: Visitor) -> Iterator[dict[str, Any]]:
        path = "/api/v1/claims/?page_size=1000"
        for _ in range(MOST_PAGES):
            yield (page := read_json(visitor, path))
            if not page["next"]:
                return
            path = "/api/" + page["next"].partition("/api/")[2]

    def choose_page(self) -> str:
        """Most go from a list to a claim; some search."""
        choose = self.random.choice
        claim = f"/claims/{choose(self.numbers)}/"
        lists = [f"/claims/?person={choose(self.people)}", f"/claims/?policy={choose(self.policies)}", "/claims/"]
        things = [f"/people/{choose(self.people)}/", f"/policies/{choose(self.policies)}/", "/", "/corrections/"]
        search = f"/claims/?q={quote_plus(choose(self.words))}"
        return choose([claim, claim, claim, choose(lists), choose(things), search, "/claims.atom"])

    def choose_question(self) -> str:
        choose = self.random.choice
        lists = [f"person={choose(self.people)}", f"policy={choose(self.policies)}&page_size=200", "page_size=200"]
        return choose(
            [
                f"/api/v1/claims/{choose(self.numbers)}/",
                f"/api/v1/claims/?{choose(lists)}",
                f"/api/v1/claims/?q={quote_plus(choose(self.words))}&ordering=relevance",
                f"/api/v1/claims/facets/?by=policy,kind&person={choose(self.people)}",
                f"/api/v1/people/{choose(self.people)}/",
                f"/api/v1/changes/?after={choose(self.numbers)}",
            ]
        )


def hold_day(site: Site, accounts: dict[str, str], readers: int, scripts: int, editors: int, seconds: float) -> Day:
    """`accounts` are people who may publish, with their passwords; each is reviewed by the next one."""
    day, addresses = Day(site), Addresses(Visitor(site.port))
    colleagues = [TimedColleague(day, *account) for account in accounts.items()]
    first = int(time.time()) * STORIES_APART * 10
    place = publish_place(f"drill-{first}", colleagues[0], colleagues[1])
    people = [partial(day.visit, "reader", addresses.choose_page)] * readers
    people += [partial(day.visit, "script", addresses.choose_question)] * scripts
    for number in range(editors):
        pair = (colleagues[(number + turn) % len(colleagues)] for turn in (0, 1))
        people.append(partial(day.write, first + number * STORIES_APART, *pair, place))
    herd = Herd(site.port, SLOW_CLIENTS, f"/releases/{RELEASE}/{RELEASE_FILE}")
    herd.start()
    day.timed.clear()
    try:
        day.run(seconds, people)
    finally:
        herd.stop()
    return day


def find_p95(seconds: list[float]) -> float:
    return seconds[int(0.95 * len(seconds))] if seconds else inf


def compare_memory(samples: list[int]) -> float:
    """How much of the second fifth of the day the last one has; in the first the caches fill."""
    fifth = len(samples) // 5
    return mean(samples[-fifth:]) / mean(samples[fifth : 2 * fifth])


def judge(day: Day, seconds: float) -> Iterator[str]:
    """Sentences on goals that were missed."""
    yield from day.faults
    for kind, limit in LIMITS.items():
        if (late := find_p95(day.list_seconds(kind))) > limit:
            yield f"{kind}s: one in 20 took {late * 1e3:.0f} ms or more, and not {limit * 1e3:.0f}"
    if seconds >= SHORTEST_DAY and compare_memory(day.memory) > GROWTH_LIMIT:
        yield f"the workers' memory grew to {compare_memory(day.memory):.2f} of what it was"


def describe(day: Day) -> Iterator[str]:
    for kind in ("reader", "script", "desk page", "save"):
        yield describe_times(f"{kind}s", day.list_seconds(kind))
    saves = [timed for timed in day.timed if timed.kind == "save"]
    for page in sorted({name_page(timed) for timed in saves}):
        yield describe_times(f"  {page}", sorted(timed.seconds for timed in saves if name_page(timed) == page))
    yield f"memory of the workers: {day.memory[0] / 2**20:.0f} MB, at last {day.memory[-1] / 2**20:.0f} MB"


def describe_times(name: str, seconds: list[float]) -> str:
    """`seconds` are sorted."""
    middle, late, last = (part * 1e3 for part in (seconds[len(seconds) // 2], find_p95(seconds), seconds[-1]))
    times = f"median {middle:.0f} ms, p95 {late:.0f} ms, slowest {last:.0f} ms"
    return f"{name:22}{len(seconds):7,} answers, {times}"


def name_page(timed: Timed) -> str:
    """What is done there, of the desk's."""
    return timed.path.strip("/").rpartition("/")[2]


def make_accounts(number: int) -> dict[str, str]:
    """Editors of the record that this process has prepared, who may be there from an earlier day."""
    from django.contrib.auth.models import Group, User
    from django.db import connections

    names = [f"newsday-{place}" for place in range(1, number + 1)]
    for name in names:
        user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name="editor"))
    connections.close_all()
    return dict.fromkeys(names, PASSWORD)


@contextmanager
def open_site(var: Path) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="factdb-drill-") as releases:
        Path(releases).chmod(0o755)
        make_release(Path(releases))
        site = Site(var, FACTDB_RELEASES=releases)
        try:
            site.wait_until_ready()
            site.read_on()
            yield site
        finally:
            site.stop()


def main() -> None:
    options = parsed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    var = options.var or ROOT / "var" / "bench" / f"newsday-{options.claims}"
    os.environ["FACTDB_VAR"], PAUSES["reader"] = str(var), options.pause
    build_record(options.claims)
    accounts = make_accounts(options.editors)
    with open_site(var) as site:
        day = hold_day(site, accounts, options.readers, options.scripts, options.editors, options.seconds)
    missed = list(judge(day, options.seconds))
    print("\n".join(f"    {line}" for line in [*describe(day), *missed[:20]]))
    late = ", ".join(f"{kind}s {find_p95(day.list_seconds(kind)) * 1e3:.0f} ms" for kind in LIMITS)
    told = f"{len(day.timed):,} answers, {len(day.faults)} errors, p95 of {late}"
    print(f"newsday: {told}, memory {compare_memory(day.memory):.2f} of what it was, {options.seconds:.0f} s")
    if missed:
        sys.exit("FAILED: newsday")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="newsday", description=__doc__)
    parser.add_argument("--claims", type=int, default=50_000)
    parser.add_argument("--readers", type=int, default=30)
    parser.add_argument("--scripts", type=int, default=5)
    parser.add_argument("--editors", type=int, default=5)
    parser.add_argument("--pause", type=float, default=1, help="seconds that a reader looks at a page, about")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--var", type=Path, help="the directory of the record, instead of one of the bench's")
    return parser.parse_args()


if __name__ == "__main__":
    main()
