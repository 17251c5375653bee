"""Where every public read starts: the record, through the alias whose login may read nothing else."""

from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from django.db import connections
from django.db.models import QuerySet

from factdb.choices import Action
from factdb.kinds import PUBLIC_KINDS
from factdb.models.ledger import ERASED_SLUG, LedgerEntry, name_erased
from factdb.models.published import PublishedKey, PublishedTally

PUBLIC_ALIAS = "public"


def query_published(collection: str) -> QuerySet[Any]:
    return PUBLIC_KINDS[collection].published.objects.using(PUBLIC_ALIAS)


def query_ledger() -> QuerySet[LedgerEntry]:
    """Start at the ledger without the staff's identities: the public login's grants leave these columns out."""
    return LedgerEntry.objects.using(PUBLIC_ALIAS).defer(*LedgerEntry.STAFF_ONLY)


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
    """Give how many public claims have a value; all of them for the empty dimension."""
    rows = fetch_rows(Sql(TALLY.format(dimension="%s", value="%s"), [dimension, value], is_prepared=True))
    return rows[0][0] if rows else 0


COMPLETE_KEYS = f"SELECT kind, key FROM {PublishedKey._meta.db_table}"  # noqa: S608


def read_complete_keys() -> frozenset[tuple[str, str]]:
    """Read (collection, dotted key) of the later keys that every live document has, as the last `audit` found."""
    return frozenset(fetch_rows(Sql(COMPLETE_KEYS)))


def find_document(collection: str, key: Any) -> str | None:
    """Find the public document of a thing; None where there is none. SQL, as this is most of what a detail costs."""
    kind = PUBLIC_KINDS[collection]
    table = kind.published._meta.db_table
    sql = f'SELECT document FROM {table} WHERE "{kind.key_column}" = %s'  # noqa: S608
    rows = fetch_rows(Sql(sql, [key], is_prepared=True))
    return rows[0][0] if rows else None


def find_latest_entry(collection: str, key: Any) -> LedgerEntry | None:
    """Find what the ledger last did to a thing, so that a retracted one can say why it is gone."""
    return list_entries(collection, str(key)).order_by("-version").first()


def list_entries(collection: str, key: str) -> QuerySet[LedgerEntry]:
    return query_ledger().filter(kind=collection, key=find_ledger_key(collection, key))


def find_ledger_key(collection: str, key: str) -> str:
    """Find under which key the ledger has a thing: an erased one answers to its number there as well as to its slug."""
    match = ERASED_SLUG.fullmatch(key)
    erased = query_ledger().filter(seq=match[1], kind=collection, action=Action.ERASED).first() if match else None
    return erased.key if erased else key


def show_key(entry: LedgerEntry) -> str:
    """Give the key that readers see of what an entry is about: after an erasure no slug, which can be a name."""
    is_named = not PUBLIC_KINDS[entry.kind].is_numbered
    return name_erased(entry.seq) if entry.action == Action.ERASED and is_named else entry.key


class Head(NamedTuple):
    """The ledger's latest entry: whatever was answered under the same head is the same answer."""

    seq: int
    sha256: str


EMPTY = Head(0, "0" * 64)


HEAD = f"SELECT seq, sha256 FROM {LedgerEntry._meta.db_table} ORDER BY seq DESC LIMIT 1"  # noqa: S608


def find_head_instant(head: Head) -> datetime | None:
    """Find when the entry was written; None where nothing was ever published."""
    return query_ledger().filter(seq=head.seq).values_list("at", flat=True).first()


def read_head() -> Head:
    rows = fetch_rows(Sql(HEAD, is_prepared=True))
    return Head(*rows[0]) if rows else EMPTY
