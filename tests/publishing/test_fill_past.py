"""The ledger alone gives the past rows that the door kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    LedgerEntry,
    PastClaim,
    PastClaimPerson,
    PastPerson,
    PublishedSlug,
)
from factdb.publishing import fill_past
from factdb.publishing.audit import find_faults
from tests.publishing.history import all_rows

pytestmark = pytest.mark.django_db
PLACES = """
    SELECT ctid::text, seq FROM factdb_pastclaim UNION ALL SELECT ctid::text, row_id FROM factdb_pastrelation
    UNION ALL SELECT ctid::text, row_id FROM factdb_pastclaimperson"""


def test_rows_of_now_and_then_are_what_was_public_at_every_moment(history):
    for moment in LedgerEntry.objects.values_list("at", flat=True):
        then = LedgerEntry.objects.filter(at__lte=moment).order_by("seq").values_list("kind", "key", "document")
        latest = {(kind, key): document for kind, key, document in then}
        assert shown_at(moment) == {key: document for key, document in latest.items() if document}


def shown_at(moment):
    now = {"changed_at__lte": moment}
    past = {"valid_from__lte": moment, "valid_to__gt": moment}
    return {
        (collection, str(key)): document
        for collection, kind in LEDGER_KINDS.items()
        for model, valid in ((kind.published, now), (kind.past, past))
        for key, document in model.objects.filter(**valid).values_list(kind.key_column, "document")
    }


def test_rebuild_makes_the_same_rows_as_the_door(history):
    assert all(history[name] for name in history), {name for name in history if not history[name]}
    for model in (kind.past for kind in LEDGER_KINDS.values()):
        model.objects.all().delete()
    PublishedSlug.objects.filter(kind="articles").delete()
    fill_past.fill_all(again=True)
    assert all_rows() == history


def test_rebuild_of_what_is_right_writes_nothing(history):
    def places():
        with connection.cursor() as cursor:
            cursor.execute(PLACES)
            return sorted(cursor.fetchall())

    before = places()
    fill_past.fill_all(again=True)
    assert places() == before


def test_rebuild_takes_away_what_the_ledger_does_not_have(history):
    stray = PastClaim.objects.first()
    stray.seq, stray.id = 9999, 77
    stray.save(force_insert=True)
    PastClaim.objects.filter(pk=PastClaim.objects.first().pk).update(kind="denial")
    fill_past.fill_all(again=True)
    assert all_rows() == history


def test_past_rows_that_were_kept_have_no_fault(history):
    assert list(find_faults()) == []


NOT_KEPT = "claims/1: version 1 is not kept as it was public."


def first_of(model, **also):
    return model.objects.filter(**also, version=1)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda: first_of(PastClaim, id=1).delete(), NOT_KEPT),
        (lambda: first_of(PastClaim, id=1).update(kind="denial"), NOT_KEPT),
        (lambda: PastClaimPerson.objects.filter(row__version=1, claim=1).delete(), NOT_KEPT),
        (
            lambda: first_of(PastPerson).update(valid_to=F("valid_to") + timedelta(days=1)),
            "people/ana-diaz: no ledger entry ended version 1 when its past row says.",
        ),
        (
            lambda: PublishedSlug.objects.filter(slug="ana-diaz").update(row_id=99),
            "people/ana-diaz: what was public earlier names it by another id.",
        ),
    ],
)
def test_wrong_past_row_is_found_and_made_again(history, spoil, fault):
    spoil()
    assert fault in list(find_faults())
    fill_past.fill_all(again=True)
    assert all_rows() == history
    assert list(find_faults()) == []
