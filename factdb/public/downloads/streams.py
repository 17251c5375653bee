"""CSV and NDJSON of all that matches, streamed straight from PostgreSQL by COPY: the memory stays the same at any size.

A stream that ends early ends without its last HTTP chunk, which clients report as a broken transfer.
"""

from collections.abc import Iterable, Iterator

from django.db import connections, transaction

from factdb.public.record.queries import PUBLIC_ALIAS, Sql
from factdb.public.record.sparse_fields import build_field_tree, select_fields, shape_of

from .columns import build_csv_columns

STREAM_CHUNK_BYTES = 64 * 1024
# A document has no control characters, so with these for delimiter and quote each line is the document itself.
AS_IT_IS = r"(FORMAT csv, DELIMITER e'\x01', QUOTE e'\x02')"
# Slow clients may take their time: the usual limit is for questions, not for downloads, and not for a locked table.
COPY_TIMEOUTS = "SET LOCAL statement_timeout = '1h'; SET LOCAL lock_timeout = '5s'"


def stream_ndjson(collection: str, documents: Sql, names: list[str] | None) -> Iterator[bytes]:
    lines = copy_lines(build_ndjson_copy(collection, documents))
    return chunk_lines(lines if names is None else _select_line_fields(lines, names))


def build_ndjson_copy(collection: str, documents: Sql) -> Sql:
    return Sql(f"COPY ({documents.sql}) TO STDOUT {AS_IT_IS}", documents.params)


def stream_csv(collection: str, documents: Sql, names: list[str] | None) -> Iterator[bytes]:
    return chunk_lines(copy_lines(build_csv_copy(collection, documents, names)))


def build_csv_copy(collection: str, documents: Sql, names: list[str] | None = None) -> Sql:
    """Each document is parsed once; without the fence PostgreSQL would parse it again for every column."""
    columns = build_csv_columns(shape_of(collection), names)
    cells = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    source = f"SELECT document::jsonb AS d FROM ({documents.sql}) AS matching (document) OFFSET 0"  # noqa: S608
    rows = f"SELECT {cells} FROM ({source}) AS parsed"  # noqa: S608
    return Sql(f"COPY ({rows}) TO STDOUT (FORMAT csv, HEADER)", documents.params)


STREAMS = {"csv": stream_csv, "ndjson": stream_ndjson}
COPY_BUILDERS = {"csv": build_csv_copy, "ndjson": build_ndjson_copy}


def _select_line_fields(lines: Iterable[bytes], names: list[str]) -> Iterator[bytes]:
    tree = build_field_tree(names)
    for line in lines:
        yield select_fields(line, tree) + b"\n"


def copy_lines(statement: Sql) -> Iterator[bytes]:
    """Yield the lines of a COPY, as PostgreSQL sends them. Raises Django's database errors."""
    connection = connections[PUBLIC_ALIAS]
    with transaction.atomic(using=PUBLIC_ALIAS), connection.cursor() as cursor:
        cursor.execute(COPY_TIMEOUTS)
        with connection.wrap_database_errors, cursor.cursor.copy(statement.sql, statement.params) as copy:
            for line in copy:
                yield bytes(line)


def chunk_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the first line at once, then as much as is worth a system call."""
    chunk, size, most = [], 0, 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size > most:
            yield b"".join(chunk)
            chunk, size, most = [], 0, STREAM_CHUNK_BYTES
    if chunk:
        yield b"".join(chunk)
