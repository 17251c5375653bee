"""How many public claims have which values at once, kept with every change of the projection.

Facets and counts of the popular come from here: a million claims are not counted again for each question.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection

from factdb.choices import Collection
from factdb.models import PublishedTally
from factdb.schemas import JsonObject

from . import links
from .published_names import Catalogue
from .sync_table import sync_rows
from .tables import format_pg_array

TALLY_TABLE = PublishedTally._meta.db_table
# What every claim has, so that pairs with it count the claims of a value alone.
EVERY_CLAIM = ("", "")
DIMENSION_COLLECTIONS = {
    "outlet": Collection.ORGANIZATIONS,
    "speaker": Collection.PEOPLE,
    "measure": Collection.MEASURES,
    "policy": Collection.POLICIES,
    "person": Collection.PEOPLE,
    "organization": Collection.ORGANIZATIONS,
}
# Publications come one at a time, so nothing slips in between match and insert; MERGE costs a third of ON CONFLICT.
ADD = f"""
    MERGE INTO {TALLY_TABLE} AS t
    USING unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
        AS p (dimension, value, by, by_value, claims)
    ON (t.dimension, t.value, t.by, t.by_value) = (p.dimension, p.value, p.by, p.by_value)
    WHEN MATCHED THEN UPDATE SET claims = t.claims + p.claims
    WHEN NOT MATCHED THEN INSERT (dimension, value, by, by_value, claims)
        VALUES (p.dimension, p.value, p.by, p.by_value, p.claims)"""  # noqa: S608


# (dimension, value)
Fact = tuple[str, str]
Pairs = defaultdict[Fact, defaultdict[Fact, int]]


class Counts:
    """How many claims more, or fewer, have two values at once. Counting in Python costs a third of SQL's self-join."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._named: dict[Fact, Fact] = {}
        self._more, self._fewer = _make_pairs(), _make_pairs()

    def add_claim(self, claim: JsonObject) -> None:
        _count_pairs(self._more, self.list_facts(claim))

    def subtract_claim(self, claim: JsonObject) -> None:
        _count_pairs(self._fewer, self.list_facts(claim))

    def move_claim(self, before: JsonObject, after: JsonObject) -> None:
        was, now = self.list_facts(before), self.list_facts(after)
        if was != now:
            _count_pairs(self._fewer, was)
            _count_pairs(self._more, now)

    def list_facts(self, claim: JsonObject) -> tuple[list[Fact], list[Fact]]:
        """List what is counted of a claim's document: (dimension, value) by which it is filtered, and faceted."""
        fact, speaker, figure, origin = self._make_fact, claim["speaker"], claim["figure"], claim["attribution"][:1]
        both = [
            EVERY_CLAIM,
            ("kind", claim["kind"]),
            ("rating", claim["verdict"]["rating"]),
            fact("outlet", claim["article"]["outlet"]["slug"]),
            *([fact("speaker", speaker["slug"])] if speaker else ()),
            *[fact("policy", policy["slug"]) for policy in claim["policies"]],
        ]
        filters = [
            ("attribution", origin[0]["kind"] if origin else ""),
            *([fact("measure", figure["measure"]["slug"])] if figure else ()),
            *[fact("person", slug) for slug in links.people_of(claim)],
            *[fact("organization", slug) for slug in links.organizations_of(claim)],
        ]
        return both + filters, [*both, ("year", claim["stated_on"][:4])]

    def _make_fact(self, dimension: str, slug: str) -> Fact:
        """Give one object for all claims: there are millions of them."""
        fact = self._named.get((dimension, slug))
        if fact is None:
            row = self._catalogue.get_row(DIMENSION_COLLECTIONS[dimension], slug)
            fact = self._named[dimension, slug] = (dimension, str(row.pk))
        return fact

    def list_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield (dimension, value, by, by_value, claims), sorted."""
        for fact in sorted(self._more.keys() | self._fewer.keys()):
            more, fewer = self._more[fact], self._fewer[fact]
            for by in sorted(more.keys() | fewer.keys()):
                if number := more.get(by, 0) - fewer.get(by, 0):
                    yield *fact, *by, number

    def save(self) -> None:
        """Change what is tallied by these."""
        rows = list(self.list_rows())
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(ADD, [format_pg_array(column) for column in zip(*rows, strict=True)])

    def replace_all(self) -> None:
        """Tally these and nothing else."""
        sync_rows(PublishedTally, ("dimension", "value", "by", "by_value", "claims"), self.list_rows())


def _make_pairs() -> Pairs:
    return defaultdict(partial(defaultdict, int))


def _count_pairs(pairs: Pairs, facts: tuple[list[Fact], list[Fact]]) -> None:
    filters, facets = facts
    for fact in filters:
        counts = pairs[fact]
        for facet in facets:
            counts[facet] += 1
