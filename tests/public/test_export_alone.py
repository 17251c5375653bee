"""Releases of records of their own: an empty one, and one that grows meanwhile."""

import tracemalloc

import pytest
from django.core.management import CommandError
from django.db import connections

from factdb.public import export as exporting
from tests import factories as f
from tests.releases import export, head, unpacked


def test_empty_ledger_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing has been published yet: there is nothing to release\."):
        export(tmp_path / "release")


@pytest.fixture
def grown(real_database, tmp_path, django_db_blocker):
    """The entry that a release was made of, by the real public login, while one more claim was published."""
    waiting = ["Published meanwhile."]

    def publish_more(name, size):
        while waiting:
            f.publish(f.claim(text=waiting.pop()))

    with django_db_blocker.unblock():
        f.publish(f.claim())
        at = exporting.entry()
        exporting.export(tmp_path / "release", at, publish_more)
        yield at


def test_what_is_published_meanwhile_is_in_no_file(grown, tmp_path):
    assert unpacked(tmp_path / "release" / "claims.ndjson.gz").count("\n") == 1
    assert head().seq > grown.seq


def test_export_ends_its_transaction(grown):
    assert connections["public"].in_atomic_block is False


def test_memory_stays_the_same_at_any_size(tmp_path):
    tracemalloc.start()
    packed = exporting._packed(tmp_path / "big.gz", (b"%d" % n * 100_000 for n in range(300)), lambda name, size: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert packed["contents"]["bytes"] > 70_000_000
    assert peak < 5_000_000
