"""A rating that readers saw changes in the corrections log, and never in silence."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from factdb.models import Claim, Evidence, PublishedCorrection, Verdict
from tests import factories as make

pytestmark = pytest.mark.django_db

TABLE = {"title": "Table", "url": "https://example.org/table", "reading": "live", "read_on": date(2024, 6, 1)}


def rate(claim, rating, **options):
    Verdict.objects.filter(claim=claim).delete()
    if rating:
        verdict = Verdict.objects.create(claim=claim, rating=rating, summary="Read.", reviewed_on=date(2024, 6, 2))
        Evidence.objects.create(verdict=verdict, **TABLE)
    Claim.objects.filter(pk=claim.pk).update(state="draft")
    return make.publish(claim, **options)


def test_first_rating_is_an_update():
    assert rate(make.publish(make.claim()), "confirmed").version == 2
    assert not PublishedCorrection.objects.exists()


@pytest.mark.parametrize(("rating", "label"), [("false", "False"), ("misleading", "Misleading"), (None, "Unchecked")])
def test_changed_rating_is_no_update(rating, label):
    claim = rate(make.publish(make.claim()), "confirmed")
    with pytest.raises(ValidationError, match=f"changes from “Confirmed” to “{label}”. That is a correction"):
        rate(claim, rating)


@pytest.mark.parametrize("action", ["corrected", "clarified"])
def test_changed_rating_is_logged_with_both_and_the_reason(action):
    claim = rate(make.publish(make.claim()), "confirmed")
    rate(claim, "misleading", action=action, reason="The table counts encounters.")
    logged = json.loads(PublishedCorrection.objects.get().document)
    assert [logged[side]["verdict"]["rating"] for side in ("before", "after")] == ["confirmed", "misleading"]
    assert logged["reason"] == "The table counts encounters."


def test_other_changes_of_a_rated_claim_are_updates():
    claim = rate(make.publish(make.claim()), "confirmed")
    Verdict.objects.update(summary="Read again.")
    Claim.objects.update(state="draft")
    assert make.publish(claim).version == 3
