"""What is counted once must stay equal to what counting gives, whatever happens to claims."""

import pytest

from factdb.models import Claim, PublishedTally
from factdb.publishing import door, tallies
from tests import factories as make

pytestmark = pytest.mark.django_db


def held(dimension="", value="", by=""):
    rows = PublishedTally.objects.filter(dimension=dimension, value=value, by=by, claims__gt=0)
    return dict(rows.values_list("by_value", "claims"))


def test_every_tallied_filter_and_facet_is_counted():
    assert set(PublishedTally.FILTERS) | set(PublishedTally.FACETS) == set(tallies.VALUES)


def test_publication_counts(record_of_two):
    assert held() == {"": 2}
    assert held(by="kind") == {"statement": 1, "figure": 1}
    assert held("kind", "figure", by="year") == {"2024": 1}


def test_correction_moves_the_count(record_of_two):
    Claim.objects.filter(pk=record_of_two.pk).update(kind="denial", state="draft")
    make.publish(record_of_two, action="corrected", reason="Kind.")
    assert held(by="kind") == {"statement": 1, "denial": 1}


def test_retraction_takes_out_of_the_count(record_of_two):
    door.retract(record_of_two, by=make.user("editor"), reason="Wrong.")
    assert held() == {"": 1}
    assert list(tallies.wrong()) == []


@pytest.fixture
def record_of_two():
    make.publish(make.claim(text="One."))
    figure = make.claim(text="Two.", kind="figure", measure=make.measure(), value="1200", hedge="exact")
    return make.publish(figure)
