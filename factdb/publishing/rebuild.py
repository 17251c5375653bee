"""The projection made again from the ledger."""

from django.db import transaction

from factdb.choices import Collection
from factdb.models import PublishedCorrection

from . import projection, tallies
from .audit import CHUNK, correction_rows, latest_entries
from .bulk import in_turn, uncollected
from .ledger import take_lock
from .published_names import Catalogue
from .sync_table import write_differences
from .tables import ROWS


@transaction.atomic
@uncollected()
def rebuild(report=lambda collection, done: None):
    """Make the projection again from the ledger, in one transaction; readers see the old one until it is done.

    Claims and their tallies are all made, compared with what is there, and written where that is another.
    """
    take_lock()
    PublishedCorrection.objects.all().delete()
    catalogue = Catalogue()
    for collection in ROWS:
        if collection != Collection.CLAIMS:
            for entries in _reported(collection, report):
                projection.write(collection, [projection.read(*entry) for entry in entries], catalogue)
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

    def make(entries, _):
        items = [projection.read(*entry) for entry in entries]
        for item in items:
            counts.add(item.document)
        return projection.rows_of_claims(items, catalogue)

    def store(entries, _, tables):
        keys = [int(key) for key, *_ in entries]
        numbers.update(keys)
        for model, columns, rows in tables:
            write_differences(model, columns, rows, keys)

    in_turn(_reported(Collection.CLAIMS, report), lambda entries: None, make, store)
    counts.replace()
    return numbers


def _reported(collection, report):
    """The latest entries of everything that is public of a collection, in batches."""
    done = 0
    for batch in latest_entries(collection, "key", "document", "seq", "at"):
        yield batch
        done += len(batch)
        report(collection, done)
