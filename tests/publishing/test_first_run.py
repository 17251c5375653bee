import pytest
from django.core.management import call_command
from django.db.models import F

from factdb.models import LedgerEntry, PublishedClaim
from factdb.publishing.audit import find_faults
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first_run():
    call_command("first_run")


def test_first_run_publishes_the_articles_whole(first_run):
    assert PublishedClaim.objects.count() >= 110
    assert set(LedgerEntry.objects.values_list("actor", "solo", "action", "version")) == {
        ("import", True, "published", 1)
    }
    assert list(find_faults()) == []


def test_numbers_follow_the_articles_dates_without_gaps(first_run):
    claims = PublishedClaim.objects.annotate(published_on=F("article__published_on")).order_by("pk")
    rows = list(claims.values_list("pk", "published_on"))
    assert [pk for pk, _ in rows] == list(range(1, len(rows) + 1))
    assert [on for _, on in rows] == sorted(on for _, on in rows)


def test_second_first_run_does_nothing(first_run, capsys):
    before = LedgerEntry.objects.count()
    call_command("first_run")
    assert LedgerEntry.objects.count() == before
    assert capsys.readouterr().out == ""


def test_first_run_leaves_alone_what_is_at_the_desk(capsys):
    """It would publish a newsroom's drafts with its own content."""
    make.claim(text="Not for readers yet.")
    call_command("first_run")
    assert (LedgerEntry.objects.count(), capsys.readouterr().out) == (0, "")
