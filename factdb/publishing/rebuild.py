"""The projection made again from the ledger."""

from django.db import transaction

from factdb.choices import Collection
from factdb.models import PublishedCorrection

from . import projection, tallies
from .audit import AUDIT_BATCH_ROWS, build_correction_rows, fetch_latest_entries, find_latest_seqs
from .bulk import pause_gc, run_pipeline
from .ledger import take_lock
from .published_names import Catalogue
from .sync_table import sync_rows
from .tables import PUBLISHED_MODELS


@transaction.atomic
@pause_gc()
def rebuild_projection(report=lambda *progress: None):
    """Make the projection again from the ledger, in one transaction; readers see the old one until it is done.

    `report` is called with the collection, how many of it are done and how many there are.
    Claims and their tallies are all made, compared with what is there, and written where that is another.
    """
    take_lock()
    PublishedCorrection.objects.all().delete()
    catalogue = Catalogue()
    for collection in PUBLISHED_MODELS:
        if collection != Collection.CLAIMS:
            for entries in _fetch_batches(collection, report):
                projection.write_items(
                    collection, [projection.parse_item(collection, *entry) for entry in entries], catalogue
                )
            catalogue.mark_complete(collection)
    kept = {collection: catalogue.list_row_ids(collection) for collection in PUBLISHED_MODELS}
    kept[Collection.CLAIMS] = _make_claims(catalogue, report)
    # Last what others point to.
    for collection in reversed(PUBLISHED_MODELS):
        projection.remove_all_but(collection, kept[collection])
    PublishedCorrection.objects.bulk_create(build_correction_rows(), batch_size=AUDIT_BATCH_ROWS)


def _make_claims(catalogue, report):
    """Gives their numbers."""
    counts, numbers = tallies.Counts(catalogue), set()

    def make_rows(entries, _):
        items = [projection.parse_item(Collection.CLAIMS, *entry) for entry in entries]
        for item in items:
            counts.add_claim(item.document)
        return projection.rows_of_claims(items, catalogue)

    def store_rows(entries, _, tables):
        keys = [int(key) for key, *_ in entries]
        numbers.update(keys)
        for model, columns, rows in tables:
            sync_rows(model, columns, rows, keys)

    run_pipeline(_fetch_batches(Collection.CLAIMS, report), lambda entries: None, make_rows, store_rows)
    counts.replace_all()
    return numbers


def _fetch_batches(collection, report):
    """The latest entries of everything that is public of a collection, in batches."""
    seqs = find_latest_seqs(collection)
    for number, batch in enumerate(fetch_latest_entries(seqs, "key", "document", "seq", "at"), 1):
        yield batch
        report(collection, min(number * AUDIT_BATCH_ROWS, len(seqs)), len(seqs))
