"""The record's tables, written and read by plain statements, and how the ledger calls what stands in them."""

from collections import abc
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

from factdb.kinds import LEDGER_KINDS, Kind, resolve_name
from factdb.models.desk import Desk

KINDS_BY_MODEL = {resolve_name(kind.desk_model): kind for kind in LEDGER_KINDS.values()}
KINDS_BY_ROW = {kind.published: kind for kind in LEDGER_KINDS.values()}

# What can be copied in: a table, its columns, and its rows.
TableRows = tuple[type[Model], Sequence[str], Sequence[Sequence[Any]]]
# What long work tells of itself: what is counted, how many of them are done, how many there are.
ProgressReport = Callable[[str, int, int], object]
# What a statement takes as one array.
ArrayValues = abc.Collection[Any]


def update_rows(
    model: type[Model], rows: Sequence[Sequence[Any]], columns: Sequence[str], key: str = "id", **same: Any
) -> None:
    """Set integer columns from rows of (key, *values), and others to one value for all, in one statement."""
    if not rows:
        return
    table = model._meta.db_table
    assignments = ", ".join([f"{c} = new.{c}" for c in columns] + [f"{c} = %s" for c in same])
    arrays = ", ".join([f"%s::{'text' if key == 'slug' else 'bigint'}[]", *["%s::bigint[]"] * len(columns)])
    new = f"unnest({arrays}) AS new ({', '.join([key, *columns])})"
    sql = f"UPDATE {table} SET {assignments} FROM {new} WHERE {table}.{key} = new.{key}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*same.values(), *map(format_pg_array, zip(*rows, strict=True))])


def select_rows(model: type[Model], columns: Sequence[str], column: str, ids: ArrayValues) -> list[tuple[Any, ...]]:
    """Plain rows of those whose `column` is one of `ids`, the oldest first; one array for the reason `delete` gives."""
    names, key = ", ".join(f'"{column}"' for column in columns), model._meta.pk.column
    with connection.cursor() as cursor:
        sql = f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s) ORDER BY "{key}"'  # noqa: S608
        cursor.execute(sql, [format_pg_array(ids)])
        return cursor.fetchall()


def fetch_objects(model: Any, column: str, values: Iterable[Any]) -> list[Any]:
    """Those whose `column` is one of these. For few of them the ORM compiles longer than PostgreSQL answers.

    What PostgreSQL makes of the others, for searches, is left where it is.
    """
    values = list(values)
    return list(model.objects.raw(_build_select(model, column), [values])) if values else []


@cache
def _build_select(model: type[Model], column: str) -> str:
    names = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.generated)
    return f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)'  # noqa: S608


def fetch_by_key(model: Any, pks: Iterable[Any]) -> dict[Any, Any]:
    return {row.pk: row for row in fetch_objects(model, "id", {*pks} - {None})}


def lock_by_key(model: Any, pks: Iterable[Any]) -> dict[Any, Any]:
    """Lock rows in the order of their keys until the transaction ends, and read them as they are then.

    Without their keys: others may save what refers to them meanwhile, or two could wait for each other.
    """
    sql = f'{_build_select(model, "id")} ORDER BY "id" FOR NO KEY UPDATE'
    return {row.pk: row for row in model.objects.raw(sql, [list(pks)])}


def copy_in(model: type[Model], objects: Iterable[Any]) -> None:
    """Insert by COPY: ten times as fast as INSERT for many rows, and no slower for one. Gives no keys back."""
    columns = [f.attname for f in model._meta.concrete_fields if not f.generated and not isinstance(f, AutoField)]
    copy_rows(model._meta.db_table, columns, ([getattr(row, name) for name in columns] for row in objects))


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same of rows that are plain sequences: what many small rows cost is mostly the objects around them."""
    names = ", ".join(f'"{column}"' for column in columns)
    sql = f'COPY "{table}" ({names}) FROM STDIN'
    # What PostgreSQL refuses comes as Django's errors, as it does from every other statement.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row([format_pg_array(v) if type(v) is list else v for v in row])


def copy_tables(tables: Iterable[TableRows]) -> None:
    """The same of several, each as (model, columns, rows)."""
    for model, columns, rows in tables:
        if rows:
            copy_rows(model._meta.db_table, columns, rows)


def format_pg_array(values: ArrayValues) -> str:
    """Integers or texts as PostgreSQL writes them.

    psycopg looks at every element to find its type, which costs more than the rest of the row.
    """
    # No text holds a NUL in PostgreSQL.
    elements = "\0".join(map(str, values)).replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{elements}"}}' if values else "{}"


def delete_rows(model: type[Model], column: str, ids: ArrayValues) -> int:
    """Delete by one array, and say how many went: an IN list of thousands costs more to read than to carry out."""
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)', [format_pg_array(ids)])  # noqa: S608
        return int(cursor.rowcount)


def kind_of(item: Desk) -> Kind:
    """The kind of a working copy."""
    return KINDS_BY_MODEL[type(item)]


def row_of(collection: str, key: str) -> Any:
    """The published row of a ledger key."""
    kind = LEDGER_KINDS[collection]
    return kind.published.objects.get(**{kind.key_column: key})


def key_of_row(row: Any) -> str:
    return str(getattr(row, KINDS_BY_ROW[type(row)].key_column))


def key_of(item: Desk) -> str:
    """How the ledger addresses a working copy: a claim by its number, everything else by its slug."""
    return str(getattr(item, kind_of(item).desk_key))
