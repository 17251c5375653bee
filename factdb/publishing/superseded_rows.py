"""What an entry supersedes is kept: the row that was public, and what hung on it, goes to their twins."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection

from factdb.kinds import LEDGER_KINDS

from .links import LinkTable, list_link_tables
from .tables import delete_rows, format_pg_array

# A session keeps the plan by which it proves a reference. Made when the twin had one page, it reads all of the twin for
# each row: of this many rows on, to make plans anew costs less.
MANY = 100


def keep_superseded(collection: str, entries: Sequence[Any]) -> None:
    """Copy the public rows of these entries' keys to their twins, before they are replaced or removed.

    Entries have `key`, `seq` and `at`. A row that is only projected again, from the entry it has, is still valid.
    """
    if entries:
        columns = [format_pg_array(column) for column in zip(*((e.key, e.seq, e.at) for e in entries), strict=True)]
        with connection.cursor() as cursor:
            if len(entries) > MANY:
                cursor.execute("DISCARD PLANS")
            cursor.execute(_copy_statement(collection), columns)


@cache
def _copy_statement(collection: str) -> str:
    """Make one statement for row and all that hangs on it: each further one costs as much as a row."""
    kind = LEDGER_KINDS[collection]
    source, past = kind.published, kind.past
    columns = _quote_columns(field.column for field in source._meta.concrete_fields if not field.generated)
    key = "old.id = new.key::bigint" if kind.is_numbered else "old.slug = new.key"
    link_copies = "".join(_copy_hanging(table) for table in list_link_tables(collection))
    return f"""
        WITH replaced AS MATERIALIZED (
            SELECT old.*, new.at AS valid_to FROM {source._meta.db_table} AS old
            JOIN unnest(%s::text[], %s::bigint[], %s::timestamptz[]) AS new (key, seq, at) ON {key}
            WHERE old.seq < new.seq){link_copies}
        INSERT INTO {past._meta.db_table} ({columns}, valid_to) SELECT {columns}, valid_to FROM replaced"""  # noqa: S608


def _copy_hanging(table: LinkTable) -> str:
    columns, key = _quote_columns(table.columns), table.columns[0]
    name, past = table.model._meta.db_table, table.past._meta.db_table
    return f""",
        {past} AS (
            INSERT INTO {past} (row_id, {columns})
            SELECT replaced.seq, {_quote_columns(table.columns, "hanging")} FROM {name} AS hanging
            JOIN replaced ON replaced.id = hanging."{key}")"""  # noqa: S608


def _quote_columns(columns: Iterable[str], table: str | None = None) -> str:
    return ", ".join(f'{table}."{column}"' if table else f'"{column}"' for column in columns)


def erase_superseded(collection: str, key: str) -> int:
    """Delete every past row of a thing, and say how many there were; what hangs on them goes with them."""
    kind = LEDGER_KINDS[collection]
    return delete_rows(kind.past, kind.key_column, [key])
