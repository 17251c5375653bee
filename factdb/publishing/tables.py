"""Which published table holds which collection, in the order in which they may refer to one another."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField

from factdb import models as m
from factdb.choices import Collection
from factdb.models.desk import Desk

PUBLISHED_MODELS: dict[str, Any] = {
    Collection.ORGANIZATIONS: m.PublishedOrganization,
    Collection.MEASURES: m.PublishedMeasure,
    Collection.PEOPLE: m.PublishedPerson,
    Collection.POLICIES: m.PublishedPolicy,
    Collection.ARTICLES: m.PublishedArticle,
    Collection.CLAIMS: m.PublishedClaim,
}
PAST_MODELS: dict[str, Any] = {
    Collection.ORGANIZATIONS: m.PastOrganization,
    Collection.MEASURES: m.PastMeasure,
    Collection.PEOPLE: m.PastPerson,
    Collection.POLICIES: m.PastPolicy,
    Collection.ARTICLES: m.PastArticle,
    Collection.CLAIMS: m.PastClaim,
}
COLLECTION_OF_MODEL: dict[type[Desk], str] = {
    m.Organization: Collection.ORGANIZATIONS,
    m.Measure: Collection.MEASURES,
    m.Person: Collection.PEOPLE,
    m.Policy: Collection.POLICIES,
    m.Article: Collection.ARTICLES,
    m.Claim: Collection.CLAIMS,
}
WORKING_COPY_MODELS = {collection: model for model, collection in COLLECTION_OF_MODEL.items()}


def update_rows(model, rows, columns, key="id", **same):
    """Set integer columns from rows of (key, *values), and others to one value for all, in one statement."""
    if not rows:
        return
    table = model._meta.db_table
    given = ", ".join([f"{c} = new.{c}" for c in columns] + [f"{c} = %s" for c in same])
    arrays = ", ".join([f"%s::{'text' if key == 'slug' else 'bigint'}[]", *["%s::bigint[]"] * len(columns)])
    new = f"unnest({arrays}) AS new ({', '.join([key, *columns])})"
    sql = f"UPDATE {table} SET {given} FROM {new} WHERE {table}.{key} = new.{key}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*same.values(), *map(format_pg_array, zip(*rows, strict=True))])


def select_rows(model, columns, column, ids):
    """Plain rows of those whose `column` is one of `ids`, the oldest first; one array for the reason `delete` gives."""
    named, key = ", ".join(f'"{column}"' for column in columns), model._meta.pk.column
    with connection.cursor() as cursor:
        sql = f'SELECT {named} FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s) ORDER BY "{key}"'  # noqa: S608
        cursor.execute(sql, [format_pg_array(ids)])
        return cursor.fetchall()


def fetch_objects(model, column, values):
    """Those whose `column` is one of these. For few of them the ORM compiles longer than PostgreSQL answers.

    What PostgreSQL makes of the others, for searches, is left where it is.
    """
    values = list(values)
    return list(model.objects.raw(_build_select(model, column), [values])) if values else []


@cache
def _build_select(model, column):
    named = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.generated)
    return f'SELECT {named} FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)'  # noqa: S608


def fetch_by_key(model, pks):
    return {thing.pk: thing for thing in fetch_objects(model, "id", {*pks} - {None})}


def copy_in(model, objects):
    """Insert by COPY: ten times as fast as INSERT for many rows, and no slower for one. Gives no keys back."""
    given = [f.attname for f in model._meta.concrete_fields if not f.generated and not isinstance(f, AutoField)]
    copy_rows(model._meta.db_table, given, ([getattr(thing, name) for name in given] for thing in objects))


def copy_rows(table, columns, rows):
    """The same of rows that are plain sequences: what many small rows cost is mostly the objects around them."""
    named = ", ".join(f'"{column}"' for column in columns)
    sql = f'COPY "{table}" ({named}) FROM STDIN'
    # What PostgreSQL refuses comes as Django's errors, as it does from every other statement.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row([format_pg_array(v) if type(v) is list else v for v in row])


def copy_tables(tables):
    """The same of several, each as (model, columns, rows)."""
    for model, columns, rows in tables:
        if rows:
            copy_rows(model._meta.db_table, columns, rows)


def format_pg_array(values):
    """Integers or texts as PostgreSQL writes them.

    psycopg looks at every element to find its type, which costs more than the rest of the row.
    """
    # No text holds a NUL in PostgreSQL.
    joined = "\0".join(map(str, values)).replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{joined}"}}' if values else "{}"


def delete_rows(model, column, ids):
    """One array, whatever its size: an IN list of thousands costs more to read than to carry out."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)', [format_pg_array(ids)])  # noqa: S608


def row_of(collection, key):
    """The published row of a ledger key."""
    return PUBLISHED_MODELS[collection].objects.get(
        **({"id": key} if collection == Collection.CLAIMS else {"slug": key})
    )


def key_of_row(row):
    return str(row.pk) if isinstance(row, m.PublishedClaim) else row.slug


def key_of(thing):
    """How the ledger addresses a working copy: a claim by its number, everything else by its slug."""
    return str(thing.number) if isinstance(thing, m.Claim) else thing.slug
