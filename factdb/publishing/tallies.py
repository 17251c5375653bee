"""How many public claims have which values at once, kept with every change of the projection.

Facets and counts of the popular come from here: a million claims are not counted again for each question.
"""

from django.db import connection

from factdb.models import PublishedClaim, PublishedTally
from factdb.models.record import PublishedClaimOrganization, PublishedClaimPerson, PublishedClaimPolicy

TABLE = PublishedTally._meta.db_table
CLAIMS = PublishedClaim._meta.db_table


def _column(name, expression):
    return f"SELECT id, '{name}', {expression}::text FROM {CLAIMS} WHERE {expression} IS NOT NULL AND %(ids)s"  # noqa: S608


def _linked(name, link):
    return f"SELECT claim_id, '{name}', {name}_id::text FROM {link._meta.db_table} WHERE %(claim_ids)s"  # noqa: S608


VALUES = {
    "policy": _linked("policy", PublishedClaimPolicy),
    "person": _linked("person", PublishedClaimPerson),
    "organization": _linked("organization", PublishedClaimOrganization),
    "speaker": _column("speaker", "speaker_id"),
    "outlet": _column("outlet", "outlet_id"),
    "measure": _column("measure", "measure_id"),
    "kind": _column("kind", "kind"),
    "rating": _column("rating", "rating"),
    "attribution": _column("attribution", "attribution"),
    "year": _column("year", "to_char(stated_on, 'YYYY')"),
}
# Every claim has the empty dimension, so that pairs with it count the claims of a value alone.
EVERY = f"SELECT id, '', '' FROM {CLAIMS} WHERE %(ids)s"  # noqa: S608


CHOSEN = "SELECT unnest(%(ids)s::bigint[])"
ALL = f"SELECT id FROM {CLAIMS}"  # noqa: S608


def _pairs(chosen):
    """SQL: (dimension, value, by, by_value, claims) over the claims whose ids `chosen` selects.

    Dimension and value are one text while they are counted: grouping by two columns costs a quarter of four.
    """
    condition = "TRUE" if chosen == ALL else "{} IN (SELECT id FROM chosen)"
    where = {"ids": condition.format("id"), "claim_ids": condition.format("claim_id")}
    facts = " UNION ALL ".join(sql % where for sql in (EVERY, *VALUES.values()))
    return f"""
        WITH chosen (id) AS ({chosen}), facts (id, dimension, fact) AS MATERIALIZED (
            SELECT id, dimension, dimension || ':' || value FROM ({facts}) AS each_fact (id, dimension, value)),
        pairs (fact, by_fact, claims) AS (
            SELECT a.fact, b.fact, count(*)::int FROM facts a JOIN facts b USING (id)
            WHERE a.dimension IN {("", *PublishedTally.FILTERS)} AND b.dimension IN {("", *PublishedTally.FACETS)}
            GROUP BY 1, 2)
        SELECT split_part(fact, ':', 1) AS dimension, split_part(fact, ':', 2) AS value,
            split_part(by_fact, ':', 1) AS by, split_part(by_fact, ':', 2) AS by_value, claims
        FROM pairs"""  # noqa: S608


# Publications come one at a time, so nothing slips in between match and insert; MERGE costs a third of ON CONFLICT.
ADD = f"""
    MERGE INTO {TABLE} AS t USING ({_pairs(CHOSEN)}) AS p
    ON (t.dimension, t.value, t.by, t.by_value) = (p.dimension, p.value, p.by, p.by_value)
    WHEN MATCHED THEN UPDATE SET claims = t.claims + %(sign)s * p.claims
    WHEN NOT MATCHED THEN INSERT (dimension, value, by, by_value, claims)
        VALUES (p.dimension, p.value, p.by, p.by_value, %(sign)s * p.claims)"""  # noqa: S608
WRONG = f"""
    SELECT dimension, value, by, by_value, coalesce(t.claims, 0), coalesce(pairs.claims, 0)
    FROM {TABLE} AS t FULL JOIN ({_pairs(ALL)}) AS pairs USING (dimension, value, by, by_value)
    WHERE coalesce(t.claims, 0) <> coalesce(pairs.claims, 0) ORDER BY 1, 2, 3, 4"""  # noqa: S608


def add(ids, sign=1):
    """Count these claims as they stand in the projection; with -1, no longer count them."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(ADD, {"ids": ids, "sign": sign})


def make():
    """All of them again, from the whole projection."""
    with connection.cursor() as cursor:
        # Not TRUNCATE: readers would wait for it until the end of the transaction.
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        # In the order of the index, which then grows at its end.
        cursor.execute(
            f"INSERT INTO {TABLE} (dimension, value, by, by_value, claims) {_pairs(ALL)} ORDER BY 1, 2, 3, 4"
        )


def wrong():
    """(dimension, value, by, by_value, held, counted) of every tally that is not what counting gives."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        yield from cursor
