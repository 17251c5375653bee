"""What is asked, three times: as a path of the site, as SQL written by hand, and as that SQL's arguments."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_plus

from tests.bench.corpus import Corpus


class Question(NamedTuple):
    """`asked` gives (path of the site, arguments of the SQL) in turn; `goal` is the most that the site may take of
    the floor's time, `rate` the least of its requests a second."""

    title: str
    sql: str
    asked: list[tuple[str, tuple]]
    goal: float | None = None
    rate: float | None = None
    floor: str = "server"


LIST = "/api/v1/claims/"
# The most of the floor's time, and the least of its requests a second: of lists of one filter or none.
WALK = 2.1, 0.5


FACETS = f"{LIST}facets/?by=policy,speaker,outlet,kind,rating,year"
Cursor = Callable[..., tuple[str, tuple]]


def questions(corpus: Corpus, cursor: Cursor) -> list[Question]:
    """`cursor(part, **filters)` gives the cursor after that part of a list's rows, and the values that it holds."""
    return [
        Question("newest of all", "all", [(LIST, ())], *WALK),
        *relations(corpus),
        *deep(cursor),
        *pairs(),
        *searches(corpus),
        Question(
            "one claim",
            "claim",
            [(f"{LIST}{n}/", (n,)) for n in range(1, corpus.claims, corpus.claims // 5000 or 1)],
            2.2,
        ),
    ]


def relations(corpus: Corpus) -> list[Question]:
    """Lists of one thing, by date."""
    return [
        each("policy", ranks("policy", range(500))),
        each("policy", ranks("policy", range(3)), "of a popular policy"),
        each("policy", ranks("policy", range(480, 500)), "of a rare policy"),
        each("speaker", ranks("person", range(2000))),
        each("person", ranks("person", range(2000))),
        each("organization", ranks("organization", range(300))),
        each("outlet", ranks("organization", range(200))),
        each("article", ranks("article", range(0, corpus.articles, 7))),
        each("measure", ranks("measure", range(200))),
        each("kind", ["figure", "event", "statement", "plan", "forecast", "allegation", "denial"]),
        each("attribution", ["person", "organization"]),
    ]


def each(name: str, values: list[str], title: str = "") -> Question:
    asked = [(f"{LIST}?{name}={value}", (value,)) for value in values]
    return Question(title or f"of {name}", name, asked, *WALK)


def ranks(name: str, wanted: range) -> list[str]:
    return [f"{name}-{rank}" for rank in wanted]


def deep(cursor: Cursor) -> list[Question]:
    (of_all, at), (of_policy, policy_at) = cursor(0.8), cursor(0.8, policy="policy-0")
    asked = [(f"{LIST}?policy=policy-0&cursor={of_policy}", ("policy-0", *policy_at))]
    return [
        Question("deep page", "deep", [(f"{LIST}?cursor={of_all}", at)], *WALK),
        Question("deep page of a policy", "policy_deep", asked, *WALK),
    ]


def pairs() -> list[Question]:
    """Two filters at once."""
    both = [(f"policy-{p}", f"person-{q}") for p in range(20) for q in range(20)]
    kinds = [(f"policy-{p}", kind) for p in range(100) for kind in ("figure", "event")]
    springs = [(f"20{year:02}-03-01", f"20{year:02}-05-31") for year in range(1, 24)]
    return [
        Question(
            "of a policy and a person",
            "policy_person",
            [(f"{LIST}?policy={policy}&person={person}", (person, policy)) for policy, person in both],
            2.1,
        ),
        Question(
            "of a policy and a kind",
            "policy_kind",
            [(f"{LIST}?policy={policy}&kind={kind}", (policy, kind)) for policy, kind in kinds],
            1.9,
        ),
        Question(
            "of a range of dates",
            "dates",
            [(f"{LIST}?stated_after={first}&stated_before={last}", (first, last)) for first, last in springs],
            2.1,
        ),
    ]


def searches(corpus: Corpus) -> list[Question]:
    """Two words that many claims hold, and words that few do."""
    common = [f"{corpus.words[rank]} {corpus.words[rank + 10]}" for rank in (10, 11, 12)]
    rare = corpus.words[15_000:15_200]
    newest = [(f"{LIST}?q={quote_plus(words)}", (words,)) for words in common]
    return [
        Question("search, newest first", "newest", newest, 1.5),
        Question("search, two common words, ranked", "ranked", ranked(common), 1.5),
        Question("search, a rare word, ranked", "ranked", ranked(rare), 1.5),
        Question(
            "facets under a search", "facets", [(f"{FACETS}&q={quote_plus(w)}", (w,)) for w in common], 1.2, None, "sql"
        ),
    ]


def ranked(searched: list[str]) -> list[tuple[str, tuple]]:
    return [(f"{LIST}?q={quote_plus(words)}&ordering=relevance", (words, words)) for words in searched]
