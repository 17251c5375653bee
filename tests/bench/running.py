"""The order of a run: the record, the questions beside their floor, and everything else."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from factdb.models import PublishedClaim
from factdb.public.asking import Question as Asked
from tests.bench import others, servers, writing
from tests.bench.client import measure, request
from tests.bench.corpus import Corpus
from tests.bench.load import Loader
from tests.bench.others import Figure
from tests.bench.questions import LIST, questions
from tests.bench.reading import UNKEPT, Row, read

SMALL = 10_000
Tell = Callable[[str], None]


def prepared(claims: int, tell: Tell) -> dict[str, float]:
    """Claims a second of loading, as they were when the record was made."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    kept = Path(settings.VAR) / "bench.json"
    if not kept.exists():
        if PublishedClaim.objects.exists():
            raise SystemExit(f"{settings.VAR} holds another record, or half of one: remove it.")
        kept.write_text(json.dumps(Loader(claims, min(claims, max(claims // 10, SMALL)), tell).load()))
    return json.loads(kept.read_text())


def measured(
    claims: int, loaded: dict[str, float], seconds: float, only: str, quick: bool, tell: Tell
) -> tuple[list[Row], list[Figure]]:
    corpus = Corpus(claims)
    asked = [question for question in questions(corpus, cursor) if only in question.title]
    rows = read(asked, tell, seconds)
    if only:
        return rows, []
    figures = []
    for measuring in (
        lambda: others.kept(seconds),
        lambda: others.pages(corpus, seconds),
        lambda: others.earlier(seconds),
        lambda: growth(corpus, seconds, tell),
        others.exports,
        lambda: others.memory(seconds),
        writing.one_claim,
        lambda: writing.bulk(loaded["door"]),
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
    question.resolve()
    matched, params = question.matched("stated_on", "id")
    listed = f"FROM ({matched}) AS m (stated_on, id)"
    with connection.cursor() as asked:
        asked.execute(f"SELECT (count(*) * {part})::int {listed}", params)
        (place,) = asked.fetchone()
        asked.execute(f"SELECT * {listed} ORDER BY 1 DESC, 2 DESC OFFSET {place} LIMIT 1", params)
        at = asked.fetchone()
    return question.cursors._cursor((None, *at), backwards=False), at


def growth(corpus: Corpus, seconds: float, tell: Tell) -> list[Figure]:
    """The same three questions of ten thousand claims and of all."""
    if corpus.claims <= SMALL:
        return []
    tell(f"growth from {SMALL:,} claims")
    small, large = _of_small(seconds), shortest(corpus, seconds)
    return [
        Figure(
            f"{name} of {corpus.claims:,} claims beside {SMALL:,}",
            f"{large[name]:.2f} ms beside {small[name]:.2f} ms, {large[name] / small[name]:.2f} x",
            "at most 1.3 x",
            large[name] <= 1.3 * small[name],
        )
        for name in small
    ]


def _of_small(seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench", "--claims", str(SMALL), "--seconds", str(seconds), "--growth"]
    var = Path(settings.VAR).with_name(f"{Path(settings.VAR).name}-small")
    done = subprocess.run(command, env={**os.environ, "FACTDB_VAR": str(var)}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def shortest(corpus: Corpus, seconds: float) -> dict[str, float]:
    """p50 in milliseconds, the best of three, of a list, a detail and a deep page."""
    deep, _ = cursor(0.8)
    asked = {
        "list": [request(f"{LIST}?policy=policy-0")],
        "detail": [request(f"{LIST}{number}/") for number in others.numbers(corpus)],
        "deep page": [request(f"{LIST}?cursor={deep}")],
    }
    with servers.site(**UNKEPT) as port:
        return {
            name: min(measure(port, paths, clients=1, seconds=seconds / 2).p50 for _ in range(3))
            for name, paths in asked.items()
        }
