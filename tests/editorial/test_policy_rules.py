"""What must hold of a policy's events before a review."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Evidence, PolicyEvent
from tests import factories as make

pytestmark = pytest.mark.django_db


def event(on=date(2024, 5, 1), **fields):
    return PolicyEvent.objects.create(
        policy=make.policy(), **{"on": on, "status": "in_force", "note": "Begins."} | fields
    )


def submit(policy):
    return workflow.submit(policy, by=make.user())


def test_event_that_rests_on_nothing_cannot_be_submitted():
    with pytest.raises(ValidationError, match="Event of 2024-05-01: name the claim that shows it, or give evidence"):
        submit(event().policy)


def test_event_with_evidence_alone_can_be_submitted():
    made = event()
    Evidence.objects.create(event=made, title="Order", url="https://example.org/order")
    assert submit(made.policy).state == State.SUBMITTED


def test_evidence_of_an_event_is_checked_too():
    made = event()
    Evidence.objects.create(event=made, title="Order", url="https://example.org/order", words="It begins.")
    with pytest.raises(ValidationError, match="Event of 2024-05-01: Evidence “Order”: Say how these words were read"):
        submit(made.policy)


@pytest.mark.parametrize(
    ("claim", "on", "precision", "is_shown"),
    [
        ({"stated_on": date(2024, 5, 1)}, date(2024, 5, 1), "day", True),
        ({"stated_on": date(2024, 5, 2)}, date(2024, 5, 1), "day", False),
        ({"stated_on": date(2024, 5, 2)}, date(2024, 5, 1), "month", True),
        ({"stated_on": date(2024, 5, 2)}, date(2024, 1, 1), "year", True),
        ({"stated_on": date(2024, 5, 1), "stated_on_precision": "month"}, date(2024, 5, 1), "day", False),
        ({"stated_on": date(2024, 5, 1), "stated_on_precision": "month"}, date(2024, 5, 1), "month", True),
        ({"stated_on": date(2024, 9, 1), "occurred_from": date(2024, 5, 1)}, date(2024, 5, 1), "day", True),
        ({"stated_on": date(2024, 1, 1), "occurred_to": date(2024, 5, 1)}, date(2024, 5, 1), "day", True),
        (
            {"stated_on": date(2024, 9, 1), "occurred_from": date(2024, 1, 1), "occurred_to": date(2024, 8, 1)},
            date(2024, 5, 1),
            "day",
            False,
        ),
    ],
)
def test_event_names_a_claim_only_where_that_names_its_day(claim, on, precision, is_shown):
    policy = event(on, precision=precision, claim=make.claim(**claim)).policy
    if is_shown:
        assert submit(policy).state == State.SUBMITTED
    else:
        with pytest.raises(ValidationError, match="names no such day"):
            submit(policy)
