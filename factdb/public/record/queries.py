"""Where every public read starts: the record, through the alias whose login may read nothing else."""

from typing import Any, NamedTuple

import psycopg
from django.db import connections
from django.db.models import QuerySet

from factdb.models.ledger import LedgerEntry
from factdb.models.published import (
    PublishedArticle,
    PublishedClaim,
    PublishedCorrection,
    PublishedKey,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedTally,
)

PUBLIC_ALIAS = "public"


def query_claims() -> QuerySet[PublishedClaim]:
    return PublishedClaim.objects.using(PUBLIC_ALIAS)


def query_articles() -> QuerySet[PublishedArticle]:
    return PublishedArticle.objects.using(PUBLIC_ALIAS)


def query_people() -> QuerySet[PublishedPerson]:
    return PublishedPerson.objects.using(PUBLIC_ALIAS)


def query_policies() -> QuerySet[PublishedPolicy]:
    return PublishedPolicy.objects.using(PUBLIC_ALIAS)


def query_organizations() -> QuerySet[PublishedOrganization]:
    return PublishedOrganization.objects.using(PUBLIC_ALIAS)


def query_measures() -> QuerySet[PublishedMeasure]:
    return PublishedMeasure.objects.using(PUBLIC_ALIAS)


def query_corrections() -> QuerySet[PublishedCorrection]:
    return PublishedCorrection.objects.using(PUBLIC_ALIAS)


def query_ledger() -> QuerySet[LedgerEntry]:
    """Without the staff's identities: the public login's grants leave these columns out."""
    return LedgerEntry.objects.using(PUBLIC_ALIAS).defer(*LedgerEntry.STAFF_ONLY)


PUBLIC_COLLECTIONS = {
    "claims": query_claims,
    "articles": query_articles,
    "people": query_people,
    "policies": query_policies,
    "organizations": query_organizations,
    "measures": query_measures,
    "corrections": query_corrections,
}


MODELS = {name: start().model for name, start in PUBLIC_COLLECTIONS.items()}
COLLECTION_BY_MODEL = {model: name for name, model in MODELS.items()}


class Sql(NamedTuple):
    """A statement and its values by name.

    `is_prepared`: its best plan does not depend on the values, so PostgreSQL plans it once a connection. Else the
    driver writes them into it, and it is planned for them.
    """

    sql: str
    params: Any = ()
    is_prepared: bool = False


def fetch_rows(statement: Sql) -> list[tuple[Any, ...]]:
    with connections[PUBLIC_ALIAS].cursor() as cursor:
        if not statement.is_prepared:
            cursor.cursor = psycopg.ClientCursor(cursor.connection)
        cursor.execute(statement.sql, statement.params)
        return cursor.fetchall()


TALLY = (
    f"SELECT claims FROM {PublishedTally._meta.db_table}"  # noqa: S608
    " WHERE dimension = {dimension} AND value = {value} AND by = '' AND by_value = ''"
)


def count_tallied(dimension: str, value: str) -> int:
    """How many public claims have a value; all of them for the empty dimension."""
    rows = fetch_rows(Sql(TALLY.format(dimension="%s", value="%s"), [dimension, value], is_prepared=True))
    return rows[0][0] if rows else 0


COMPLETE_KEYS = f"SELECT kind, key FROM {PublishedKey._meta.db_table}"  # noqa: S608


def read_complete_keys() -> frozenset[tuple[str, str]]:
    """Read (collection, dotted key) of the later keys that every live document has, as the last `audit` found."""
    return frozenset(fetch_rows(Sql(COMPLETE_KEYS)))


def key_field(collection: str) -> str:
    """The column by which things of the collection are addressed."""
    return {"claims": "id", "corrections": "seq"}.get(collection, "slug")


def find_document(collection: str, key: Any) -> str | None:
    """Written out: this is most of what a detail costs."""
    table, column = MODELS[collection]._meta.db_table, key_field(collection)
    rows = fetch_rows(Sql(f'SELECT document FROM {table} WHERE "{column}" = %s', [key], is_prepared=True))  # noqa: S608
    return rows[0][0] if rows else None


def find_latest_entry(collection: str, key: Any) -> LedgerEntry | None:
    """For a miss: what the ledger last did to it, so that a retracted thing can say why it is gone."""
    return query_ledger().filter(kind=collection, key=str(key)).order_by("-version").first()


def list_entries(collection: str, key: str) -> QuerySet[LedgerEntry]:
    return query_ledger().filter(kind=collection, key=key)


class Head(NamedTuple):
    """The ledger's latest entry: whatever was answered under the same head is the same answer."""

    seq: int
    sha256: str


EMPTY = Head(0, "0" * 64)


HEAD = f"SELECT seq, sha256 FROM {LedgerEntry._meta.db_table} ORDER BY seq DESC LIMIT 1"  # noqa: S608


def read_head() -> Head:
    rows = fetch_rows(Sql(HEAD, is_prepared=True))
    return Head(*rows[0]) if rows else EMPTY
