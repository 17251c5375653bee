import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from factdb.choices import State
from factdb.models import Claim, LedgerEntry, Organization
from factdb.publishing import ledger
from factdb.publishing.tables import copy_in
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_chain_is_what_anyone_can_compute_from_the_public_columns():
    make.publish(make.claim())
    previous = "0" * 64
    for e in LedgerEntry.objects.all():
        at = e.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        digest = sha256(e.document.encode()).hexdigest()
        linked = [previous, e.seq, at, e.action, e.kind, e.key, e.version, e.reason, digest, e.staff_sha256]
        text = json.dumps(linked, ensure_ascii=False, separators=(",", ":"))
        previous = sha256(text.encode()).hexdigest()
        assert (e.document_sha256, e.sha256) == (digest, previous)


def test_staff_hash_is_what_anyone_can_compute_who_is_given_the_salt():
    make.publish(make.claim())
    for e in LedgerEntry.objects.all():
        staff = [e.staff_salt, e.actor, e.edited_by, e.approved_by, e.solo]
        text = json.dumps(staff, ensure_ascii=False, separators=(",", ":"))
        assert e.staff_sha256 == sha256(text.encode()).hexdigest()


def test_each_entry_has_a_salt_of_its_own():
    make.publish(make.claim())
    salts = set(LedgerEntry.objects.values_list("staff_salt", flat=True))
    assert sorted(map(len, salts)) == [32, 32, 32]


def test_time_runs_forward_within_a_publication():
    make.publish(make.claim())
    times = list(LedgerEntry.objects.values_list("at", flat=True))
    assert len(times) == 3
    assert times == sorted(set(times))


def test_time_runs_forward_even_when_the_clock_goes_back(monkeypatch):
    make.publish(make.claim())
    monkeypatch.setattr(ledger, "take_lock", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    make.publish(make.claim(text="Next."))
    before, after = LedgerEntry.objects.order_by("-seq").values_list("at", flat=True)[:2][::-1]
    assert after - before == timedelta(microseconds=1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE factdb_ledgerentry SET reason = 'x'",
        "UPDATE factdb_ledgerentry SET document = NULL",
        "DELETE FROM factdb_ledgerentry",
        "TRUNCATE factdb_ledgerentry CASCADE",
    ],
)
def test_ledger_refuses_change(sql):
    make.publish(make.claim())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_entry_that_does_not_follow_the_last_is_refused():
    make.publish(make.organization())
    entry = LedgerEntry.objects.get()
    entry.pk, entry.version, entry.previous_sha256, entry.sha256 = 3, 2, entry.sha256, "1" * 64
    entry.at = entry.at.replace(year=entry.at.year + 1)
    with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        entry.save(force_insert=True)


def chained(count, **wrong):
    """Entries for one statement after the first publication; `wrong` goes into the last of them."""
    make.publish(make.organization())
    line, responsible = ledger.Ledger(), ledger.Responsible("desk", None, solo=True)
    entries = [
        line.chain_entry(
            action="updated", kind="organizations", key="herald", version=2 + n, responsible=responsible, document="{}"
        )
        for n in range(count)
    ]
    for name, value in wrong.items():
        setattr(entries[-1], name, value)
    return entries


def test_entries_of_one_statement_may_come_in_any_order():
    copy_in(LedgerEntry, reversed(chained(3)))
    assert list(LedgerEntry.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        {"previous_sha256": "1" * 64},
        {"seq": 9},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"staff_salt": None, "staff_sha256": None},
    ],
    ids=str,
)
def test_statement_with_one_entry_that_does_not_follow_is_refused(wrong):
    entries = chained(3, **wrong)
    with pytest.raises(IntegrityError, match=f"entry {entries[-1].seq} does not follow"), transaction.atomic():
        copy_in(LedgerEntry, entries)


def test_first_entry_of_all_follows_nothing():
    entry = ledger.Ledger().chain_entry(
        action="published",
        kind="organizations",
        key="herald",
        version=1,
        responsible=ledger.Responsible("desk", None, solo=True),
        document="{}",
    )
    entry.previous_sha256 = "1" * 64
    with pytest.raises(IntegrityError, match="entry 1 does not follow"), transaction.atomic():
        copy_in(LedgerEntry, [entry])


def test_published_slug_is_fixed():
    make.publish(make.organization())
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
        Organization.objects.update(slug="other")


def test_published_thing_cannot_be_deleted():
    make.publish(make.organization())
    with pytest.raises(IntegrityError, match="retracted, not deleted"), transaction.atomic():
        Organization.objects.get().delete()


def test_published_number_is_fixed():
    make.publish(make.claim())
    with pytest.raises(IntegrityError, match="claim number 1 is fixed"), transaction.atomic():
        Claim.objects.update(number=9)


def test_draft_can_be_renamed_and_deleted():
    thing = make.organization()
    Organization.objects.update(slug="other", state=State.SUBMITTED)
    thing.delete()
    assert not Organization.objects.exists()
