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


def _pairs(condition):
    """SQL: (dimension, value, by, by_value, claims) over the claims that `condition`, on a claim's id, selects."""
    where = {"ids": condition.format("id"), "claim_ids": condition.format("claim_id")}
    facts = " UNION ALL ".join(sql % where for sql in (EVERY, *VALUES.values()))
    return f"""
        WITH facts (id, dimension, value) AS MATERIALIZED ({facts})
        SELECT a.dimension, a.value, b.dimension AS by, b.value AS by_value, count(*)::int AS claims
        FROM facts a JOIN facts b USING (id)
        WHERE a.dimension IN {("", *PublishedTally.FILTERS)} AND b.dimension IN {("", *PublishedTally.FACETS)}
        GROUP BY 1, 2, 3, 4"""  # noqa: S608


ADD = f"""
    INSERT INTO {TABLE} AS t (dimension, value, by, by_value, claims)
    SELECT dimension, value, by, by_value, claims * %(sign)s FROM ({_pairs("{} = ANY(%(ids)s)")}) AS pairs
    ON CONFLICT (dimension, value, by, by_value) DO UPDATE SET claims = t.claims + excluded.claims"""  # noqa: S608
WRONG = f"""
    SELECT dimension, value, by, by_value, coalesce(t.claims, 0), coalesce(pairs.claims, 0)
    FROM {TABLE} AS t FULL JOIN ({_pairs("TRUE")}) AS pairs USING (dimension, value, by, by_value)
    WHERE coalesce(t.claims, 0) <> coalesce(pairs.claims, 0) ORDER BY 1, 2, 3, 4"""  # noqa: S608


def add(ids, sign=1):
    """Count these claims as they stand in the projection; with -1, no longer count them."""
    with connection.cursor() as cursor:
        cursor.execute(ADD, {"ids": ids, "sign": sign})


def make():
    """All of them again, from the whole projection."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")
        cursor.execute(f"INSERT INTO {TABLE} (dimension, value, by, by_value, claims) {_pairs('TRUE')}")


def wrong():
    """(dimension, value, by, by_value, held, counted) of every tally that is not what counting gives."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        yield from cursor
