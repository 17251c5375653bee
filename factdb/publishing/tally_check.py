"""What counting the rows of the projection gives: by it `audit` proves the tallies, which were counted by documents."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

from factdb.models import PublishedClaim, PublishedTally
from factdb.models.published import PublishedClaimOrganization, PublishedClaimPerson, PublishedClaimPolicy

from .tallies import TALLY_TABLE

CLAIMS_TABLE = PublishedClaim._meta.db_table


def _select_column(name: str, expression: str) -> str:
    return f"SELECT id, '{name}', {expression}::text FROM {CLAIMS_TABLE} WHERE {expression} IS NOT NULL"  # noqa: S608


def _select_link(name: str, link: type[Model]) -> str:
    return f"SELECT claim_id, '{name}', {name}_id::text FROM {link._meta.db_table}"  # noqa: S608


VALUES = {
    "policy": _select_link("policy", PublishedClaimPolicy),
    "person": _select_link("person", PublishedClaimPerson),
    "organization": _select_link("organization", PublishedClaimOrganization),
    "speaker": _select_column("speaker", "speaker_id"),
    "outlet": _select_column("outlet", "outlet_id"),
    "measure": _select_column("measure", "measure_id"),
    "kind": _select_column("kind", "kind"),
    "rating": _select_column("rating", "rating"),
    "attribution": _select_column("attribution", "attribution"),
    "year": _select_column("year", "to_char(stated_on, 'YYYY')"),
}
# Every claim has the empty dimension, so that pairs with it count the claims of a value alone.
EMPTY_DIMENSION_SQL = f"SELECT id, '', '' FROM {CLAIMS_TABLE}"  # noqa: S608
# Dimension and value are one text while they are counted: grouping by two columns costs a quarter of four.
RECOUNT_SQL = f"""
    WITH facts (id, dimension, fact) AS MATERIALIZED (
        SELECT id, dimension, dimension || ':' || value
        FROM ({" UNION ALL ".join((EMPTY_DIMENSION_SQL, *VALUES.values()))}) AS each_fact (id, dimension, value)),
    pairs (fact, by_fact, claims) AS (
        SELECT a.fact, b.fact, count(*)::int FROM facts a JOIN facts b USING (id)
        WHERE a.dimension IN {("", *PublishedTally.FILTERS)} AND b.dimension IN {("", *PublishedTally.FACETS)}
        GROUP BY 1, 2)
    SELECT split_part(fact, ':', 1) AS dimension, split_part(fact, ':', 2) AS value,
        split_part(by_fact, ':', 1) AS by, split_part(by_fact, ':', 2) AS by_value, claims
    FROM pairs"""  # noqa: S608
WRONG_TALLIES_SQL = f"""
    SELECT dimension, value, by, by_value, coalesce(t.claims, 0), coalesce(counted.claims, 0)
    FROM {TALLY_TABLE} AS t FULL JOIN ({RECOUNT_SQL}) AS counted USING (dimension, value, by, by_value)
    WHERE coalesce(t.claims, 0) <> coalesce(counted.claims, 0) ORDER BY 1, 2, 3, 4"""  # noqa: S608


def find_wrong_tallies() -> Iterator[tuple[Any, ...]]:
    """Yield (dimension, value, by, by_value, held, counted) of every tally that is not what counting the rows gives."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG_TALLIES_SQL)
        yield from cursor
