"""What must hold of verdicts' evidence before a review; faults of single fields are asked in tests/admin."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from factdb.editorial import workflow
from factdb.models import Evidence, Verdict
from tests import factories as make

pytestmark = pytest.mark.django_db

READ = {"title": "Table", "url": "https://example.org/table", "reading": "live", "read_on": date(2024, 6, 1)}
UNREAD = {"title": "Report", "url": "https://example.org/report"}


def rated(rating, *pieces):
    claim = make.claim()
    verdict = Verdict.objects.create(claim=claim, rating=rating, summary="Counted.", reviewed_on=date(2024, 6, 2))
    for piece in pieces:
        Evidence.objects.create(verdict=verdict, **piece)
    return claim


def submit(claim):
    try:
        workflow.submit(claim, by=make.user())
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("rating", "pieces", "faults"),
    [
        ("confirmed", [READ], []),
        ("confirmed", [UNREAD, READ], []),
        ("confirmed", [UNREAD], ["“Confirmed” needs evidence that somebody read: none of this was."]),
        ("false", [UNREAD], ["“False” needs evidence that somebody read: none of this was."]),
        ("unverifiable", [UNREAD], []),
        ("misleading", [], ["A verdict names its evidence: add what it rests on, or take the verdict out."]),
        (
            "confirmed",
            [READ | {"read_on": date(2024, 6, 3)}],
            ["Evidence was read after the day of the verdict: the check ends when its evidence was read."],
        ),
        ("confirmed", [READ | {"reading": "stored_copy"}], []),
        ("confirmed", [READ | {"url": "table"}], ["Evidence “Table”: Enter a valid URL."]),
    ],
)
def test_verdict_is_submitted_only_on_evidence(rating, pieces, faults):
    assert submit(rated(rating, *pieces)) == faults
