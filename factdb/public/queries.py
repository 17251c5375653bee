"""Where every public read starts: the record, through the alias whose login may read nothing else."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
from django.db import connections
from django.db.models import Model, QuerySet, TextField
from psycopg.adapt import Loader
from psycopg.pq import Format

from factdb.models.ledger import LedgerEntry
from factdb.models.record import (
    PublishedArticle,
    PublishedClaim,
    PublishedCorrection,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedTally,
)

PUBLIC = "public"


def claims() -> QuerySet[PublishedClaim]:
    return PublishedClaim.objects.using(PUBLIC)


def articles() -> QuerySet[PublishedArticle]:
    return PublishedArticle.objects.using(PUBLIC)


def people() -> QuerySet[PublishedPerson]:
    return PublishedPerson.objects.using(PUBLIC)


def policies() -> QuerySet[PublishedPolicy]:
    return PublishedPolicy.objects.using(PUBLIC)


def organizations() -> QuerySet[PublishedOrganization]:
    return PublishedOrganization.objects.using(PUBLIC)


def measures() -> QuerySet[PublishedMeasure]:
    return PublishedMeasure.objects.using(PUBLIC)


def corrections() -> QuerySet[PublishedCorrection]:
    return PublishedCorrection.objects.using(PUBLIC)


def ledger() -> QuerySet[LedgerEntry]:
    """Without the staff's identities: the public login's grants leave these columns out."""
    return LedgerEntry.objects.using(PUBLIC).defer(*LedgerEntry.STAFF_ONLY)


COLLECTIONS = {
    "claims": claims,
    "articles": articles,
    "people": people,
    "policies": policies,
    "organizations": organizations,
    "measures": measures,
    "corrections": corrections,
}


MODELS = {name: start().model for name, start in COLLECTIONS.items()}
COLLECTION_OF = {model: name for name, model in MODELS.items()}

Sql = tuple[str, Any]


class AsSent(TextField):
    """Text that comes as the bytes in which it is sent on: to decode a page and encode it takes a fifth of its time.

    To PostgreSQL it is `text` by another name, which nothing else here is read by.
    """

    def db_type(self, connection: Any) -> str:
        return "bpchar"


class Bytes(Loader):
    """Leaves a value as it comes."""

    def load(self, data: Any) -> bytes:
        return bytes(data)


# The same in C, for cursors whose values come in binary form.
BINARY = psycopg.adapters.get_loader(psycopg.adapters.types["bytea"].oid, Format.BINARY)


def compiled(rows: QuerySet) -> Sql:
    """`sql_with_params` would compile for the default alias, where subqueries on the public one are refused."""
    return rows.query.get_compiler(using=PUBLIC).as_sql()


def rows(asked: Sql) -> list[tuple[Any, ...]]:
    """Of SQL whose best plan does not depend on its values: PostgreSQL plans it once a connection."""
    cursor = _cursor(connections[PUBLIC])
    cursor.execute(*asked)
    return cursor.fetchall()


def _cursor(connection: Any) -> Any:
    """One for all of a connection's short answers: Django would make and close one for each, which takes its time."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    of = connection.connection, connection.queries_logged
    if getattr(connection, "kept_cursor", (None,))[0] != of:
        connection.kept_cursor = of, connection.cursor()
        connection.kept_cursor[1].cursor.format = Format.BINARY
        connection.kept_cursor[1].adapters.register_loader("bpchar", BINARY)
    return connection.kept_cursor[1]


def literal(asked: Sql) -> list[tuple[Any, ...]]:
    """Of SQL that is planned for its values: the driver writes them into it."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.cursor = psycopg.ClientCursor(cursor.connection)
        cursor.adapters.register_loader("bpchar", Bytes)
        cursor.execute(*asked)
        return cursor.fetchall()


def tally(dimension: str, value: str) -> int:
    """How many public claims have a value; all of them for the empty dimension."""
    found = rows((f"SELECT claims {TALLIED.format('%s')}", [dimension, value]))
    return found[0][0] if found else 0


# Pieces of SQL: the tally of one dimension and value; the id of a slug; the latest entry.
TALLIED = f"FROM {PublishedTally._meta.db_table} WHERE dimension = %s AND value = {{}} AND by = '' AND by_value = ''"
ID_OF = "(SELECT id FROM {} WHERE slug = %s)"
LATEST = f"FROM {LedgerEntry._meta.db_table} ORDER BY seq DESC LIMIT 1"


def key_field(collection: str) -> str:
    """The column by which things of the collection are addressed."""
    return {"claims": "id", "corrections": "seq"}.get(collection, "slug")


def document(collection: str, key: Any) -> bytes | None:
    """Written out: this is most of what a detail costs."""
    table, column = MODELS[collection]._meta.db_table, key_field(collection)
    found = rows((f'SELECT document::bpchar FROM {table} WHERE "{column}" = %s', [key]))  # noqa: S608
    return found[0][0] if found else None


def latest_entry(collection: str, key: Any) -> LedgerEntry | None:
    """For a miss: what the ledger last did to it, so that a retracted thing can say why it is gone."""
    return ledger().filter(kind=collection, key=str(key)).order_by("-version").first()


class Head(NamedTuple):
    """The ledger's latest entry: whatever was answered under the same head is the same answer."""

    seq: int
    sha256: str


EMPTY = Head(0, "0" * 64)


class Wanted(NamedTuple):
    """Slugs or numbers to be found among what is public of one model."""

    model: type[Model]
    column: str
    values: tuple[Any, ...]


class Tallied(NamedTuple):
    """A value of a dimension, by its slug where it is a thing of a model."""

    dimension: str
    model: type[Model] | None
    value: str


class Found(NamedTuple):
    """`claims` is how many there are of each dimension that was asked for; a value of none is left out."""

    head: Head
    ids: dict[tuple[type[Model], Any], int]
    terms: int | None
    claims: dict[str, int]


def head() -> Head:
    return find([]).head


def find(wanted: list[Wanted], search: str | None = None, tallied: Iterable[Tallied] = ()) -> Found:
    """The ledger's head, the ids of `wanted`, how many terms `search` has and what is tallied, in one query."""
    return _collected(rows(_finding(wanted, search, tallied)), wanted)


def _finding(wanted: list[Wanted], search: str | None, tallied: Iterable[Tallied]) -> Sql:
    """SQL for rows of (text as bytes, number, part).

    Written out because compiling such a union costs the ORM more than PostgreSQL needs to run it.
    """
    parts: list[str] = [f"(SELECT sha256::bpchar, seq, -1 {LATEST})"]
    values: list[Any] = []
    for number, want in enumerate(wanted):
        table = want.model._meta.db_table
        one = len(want.values) == 1
        # Our own names; the values are parameters.
        where = f"{want.column} = {'%s' if one else 'ANY(%s)'}"
        parts.append(f"SELECT {want.column}::bpchar, id, {number} FROM {table} WHERE {where}")  # noqa: S608
        values.append(want.values[0] if one else list(want.values))
    if search is not None:
        parts.append("SELECT '', numnode(websearch_to_tsquery('factdb', %s)), -2")
        values.append(search)
    for dimension, model, value in tallied:
        of = "%s" if model is None else f"{ID_OF.format(model._meta.db_table)}::text"
        parts.append(f"SELECT dimension::bpchar, claims, -3 {TALLIED.format(of)}")
        values += [dimension, value]
    return " UNION ALL ".join(parts), values


def _collected(told: Iterable[tuple[Any, ...]], wanted: list[Wanted]) -> Found:
    latest, ids, terms, claims = EMPTY, {}, None, {}
    for written, number, part in told:
        text = written.decode()
        if part == -1:
            latest = Head(number, text)
        elif part == -2:
            terms = number
        elif part == -3:
            claims[text] = number
        else:
            ids[wanted[part].model, text] = number
    return Found(latest, ids, terms, claims)
