"""What is asked, three times: as a path of the site, as SQL written by hand, and as that SQL's arguments."""

from collections.abc import Callable
from typing import NamedTuple

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


def questions(corpus: Corpus, cursor: Callable[..., tuple[str, tuple]]) -> list[Question]:
    """`cursor(part, **filters)` gives the cursor after that part of a list's rows, and the values that it holds."""
    first, second = corpus.words[10], corpus.words[20]
    rare = corpus.words[15_000:15_200]
    common = [(f"{first} {second}", f"{corpus.words[11]} {corpus.words[21]}", f"{corpus.words[12]} {corpus.words[22]}")]
    asked_deep, at = cursor(0.8)
    policy_deep, policy_at = cursor(0.8, policy="policy-0")

    def each(name: str, sql: str, values, goal=2.0, rate=0.6, title="") -> Question:
        return Question(title or f"of {name}", sql, [(f"{LIST}?{name}={v}", (v,)) for v in values], goal, rate)

    def ranks(name: str, ranks) -> list[str]:
        return [f"{name}-{rank}" for rank in ranks]

    return [
        Question("newest of all", "all", [(LIST, ())], 2.0, 0.6),
        each("policy", "policy", ranks("policy", range(500))),
        each("policy", "policy", ranks("policy", range(3)), title="of a popular policy"),
        each("policy", "policy", ranks("policy", range(480, 500)), title="of a rare policy"),
        each("speaker", "speaker", ranks("person", range(2000))),
        each("person", "person", ranks("person", range(2000))),
        each("organization", "organization", ranks("organization", range(300))),
        each("outlet", "outlet", ranks("organization", range(200))),
        each("article", "article", ranks("article", range(0, corpus.articles, 7))),
        each("measure", "measure", ranks("measure", range(200))),
        each("kind", "kind", ["figure", "event", "statement", "plan", "forecast", "allegation", "denial"]),
        each("attribution", "attribution", ["person", "organization"]),
        Question("deep page", "deep", [(f"{LIST}?cursor={asked_deep}", at)], 2.0, 0.6),
        Question(
            "deep page of a policy",
            "policy_deep",
            [(f"{LIST}?policy=policy-0&cursor={policy_deep}", ("policy-0", *policy_at))],
            2.0,
            0.6,
        ),
        Question(
            "of a policy and a person",
            "policy_person",
            [
                (f"{LIST}?policy=policy-{p}&person=person-{q}", (f"person-{q}", f"policy-{p}"))
                for p in range(20)
                for q in range(20)
            ],
            4.0,
        ),
        Question(
            "of a policy and a kind",
            "policy_kind",
            [
                (f"{LIST}?policy=policy-{p}&kind={k}", (f"policy-{p}", k))
                for p in range(100)
                for k in ("figure", "event")
            ],
            4.0,
        ),
        Question(
            "of a range of dates",
            "dates",
            [
                (
                    f"{LIST}?stated_after=20{y:02}-03-01&stated_before=20{y:02}-05-31",
                    (f"20{y:02}-03-01", f"20{y:02}-05-31"),
                )
                for y in range(1, 24)
            ],
            4.0,
        ),
        Question(
            "search, newest first",
            "newest",
            [(f"{LIST}?q={w.replace(' ', '+')}", (w,)) for w in common[0]],
            1.15,
            None,
            "sql",
        ),
        Question(
            "search, two common words, ranked",
            "ranked",
            [(f"{LIST}?q={w.replace(' ', '+')}&ordering=relevance", (w, w)) for w in common[0]],
            1.15,
            None,
            "sql",
        ),
        Question(
            "search, a rare word, ranked",
            "ranked",
            [(f"{LIST}?q={w}&ordering=relevance", (w, w)) for w in rare],
            2.0,
            None,
            "server",
        ),
        Question(
            "facets under a search",
            "facets",
            [
                (f"{LIST}facets/?by=policy,speaker,outlet,kind,rating,year&q={w.replace(' ', '+')}", (w,))
                for w in common[0]
            ],
            1.2,
            None,
            "sql",
        ),
        Question(
            "one claim",
            "claim",
            [(f"{LIST}{n}/", (n,)) for n in range(1, corpus.claims, max(1, corpus.claims // 5000))],
            None,
        ),
    ]
