"""The order of a run: the record, the questions beside their floor, and everything else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from factdb.models import PublishedClaim
from factdb.public.questions.list_query import ListQuery as Asked
from tests.bench import others, servers, writing
from tests.bench.client import Rounds, asking, beside, in_turn, middle, request
from tests.bench.corpus import Corpus
from tests.bench.load import Loader
from tests.bench.others import Figure
from tests.bench.questions import LIST, questions
from tests.bench.reading import UNKEPT, Row, read

SMALL, BULK = 10_000, 100_000
Tell = Callable[[str], None]


def prepared(claims: int, through_door: int, tell: Tell) -> dict[str, float]:
    """Claims a second of loading, as they were when the record was made."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    kept = Path(settings.VAR) / "bench.json"
    if not kept.exists():
        if PublishedClaim.objects.exists():
            raise SystemExit(f"{settings.VAR} holds another record, or half of one: remove it.")
        kept.write_text(json.dumps(Loader(claims, max(through_door, SMALL), tell).load()))
    return json.loads(kept.read_text())


def measured(claims: int, seconds: float, only: str, quick: bool, tell: Tell) -> tuple[list[Row], list[Figure]]:
    corpus = Corpus(claims)
    asked = [question for question in questions(corpus, cursor) if only in question.title]
    rows = read(asked, tell, seconds)
    if only:
        return rows, []
    figures = []
    for measuring in (
        lambda: others.kept(seconds),
        lambda: others.pages(corpus, seconds),
        lambda: others.at_random(corpus),
        lambda: others.earlier(seconds),
        lambda: growth(corpus, seconds, tell),
        others.exports,
        lambda: others.memory(seconds),
        writing.one_claim,
        lambda: bulk(tell),
        writing.rename,
        *([] if quick else [lambda: writing.projection(tell)]),
    ):
        for figure in measuring():
            tell(f"{figure.title}: {figure.told}")
            figures.append(figure)
    return rows, figures


def cursor(part: float, **filters: str) -> tuple[str, tuple]:
    """The cursor of the page that begins after that part of a list's rows, and the values that it holds."""
    question = Asked("claims", {name: [value] for name, value in filters.items()})
    question.resolve_slugs()
    matched = question.matched_sql("stated_on", "id")
    listed = f"FROM ({matched.sql}) AS m (stated_on, id)"
    with connection.cursor() as asked:
        asked.execute(f"SELECT (count(*) * {part})::int {listed}", matched.params)
        (place,) = asked.fetchone()
        asked.execute(f"SELECT * {listed} ORDER BY 1 DESC, 2 DESC OFFSET {place} LIMIT 1", matched.params)
        at = asked.fetchone()
    return question.cursors._make_cursor((None, *at), backwards=False), at


def growth(corpus: Corpus, seconds: float, tell: Tell) -> list[Figure]:
    """The same three questions of ten thousand claims and of all."""
    if corpus.claims <= SMALL:
        return []
    tell(f"growth from {SMALL:,} claims")
    var = _beside("small")
    small, large = _other_run(var, SMALL, "--growth"), growing(corpus)
    with servers.site(**UNKEPT, FACTDB_VAR=str(var)) as port_of_small, servers.site(**UNKEPT) as port:
        return [
            _grown(name, corpus, *_turns([(port_of_small, small[name]), (port, large[name])], seconds))
            for name in large
        ]


def bulk(tell: Tell) -> list[Figure]:
    """As one publication, into a record that holds nothing else yet."""
    tell(f"bulk of {BULK:,} claims")
    var = _beside("bulk")
    shutil.rmtree(var, ignore_errors=True)
    rate = _other_run(var, BULK, "--bulk")
    shutil.rmtree(var)
    title = f"publishing {BULK:,} claims at once, with chain and four eyes"
    return [Figure(title, f"{rate:,.0f}/s", "2,000/s", rate >= 2000)]


def _turns(asked: list[tuple[int, list[str]]], seconds: float) -> list[Rounds]:
    turns = [asking(port, [request(path) for path in paths], clients=1) for port, paths in asked]
    return in_turn(turns, seconds)


def _grown(name: str, corpus: Corpus, small: Rounds, large: Rounds) -> Figure:
    ratio = beside(large, small, "p50")
    told = f"{middle(large).p50:.2f} ms beside {middle(small).p50:.2f} ms, {ratio:.2f} x"
    title = f"{name} of {corpus.claims:,} claims beside {SMALL:,}"
    return Figure(title, told, "at most 1.3 x", ratio <= 1.3)


def _beside(name: str) -> Path:
    return Path(settings.VAR).with_name(f"{Path(settings.VAR).name}-{name}")


def _other_run(var: Path, claims: int, option: str) -> Any:
    """What a run of its own prints about another record."""
    command = [sys.executable, "-m", "tests.bench", "--claims", str(claims), option]
    done = subprocess.run(command, env={**os.environ, "FACTDB_VAR": str(var)}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def growing(corpus: Corpus) -> dict[str, list[str]]:
    """Paths of a list, of details and of a deep page."""
    deep, _ = cursor(0.8)
    return {
        "list": [f"{LIST}?policy=policy-0"],
        "detail": [f"{LIST}{number}/" for number in others.numbers(corpus)],
        "deep page": [f"{LIST}?cursor={deep}"],
    }
