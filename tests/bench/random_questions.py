"""Questions of one to three filters, as nobody would have thought of them; the same for every run."""

import random
import time
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlencode

from factdb.choices import AttributionKind, ClaimKind, Rating, Weight
from tests.bench.corpus import Corpus

FLAGS = ["true", "false"]


def random_questions(corpus: Corpus, number: int, seed: int = 7) -> list[str]:
    """Query strings of the list of claims."""
    rng = random.Random(seed)  # noqa: S311
    values = random_values(corpus, rng)
    return [random_question(values, rng) for _ in range(number)]


def random_question(values: dict[str, Callable[[], object]], rng: random.Random) -> str:
    names = rng.sample(list(values), rng.randint(1, 3))
    return urlencode({name: values[name]() for name in names})


def random_values(corpus: Corpus, rng: random.Random) -> dict[str, Callable[[], object]]:
    """By filter; the popular more often than the rare."""

    def number() -> int:
        return rng.randint(1, corpus.claims)

    def thing(name: str, most: int) -> Callable[[], str]:
        return lambda: f"{name}-{int(most ** rng.random()) - 1}"

    def day() -> str:
        return f"20{rng.randint(0, 24):02}-0{rng.randint(1, 9)}-01"

    return {
        "q": lambda: " ".join(corpus.words[int(15_000 ** rng.random())] for _ in range(rng.randint(1, 2))),
        "id": lambda: f"{number()},{number()}",
        "article": thing("article", corpus.articles),
        "outlet": thing("organization", 200),
        "speaker": thing("person", 3000),
        "person": thing("person", 3000),
        "policy": thing("policy", 450),
        "organization": thing("organization", 300),
        "measure": thing("measure", 200),
        "kind": lambda: rng.choice(ClaimKind.values),
        "attribution": lambda: rng.choice(AttributionKind.values),
        "rating": lambda: rng.choice(Rating.values),
        "weight": lambda: rng.choice(Weight.values),
        "stated_after": day,
        "stated_before": day,
        "has_figure": lambda: rng.choice(FLAGS),
        "has_quote": lambda: rng.choice(FLAGS),
        "corroborated": lambda: rng.choice(FLAGS),
        "contradicted": lambda: rng.choice(FLAGS),
        "corrected": lambda: rng.choice(FLAGS),
        "value_min": lambda: rng.randint(1, 10**6),
        "value_max": lambda: rng.randint(1, 10**6),
        "related": number,
    }


def ask_each(port: int, paths: list[str]) -> list[float]:
    """Milliseconds of each, sorted. What a range makes impossible is refused, and as quick."""
    connection, times = HTTPConnection("127.0.0.1", port, timeout=60), []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - began) * 1e3)
        if response.status not in (200, 400):
            raise RuntimeError(f"{path}: {response.status}")
    return sorted(times)
