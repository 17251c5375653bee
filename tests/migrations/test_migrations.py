"""A site that grew before a migration keeps a whole record after it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from factdb.models import Claim, LedgerEntry, PastClaim, PastPerson, PublishedClaim, PublishedClaimPolicy
from factdb.publishing import fill_past
from factdb.publishing.audit import find_faults
from tests import factories as make
from tests.record import age_ledger


def test_content_from_before_the_narrow_rows_is_whole_after_them(real_database):
    claim = make.claim(speaker=make.person())
    # Published in this order, shown in the other.
    orders = [make.publish(make.policy(slug)) for slug in ("wall-order", "asylum-order")]
    claim.policies.add(*orders)
    make.publish(claim)
    policies = PublishedClaim.objects.get().policies
    age_ledger()
    call_command("migrate", "factdb", "0005", verbosity=0)
    call_command("migrate", "factdb", verbosity=0)
    assert policies == sorted(policies, reverse=True) == PublishedClaim.objects.get().policies
    assert list(find_faults()) == []


def test_ledger_with_staff_hashes_stays_as_it_is_when_migrated_back(real_database):
    make.publish(make.organization())
    with pytest.raises(IntegrityError, match="restore an older backup"):
        call_command("migrate", "factdb", "0017", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(find_faults()) == []


@pytest.fixture
def site_of_0011(empty_database):
    """A database that migrations up to 0011 made, with a claim corrected, one retracted, and a person renamed."""
    call_command("migrate", "factdb", "0011", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("record_of_0011.sql").read_text())
    call_command("migrate", verbosity=0)


def test_record_of_0011_is_whole_after_all_migrations(site_of_0011):
    assert LedgerEntry.objects.count() == 12
    assert list(PublishedClaim.objects.values_list("pk", "headline")) == [(1, "Some guards took bribes.")]
    assert list(PublishedClaimPolicy.objects.values_list("policy__slug", "claim")) == [("border-order", 1)]
    assert list(find_faults()) == []


def test_every_constraint_holds_for_rows_of_0011(site_of_0011):
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchall() == []


def test_site_of_0011_goes_on_publishing(site_of_0011):
    Claim.objects.filter(number=1).update(text="Three guards took bribes.", state="draft")
    make.publish(Claim.objects.get(number=1), action="corrected", reason="Counted.")
    assert PublishedClaim.objects.get().version == 4
    assert list(find_faults()) == []


def test_past_of_0011_is_filled_from_where_it_was_left(site_of_0011, monkeypatch):
    monkeypatch.setattr(fill_past, "FILL_BATCH_ENTRIES", 1)
    done = []
    with pytest.raises(KeyboardInterrupt):
        fill_past.fill_all(interrupt)
    assert (PastPerson.objects.count(), fill_past.is_complete()) == (1, False)
    fill_past.fill_all(lambda *progress: done.append(progress))
    assert done == [("earlier policies", 1, 1), *(("earlier claims", n, 3) for n in (1, 2, 3))]
    assert fill_past.is_complete()
    assert list(find_faults()) == []


def interrupt(*progress):
    raise KeyboardInterrupt


def test_what_is_superseded_before_the_past_is_filled_is_kept_as_well(site_of_0011):
    Claim.objects.filter(number=1).update(text="Three guards took bribes.", state="draft")
    make.publish(Claim.objects.get(number=1), action="corrected", reason="Counted.")
    call_command("rebuild", past=True, stdout=StringIO())
    versions = PastClaim.objects.order_by("seq").values_list("id", "version", "headline")
    assert list(versions) == [
        (1, 1, "Guards took bribes."),
        (2, 1, "Nobody came."),
        (1, 2, "Some guards took bribes."),
        (1, 3, "Some guards took bribes."),
    ]
    assert list(find_faults()) == []


def test_past_that_is_filled_is_left_alone(real_database):
    told = StringIO()
    make.publish(make.claim())
    call_command("rebuild", past=True, stdout=told)
    assert told.getvalue() == ""
