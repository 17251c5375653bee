"""The projection made again from the ledger."""

from django.db import transaction

from factdb.models import PublishedClaim, PublishedCorrection
from factdb.vocabulary import Collection

from . import narrow, projection, tallies
from .audit import CHUNK, correction_rows, latest_entries
from .catalogue import Catalogue
from .ledger import take_lock
from .pipeline import in_turn
from .tables import ROWS


@transaction.atomic
def rebuild(report=lambda collection, done: None):
    """Make the projection again from the ledger, in one transaction; readers see the old one until it is done."""
    take_lock()
    PublishedCorrection.objects.all().delete()
    PublishedClaim.objects.all().delete()
    catalogue = Catalogue()
    for collection in ROWS:
        if collection != Collection.CLAIMS:
            for batch in _reported(collection, report):
                projection.write(collection, batch, catalogue)
            catalogue.complete(collection)
    _make_claims(catalogue, report)
    narrow.remove_orphans()
    projection.remove_all_but(catalogue)
    PublishedCorrection.objects.bulk_create(correction_rows(), batch_size=CHUNK)


def _make_claims(catalogue, report):
    """What hangs on a claim is left where it is as it must be: foreign keys are most of the work."""
    counts = tallies.Counts(catalogue)

    def read(batch):
        return narrow.held(Collection.CLAIMS, [int(item.key) for item in batch])

    def make(batch, held):
        wrong = narrow.wrong(Collection.CLAIMS, [(int(i.key), i.document) for i in batch], catalogue, held)
        for item in batch:
            counts.add(item.document)
        loose = [item for item in batch if int(item.key) in wrong]
        return projection.Claims([*wrong], [], projection.rows_of_claims(batch, catalogue, loose))

    in_turn(_reported(Collection.CLAIMS, report), read, make, lambda batch, held, claims: claims.store())
    counts.replace()


def _reported(collection, report):
    """The latest of everything that is public of a collection, in batches."""
    latest = latest_entries(collection).values_list("key", "document", "seq", "at")
    batch, done = [], 0
    for row in latest.iterator(CHUNK):
        batch.append(projection.Item(*row))
        if len(batch) == CHUNK:
            yield batch
            done += CHUNK
            report(collection, done)
            batch = []
    if batch:
        yield batch
        report(collection, done + len(batch))
