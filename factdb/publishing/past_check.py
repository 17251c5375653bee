"""Proof that past rows are what the ledger says was public, and until when."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from factdb.kinds import LEDGER_KINDS

from . import fill_past, slug_ids
from .slug_ids import SlugIds
from .tables import ArrayValues, ProgressReport, format_pg_array


def find_past_faults(report: ProgressReport = lambda *progress: None) -> Iterator[str]:
    """Yield every fault as a sentence. What `rebuild` has not filled in yet is none."""
    ids = slug_ids.find_all_slug_ids()
    yield from _find_id_faults(ids)
    for collection in LEDGER_KINDS:
        yield from _find_strays(collection)
        if fill_past.is_complete(collection):
            batches = fill_past.find_batches(collection)
            count, total = 0, sum(map(len, batches))
            for batch in batches:
                yield from _compare_rows(collection, batch, ids)
                count += len(batch)
                report(f"earlier {collection}", count, total)


def _find_id_faults(ids: SlugIds) -> Iterator[str]:
    for collection, kind in LEDGER_KINDS.items():
        if not kind.is_numbered:
            for slug, pk in kind.published.objects.order_by("pk").values_list("slug", "pk").iterator():
                if ids.get((collection, slug)) != pk:
                    yield f"{collection}/{slug}: what was public earlier names it by another id."


def _find_strays(collection: str) -> Iterator[str]:
    sql, values = fill_past.find_strays(collection)
    key_column = LEDGER_KINDS[collection].key_column
    for key, version in _run_query(f"SELECT past.{key_column}, past.version {sql}", values):
        yield f"{collection}/{key}: no ledger entry ended version {version} when its past row says."


def _compare_rows(collection: str, seqs: list[int], ids: SlugIds) -> Iterator[str]:
    """Rows that the ledger gives beside those that are there, by table; each thing is told once."""
    rows = fill_past.find_superseded(collection, seqs)
    names = {row.item.seq: f"{collection}/{row.item.key}: version {row.item.document['version']}" for row in rows}
    wrong = set()
    for model, columns, values in fill_past.make_tables(collection, rows, ids):
        fields = [next(f for f in model._meta.concrete_fields if f.column == column) for column in columns]
        expected_rows = Counter(
            tuple(_make_hashable(f.to_python(v)) for f, v in zip(fields, row, strict=True)) for row in values
        )
        stored_rows = Counter(tuple(map(_make_hashable, row)) for row in _select_rows(model, columns, names))
        wrong |= {row[0] for row in (expected_rows - stored_rows) + (stored_rows - expected_rows)}
    yield from (f"{names[seq]} is not kept as it was public." for seq in sorted(wrong))


def _make_hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _select_rows(model: type[Model], columns: Sequence[str], seqs: ArrayValues) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    sql = f'SELECT {names} FROM {model._meta.db_table} WHERE "{columns[0]}" = ANY(%s)'  # noqa: S608
    return _run_query(sql, [format_pg_array(seqs)])


def _run_query(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
