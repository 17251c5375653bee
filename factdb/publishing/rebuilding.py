"""The projection made again from the ledger."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from factdb.models import PublishedClaim, PublishedCorrection
from factdb.vocabulary import Collection

from . import narrow, projection, tallies
from .audit import CHUNK, correction_rows, latest_entries
from .catalogue import Catalogue
from .ledger import take_lock
from .tables import ROWS, copy_tables


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
    """While PostgreSQL stores some, the next ones are made: each takes as long as the other.

    What hangs on a claim is left where it is as it must be: foreign keys are most of the work.
    """
    counts = tallies.Counts(catalogue)
    ready: tuple[list, list] = [], []
    with _hurried(), _beside() as thread:
        for batch in _reported(Collection.CLAIMS, report):
            held = narrow.held(Collection.CLAIMS, [int(item.key) for item in batch])
            storing = thread.submit(_store, *ready)
            wrong = narrow.wrong(Collection.CLAIMS, [(int(i.key), i.document) for i in batch], catalogue, held)
            loose = [item for item in batch if int(item.key) in wrong]
            ready = list(wrong), projection.rows_of_claims(batch, catalogue, loose)
            for item in batch:
                counts.add(item.document)
            storing.result()
    _store(*ready)
    counts.replace()


def _store(wrong, tables):
    narrow.remove(Collection.CLAIMS, wrong)
    copy_tables(tables)


@contextmanager
def _hurried():
    """Python set for millions of small objects without a cycle, made in one thread and sent away in another.

    Its own settings spend a sixth of the time on looking for cycles, and let PostgreSQL wait for more rows half of it.
    Elsewhere they stay: an answer's garbage is large, and would pile up.
    """
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(10_000, 50, 20)
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        sys.setswitchinterval(interval)


@contextmanager
def _beside():
    """A thread that shares this one's connection, which must be left alone while it works."""
    shared = connections[DEFAULT_DB_ALIAS]
    shared.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, "store", connections.__setitem__, (DEFAULT_DB_ALIAS, shared)) as thread:
            yield thread
    finally:
        shared.dec_thread_sharing()


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
