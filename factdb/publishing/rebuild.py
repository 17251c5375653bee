"""The projection made again from the ledger."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from factdb.kinds import LEDGER_KINDS, Kind
from factdb.models import PublishedCorrection

from . import projection, tallies
from .audit import AUDIT_BATCH_ROWS, build_correction_rows, fetch_latest_entries, find_latest_seqs
from .bulk import pause_gc, run_pipeline
from .corroborations import rebuild_corroborations
from .ledger import take_lock
from .published_names import Catalogue
from .sync_table import sync_rows
from .tables import ProgressReport, TableRows


@transaction.atomic
@pause_gc()
def rebuild_projection(report: ProgressReport = lambda *progress: None) -> None:
    """Make the projection again from the ledger, in one transaction; readers see the old one until it is done.

    `report` is called with the collection, how many of it are done and how many there are.
    What is copied in, and tallies, are all made, compared with what is there, and written where that is another.
    """
    take_lock()
    PublishedCorrection.objects.all().delete()
    catalogue, keys = Catalogue(), {}
    for collection, kind in LEDGER_KINDS.items():
        rebuild = _copy_collection if kind.is_copied else _write_collection
        keys[collection] = rebuild(kind, catalogue, report)
    # Last what others point to.
    for collection in reversed(LEDGER_KINDS):
        projection.remove_all_but(collection, keys[collection])
    rebuild_corroborations()
    PublishedCorrection.objects.bulk_create(build_correction_rows(), batch_size=AUDIT_BATCH_ROWS)


def _write_collection(kind: Kind, catalogue: Catalogue, report: ProgressReport) -> set[int]:
    """Write a collection by its rows; give their ids."""
    collection = kind.collection
    for entries in _fetch_batches(collection, report):
        items = [projection.parse_item(collection, *entry) for entry in entries]
        projection.write_items(collection, items, catalogue)
    catalogue.mark_complete(collection)
    return catalogue.list_row_ids(collection)


def _copy_collection(kind: Kind, catalogue: Catalogue, report: ProgressReport) -> set[int]:
    """Copy a collection, its links and tallies; give the numbers that are the ids of its rows."""
    counts, numbers = tallies.Counts(catalogue), set()

    def make_rows(entries: list[list[Any]], _: None) -> list[TableRows]:
        items = [projection.parse_item(kind.collection, *entry) for entry in entries]
        if kind.is_tallied:
            for item in items:
                counts.add_claim(item.document)
        return projection.build_copied_rows(kind.collection, items, catalogue)

    def store_rows(entries: list[list[Any]], _: None, tables: list[TableRows]) -> None:
        keys = [int(key) for key, *_ in entries]
        numbers.update(keys)
        for model, columns, rows in tables:
            sync_rows(model, columns, rows, keys)

    run_pipeline(_fetch_batches(kind.collection, report), lambda entries: None, make_rows, store_rows)
    if kind.is_tallied:
        counts.replace_all()
    return numbers


def _fetch_batches(collection: str, report: ProgressReport) -> Iterator[list[list[Any]]]:
    """Yield the latest entries of everything that is public of a collection, in batches."""
    seqs = find_latest_seqs(collection)
    for number, batch in enumerate(fetch_latest_entries(seqs, "key", "document", "seq", "at"), 1):
        yield batch
        report(collection, min(number * AUDIT_BATCH_ROWS, len(seqs)), len(seqs))
