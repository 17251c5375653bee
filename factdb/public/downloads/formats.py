"""CSV and NDJSON of all that matches, streamed straight from PostgreSQL by COPY: the memory stays the same at any size.

A stream that ends early ends without its last HTTP chunk, which clients report as a broken transfer.
"""

from collections.abc import Iterable, Iterator

from django.db import connections, transaction

from factdb.public.record.queries import PUBLIC, Sql
from factdb.public.record.sparse_fields import shape_of, sparse, tree

from .columns import columns

CHUNK = 64 * 1024
# A document has no control characters, so with these for delimiter and quote each line is the document itself.
AS_IT_IS = r"(FORMAT csv, DELIMITER e'\x01', QUOTE e'\x02')"
# Slow clients may take their time: the usual limit is for questions, not for downloads, and not for a locked table.
PATIENCE = "SET LOCAL statement_timeout = '1h'; SET LOCAL lock_timeout = '5s'"


def ndjson(collection: str, documents: Sql, names: list[str] | None) -> Iterator[bytes]:
    lines = copied(ndjson_sql(collection, documents))
    return chunks(lines if names is None else _sparse(lines, names))


def ndjson_sql(collection: str, documents: Sql) -> Sql:
    return Sql(f"COPY ({documents.sql}) TO STDOUT {AS_IT_IS}", documents.params)


def csv(collection: str, documents: Sql, names: list[str] | None) -> Iterator[bytes]:
    return chunks(copied(csv_sql(collection, documents, names)))


def csv_sql(collection: str, documents: Sql, names: list[str] | None = None) -> Sql:
    """Each document is parsed once; without the fence PostgreSQL would parse it again for every column."""
    shown = columns(shape_of(collection), names)
    cells = ", ".join(f'{expression} AS "{name}"' for name, expression in shown.items())
    parsed = f"SELECT document::jsonb AS d FROM ({documents.sql}) AS matching (document) OFFSET 0"  # noqa: S608
    rows = f"SELECT {cells} FROM ({parsed}) AS parsed"  # noqa: S608
    return Sql(f"COPY ({rows}) TO STDOUT (FORMAT csv, HEADER)", documents.params)


STREAMS = {"csv": csv, "ndjson": ndjson}
SQL = {"csv": csv_sql, "ndjson": ndjson_sql}


def _sparse(lines: Iterable[bytes], names: list[str]) -> Iterator[bytes]:
    kept = tree(names)
    for line in lines:
        yield sparse(line, kept) + b"\n"


def copied(statement: Sql) -> Iterator[bytes]:
    """The lines of a COPY, as PostgreSQL sends them."""
    connection = connections[PUBLIC]
    with transaction.atomic(using=PUBLIC), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        with connection.wrap_database_errors, cursor.cursor.copy(statement.sql, statement.params) as copy:
            for line in copy:
                yield bytes(line)


def chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The first line at once, then as much as is worth a system call."""
    held, size, most = [], 0, 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > most:
            yield b"".join(held)
            held, size, most = [], 0, CHUNK
    if held:
        yield b"".join(held)
