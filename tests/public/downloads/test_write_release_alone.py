"""Releases of records of their own: an empty one, and one that grows meanwhile."""

import tracemalloc

import pytest
from django.core.management import CommandError
from django.db import connections

from factdb.editorial import workflow
from factdb.models import Claim
from factdb.public.downloads import write_release as exporting
from tests import factories as f
from tests.releases import export, unpacked


def test_empty_ledger_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing has been published yet: there is nothing to release\."):
        export(tmp_path / "release")


@pytest.fixture
def meanwhile(real_database, tmp_path, django_db_blocker):
    """Does something between the claims' CSV and their NDJSON, while the real public login exports one claim."""

    def export_while(do):
        def report(counted, done, total):
            if (counted, done) == ("rows of claims.ndjson.gz", 0):
                do()

        exporting.export_release(tmp_path / "release", exporting.find_release_entry(), report)
        return [unpacked(tmp_path / "release" / f"claims.{form}.gz").count("Before.") for form in ("csv", "ndjson")]

    with django_db_blocker.unblock():
        f.publish(f.claim(text="Before."))
        yield export_while


def test_what_is_published_meanwhile_is_in_no_file(meanwhile, tmp_path):
    assert meanwhile(lambda: f.publish(f.claim(text="Meanwhile."))) == [1, 1]
    assert "Meanwhile." not in unpacked(tmp_path / "release" / "claims.ndjson.gz")


def test_what_is_erased_meanwhile_is_in_all_files_or_none(meanwhile):
    editor, asked_by = f.user("editor"), f.user()
    assert meanwhile(lambda: workflow.erase(Claim.objects.get(), by=editor, asked_by=asked_by, reason="Law.")) == [1, 1]


def test_export_ends_its_transaction(meanwhile):
    meanwhile(lambda: None)
    assert connections["public"].in_atomic_block is False


def test_memory_stays_the_same_at_any_size(tmp_path):
    tracemalloc.start()
    packed = exporting._write_gzip(tmp_path / "big.gz", (b"%d" % n * 100_000 for n in range(300)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert packed["contents"]["bytes"] > 70_000_000
    assert peak < 5_000_000
