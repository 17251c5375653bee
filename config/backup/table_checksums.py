"""Rows and SHA-256 of every table, equal for equal rows in whatever order and place they lie."""

from collections.abc import Callable
from typing import Any

# How values read as text must not depend on whose connection asks.
PLAIN_TEXT = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)
# Without what PostgreSQL derives from other columns: another major stems words in another way.
LIST_TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY 1 ORDER BY 1"""
# The hash of the rows' sorted hashes, in 256 parts: a text of all of them may not exceed 1 GB, nor fit the memory.
CHECKSUM = """
    SELECT coalesce(sum(rows), 0)::bigint, encode(sha256(coalesce(string_agg(part, '' ORDER BY place), '')), 'hex')
    FROM (
        SELECT get_byte(hash, 0) AS place, count(*) AS rows, sha256(string_agg(hash, '' ORDER BY hash)) AS part
        FROM (SELECT sha256(convert_to(ROW({columns})::text, 'UTF8')) AS hash FROM {table}) AS hashes
        GROUP BY 1
    ) AS parts"""


def compute_checksums(cursor: Any, report: Callable[[str, int, int], None]) -> dict[str, tuple[int, str]]:
    """Give (rows, SHA-256) by table, as the transaction of `cursor` sees them."""
    cursor.execute(PLAIN_TEXT)
    cursor.execute(LIST_TABLES)
    tables = cursor.fetchall()
    checksums = {}
    for done, (table, columns) in enumerate(tables):
        report("tables", done, len(tables))
        cursor.execute(CHECKSUM.format(table=table, columns=columns))
        checksums[table] = cursor.fetchone()
    return checksums
