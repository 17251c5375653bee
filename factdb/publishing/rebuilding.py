"""The projection made again from the ledger."""

from django.db import transaction

from factdb.models import PublishedCorrection
from factdb.vocabulary import Collection

from . import projection, tallies
from .audit import CHUNK, correction_rows, latest_entries
from .catalogue import Catalogue
from .differences import write_differences
from .ledger import take_lock
from .pipeline import in_turn
from .tables import ROWS


@transaction.atomic
def rebuild(report=lambda collection, done: None):
    """Make the projection again from the ledger, in one transaction; readers see the old one until it is done.

    Claims and their tallies are all made, compared with what is there, and written where that is another.
    """
    take_lock()
    PublishedCorrection.objects.all().delete()
    catalogue = Catalogue()
    for collection in ROWS:
        if collection != Collection.CLAIMS:
            for batch in _reported(collection, report):
                projection.write(collection, batch, catalogue)
            catalogue.complete(collection)
    kept = {collection: catalogue.keys(collection) for collection in ROWS}
    kept[Collection.CLAIMS] = _make_claims(catalogue, report)
    # Last what others point to.
    for collection in reversed(ROWS):
        projection.remove_all_but(collection, kept[collection])
    PublishedCorrection.objects.bulk_create(correction_rows(), batch_size=CHUNK)


def _make_claims(catalogue, report):
    """Gives their numbers."""
    counts, numbers = tallies.Counts(catalogue), set()

    def make(batch, _):
        for item in batch:
            counts.add(item.document)
        return projection.rows_of_claims(batch, catalogue)

    def store(batch, _, tables):
        keys = [int(item.key) for item in batch]
        numbers.update(keys)
        for model, columns, rows in tables:
            write_differences(model, columns, rows, keys)

    in_turn(_reported(Collection.CLAIMS, report), lambda batch: None, make, store)
    counts.replace()
    return numbers


def _reported(collection, report):
    """The latest of everything that is public of a collection, in batches."""
    latest = latest_entries(collection).values_list("key", "document", "seq", "at")
    batch, done = [], 0
    for row in latest.iterator(CHUNK):
        batch.append(projection.read(*row))
        if len(batch) == CHUNK:
            yield batch
            done += CHUNK
            report(collection, done)
            batch = []
    if batch:
        yield batch
        report(collection, done + len(batch))
