"""Which published table holds which collection, in the order in which they may refer to one another."""

from typing import Any

from django.db import connection
from django.db.models import AutoField

from factdb import models as m
from factdb.vocabulary import Collection

ROWS: dict[str, Any] = {
    Collection.ORGANIZATIONS: m.PublishedOrganization,
    Collection.MEASURES: m.PublishedMeasure,
    Collection.PEOPLE: m.PublishedPerson,
    Collection.POLICIES: m.PublishedPolicy,
    Collection.ARTICLES: m.PublishedArticle,
    Collection.CLAIMS: m.PublishedClaim,
}
COLLECTION_OF = {
    m.Organization: Collection.ORGANIZATIONS,
    m.Measure: Collection.MEASURES,
    m.Person: Collection.PEOPLE,
    m.Policy: Collection.POLICIES,
    m.Article: Collection.ARTICLES,
    m.Claim: Collection.CLAIMS,
}
DESK = {collection: model for model, collection in COLLECTION_OF.items()}


def write(model, column, values):
    """Set an integer column from {primary key: value}, in one statement however many there are."""
    table, column = model._meta.db_table, model._meta.get_field(column).column
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = new.value FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, value) "  # noqa: S608
            f"WHERE {table}.id = new.id",
            [list(values), list(values.values())],
        )


def copy_in(model, objects):
    """Insert by COPY: ten times as fast as INSERT for many rows, and no slower for one. Gives no keys back."""
    given = [f.attname for f in model._meta.concrete_fields if not f.generated and not isinstance(f, AutoField)]
    copy_rows(model, given, ([getattr(thing, name) for name in given] for thing in objects))


def copy_rows(model, columns, rows):
    """The same of rows that are plain sequences: what many small rows cost is mostly the objects around them."""
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({named}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def delete(model, column, ids):
    """One array, whatever its size: an IN list of thousands costs more to read than to carry out."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)', [list(ids)])  # noqa: S608


def row_of(collection, key):
    """The published row of a ledger key."""
    return ROWS[collection].objects.get(**({"id": key} if collection == Collection.CLAIMS else {"slug": key}))


def key_of_row(row):
    return str(row.pk) if isinstance(row, m.PublishedClaim) else row.slug


def key_of(thing):
    """How the ledger addresses a working copy: a claim by its number, everything else by its slug."""
    return str(thing.number) if isinstance(thing, m.Claim) else thing.slug
