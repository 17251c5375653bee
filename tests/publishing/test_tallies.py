"""What is counted once must stay equal to what counting gives, whatever happens to claims."""

import pytest
from django.db import connection

from factdb.models import Article, Claim, Organization, PublishedOrganization, PublishedTally
from factdb.publishing import removal, tallies, tally_check
from factdb.publishing.tables import format_pg_array
from tests import factories as make
from tests.explained import nodes, sequential

pytestmark = pytest.mark.django_db


def held(dimension="", value="", by=""):
    rows = PublishedTally.objects.filter(dimension=dimension, value=value, by=by, claims__gt=0)
    return dict(rows.values_list("by_value", "claims"))


def test_every_tallied_filter_and_facet_is_counted():
    assert set(PublishedTally.FILTERS) | set(PublishedTally.FACETS) == set(tally_check.VALUES)


def test_publication_counts(record_of_two):
    assert held() == {"": 2}
    assert held(by="kind") == {"statement": 1, "figure": 1}
    assert held("kind", "figure", by="year") == {"2024": 1}


def test_correction_moves_the_count(record_of_two):
    Claim.objects.filter(pk=record_of_two.pk).update(kind="denial", state="draft")
    make.publish(record_of_two, action="corrected", reason="Kind.")
    assert held(by="kind") == {"statement": 1, "denial": 1}


def test_retraction_takes_out_of_the_count(record_of_two):
    removal.retract_item(record_of_two, by=make.user("editor"), reason="Wrong.")
    assert held() == {"": 1}
    assert list(tally_check.find_wrong_tallies()) == []


def test_new_outlet_of_an_article_moves_the_counts_of_its_claims(record_of_two, django_capture_on_commit_callbacks):
    times = make.organization("times")
    Article.objects.update(outlet=times, state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        make.publish(Article.objects.get())
    row = PublishedOrganization.objects.get(slug="times")
    assert held(by="outlet") == {str(row.pk): 2}
    assert list(tally_check.find_wrong_tallies()) == []


def test_rename_leaves_the_counts_alone(record_of_two, django_capture_on_commit_callbacks):
    before = set(PublishedTally.objects.values_list("dimension", "value", "by", "by_value", "claims"))
    Organization.objects.update(name="The Herald", state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        make.publish(Organization.objects.get())
    assert set(PublishedTally.objects.values_list("dimension", "value", "by", "by_value", "claims")) == before


@pytest.fixture
def record_of_two():
    make.publish(make.claim(text="One."))
    figure = make.claim(text="Two.", kind="figure", measure=make.measure(), value=1200, hedge="exact")
    return make.publish(figure)


def test_pairs_are_looked_up_among_many():
    """Reading all of them takes a second for each million, however few claims are published."""
    rows = [("person", str(n), "year", "2024", 1) for n in range(300_000)]
    arrays = [format_pg_array(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(tallies.ADD, arrays)
        cursor.execute("ANALYZE factdb_publishedtally")
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) {tallies.ADD}", [format_pg_array(c) for c in zip(*rows[::30], strict=True)]
        )
        ((plan,),) = cursor.fetchall()
    assert sequential(list(nodes(plan[0]["Plan"]))) == set()
