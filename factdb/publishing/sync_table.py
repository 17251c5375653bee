"""Making a table hold the rows that it must, and writing none but the wrong ones: mostly all are right."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from .tables import copy_rows, format_pg_array


def sync_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], keys: Sequence[Any] | None = None
) -> None:
    """Of a table's rows whose first column is one of `keys`, or of all, only `rows` are left.

    PostgreSQL compares them: to copy them beside the table costs a fraction of what its indexes and foreign keys do.
    """
    table, target = model._meta.db_table, f"wanted_{model._meta.model_name}"
    names = ", ".join(f'"{column}"' for column in columns)
    among, params = ("TRUE", []) if keys is None else (f't."{columns[0]}" = ANY(%s)', [format_pg_array(keys)])
    same = _build_match_sql(model, columns)
    with connection.cursor() as cursor:
        # One for the whole transaction: each would take a lock of which there are some thousands.
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {target} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608
        )
        cursor.execute(f"TRUNCATE {target}")
        copy_rows(target, columns, rows)
        cursor.execute(f"ANALYZE {target}")
        # Our own names; the keys are parameters.
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM (SELECT * FROM {table} t WHERE {among}) t FULL JOIN {target} w ON {same}"  # noqa: S608
            f' WHERE t."{columns[0]}" IS NULL OR w."{columns[0]}" IS NULL)',
            params,
        )
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            f"DELETE FROM {table} t WHERE {among} AND NOT EXISTS (SELECT FROM {target} w WHERE {same})",  # noqa: S608
            params,
        )
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {target} w"  # noqa: S608
            f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE {among} AND {same})",
            params,
        )


def _build_match_sql(model: type[Model], columns: Sequence[str]) -> str:
    """Two nulls are the same; where there can be none, the comparison can use an index."""
    null = {field.column: field.null for field in model._meta.concrete_fields}
    return " AND ".join(f't."{c}" {"IS NOT DISTINCT FROM" if null[c] else "="} w."{c}"' for c in columns)
