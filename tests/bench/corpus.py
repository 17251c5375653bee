"""A synthetic newsroom: words, people, policies and outlets fall off as Zipf says, so a few are very popular."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from factdb import models as m
from factdb.choices import AttributionKind, ClaimKind, Hedge, Nature, PolicyKind, Rating, RelationKind

FIRST_DAY, DAYS = date(2000, 1, 1), 9000
CLAIMS_AN_ARTICLE = 50
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
KINDS = ["organization", "person"]


class Zipf:
    """Ranks 0 to n-1; rank r comes 1/(r+1) times as often as rank 0."""

    def __init__(self, rng: random.Random, n: int) -> None:
        self.rng, self.ranks = rng, range(n)
        self.weights = list(accumulate(1 / (r + 1) for r in self.ranks))

    def many(self, k: int) -> list[int]:
        return self.rng.choices(self.ranks, cum_weights=self.weights, k=k)

    def one(self) -> int:
        return self.many(1)[0]

    def some(self, most: int) -> list[int]:
        return list(dict.fromkeys(self.many(self.rng.randint(0, most))))


@dataclass
class Fact:
    """A claim before it is a desk object or a document; things are named by rank."""

    text: str
    kind: str
    stated_on: date
    article: int
    speaker: int | None
    relay: int | None
    policies: list[int]
    people: list[int]
    organizations: list[int]
    figure: tuple[int, int] | None
    supports: int | None
    start: int = 0
    rating: str = field(default=Rating.UNCHECKED)


class Corpus:
    """The same for the same number of claims, whatever machine makes it."""

    def __init__(self, claims: int, seed: int = 20240524) -> None:
        self.claims = claims
        self.rng = rng = random.Random(seed)  # noqa: S311
        self.words = _vocabulary(rng, 20_000)
        self.word = Zipf(rng, len(self.words))
        self.organization, self.person = Zipf(rng, 300), Zipf(rng, 5000)
        self.policy, self.measure = Zipf(rng, 500), Zipf(rng, 200)
        self.articles = max(1, claims // CLAIMS_AN_ARTICLE)

    def name(self, *ranks: int) -> str:
        return " ".join(self.words[-1 - rank % len(self.words)].title() for rank in ranks)

    def organizations(self) -> list[m.Organization]:
        kinds = ["outlet", "agency", "government"]
        return [
            m.Organization(slug=f"organization-{r}", name=f"The {self.name(r)} {r}", kind=kinds[r % 3])
            for r in self.organization.ranks
        ]

    def people(self) -> list[m.Person]:
        return [
            m.Person(slug=f"person-{r}", name=self.name(r, 3 * r + 1), sort_name=f"{self.name(3 * r + 1, r)} {r}")
            for r in self.person.ranks
        ]

    def policies(self) -> list[m.Policy]:
        kinds = list(PolicyKind.values)
        return [
            m.Policy(
                slug=f"policy-{r}",
                name=f"{self.name(7 * r, 11 * r)} Act {r}",
                aliases=[f"Rule {r}"],
                kind=kinds[r % len(kinds)],
                jurisdiction="Freedonia",
            )
            for r in self.policy.ranks
        ]

    def measures(self) -> list[m.Measure]:
        return [
            m.Measure(
                slug=f"measure-{r}",
                name=f"{self.name(5 * r)} counted {r}",
                unit="people",
                nature=Nature.TOTAL,
                definition="All that were counted.",
            )
            for r in self.measure.ranks
        ]

    def article_rows(self, outlets: list[m.Organization]) -> list[m.Article]:
        outlet = self.organization.many(self.articles)
        return [
            m.Article(
                slug=f"article-{n}",
                headline=self.sentence(8),
                outlet=outlets[outlet[n]],
                byline=[self.name(outlet[n], n)],
                published_on=self.day(n),
                source_url=f"https://news.example/{n}",
            )
            for n in range(self.articles)
        ]

    def day(self, article: int) -> date:
        return FIRST_DAY + timedelta(days=article * DAYS // self.articles)

    def sentence(self, words: int) -> str:
        text = " ".join(self.words[rank] for rank in self.word.many(words))
        return f"{text.capitalize()}."

    def facts(self):
        """Every claim, in the order of its number."""
        return (self.fact(number) for number in range(1, self.claims + 1))

    def fact(self, number: int) -> Fact:
        rng, article = self.rng, min((number - 1) // CLAIMS_AN_ARTICLE, self.articles - 1)
        has_figure = rng.random() < 0.3
        return Fact(
            text=self.sentence(rng.randint(12, 28)),
            kind=ClaimKind.FIGURE if has_figure else rng.choice([k for k in ClaimKind.values if k != "figure"]),
            stated_on=self.day(article),
            article=article,
            speaker=self.person.one() if rng.random() < 0.6 else None,
            relay=self.organization.one() if rng.random() < 0.4 else None,
            policies=self.policy.some(3),
            people=self.person.some(2),
            organizations=self.organization.some(2),
            figure=(self.measure.one(), rng.randint(1, 10**6)) if has_figure else None,
            supports=rng.randint(1, number - 1) if number > 1 and rng.random() < 0.05 else None,
            start=(number - 1) % CLAIMS_AN_ARTICLE * 150,
        )


def _vocabulary(rng: random.Random, size: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < size:
        made["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))] = None
    return list(made)


HEDGES = [Hedge.EXACT, Hedge.ABOUT]
SUPPORTS = RelationKind.SUPPORTS
PERSON, ORGANIZATION = AttributionKind.PERSON, AttributionKind.ORGANIZATION
