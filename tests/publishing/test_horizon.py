"""The horizon: whatever is written in whatever order, no claim lies beyond that of its own moment."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F, Max, OuterRef, Subquery

from factdb.models import Claim, PastClaim, PastHorizon, PublishedClaim
from factdb.publishing import publish as door
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as f

pytestmark = pytest.mark.django_db


def beyond():
    """Claims that a list of the moment when they came would not begin early enough for."""
    then = PastHorizon.objects.filter(at__lte=OuterRef("changed_at")).order_by()
    latest = then.annotate(one=F("pk")).values("one").annotate(top=Max("stated_on")).order_by("-top").values("top")[:1]
    claims = PublishedClaim.objects.annotate(horizon=Subquery(latest))
    return [c.pk for c in claims if c.horizon is None or c.horizon < c.stated_on]


def publish(*days):
    article = f.article()
    for day in days:
        f.publish(f.claim(article=article, stated_on=day, text=f"Said on {day}."))


def test_it_rises_with_what_is_stated_later_and_not_otherwise():
    publish(date(2020, 5, 1), date(2019, 1, 1), date(2021, 1, 1))
    assert list(PastHorizon.objects.order_by("at").values_list("stated_on", flat=True)) == [
        date(2020, 5, 1),
        date(2021, 1, 1),
    ]
    assert beyond() == []


def test_correction_of_a_day_raises_it():
    publish(date(2020, 5, 1))
    claim = Claim.objects.get()
    Claim.objects.filter(pk=claim.pk).update(stated_on=date(2024, 1, 1))
    door.publish_items([Claim.objects.get()], by=f.user("editor"))
    assert PastHorizon.objects.latest("at").stated_on == date(2024, 1, 1)
    assert beyond() == []


def test_what_was_superseded_lies_within_it():
    publish(date(2020, 5, 1), date(2024, 1, 1))
    PastHorizon.objects.all().delete()
    claim = Claim.objects.get(number=2)
    Claim.objects.filter(pk=claim.pk).update(stated_on=date(2021, 1, 1))
    door.publish_items([Claim.objects.get(pk=claim.pk)], by=f.user("editor"))
    past = PastClaim.objects.get()
    assert PastHorizon.objects.filter(at__lte=past.changed_at).latest("stated_on").stated_on == date(2024, 1, 1)


def test_it_holds_where_rows_are_written_against_the_order_of_time():
    publish(date(2020, 5, 1), date(2021, 1, 1), date(2023, 1, 1))
    PastHorizon.objects.all().delete()
    for claim in PublishedClaim.objects.order_by("-changed_at"):
        PublishedClaim.objects.filter(pk=claim.pk).update(seq=claim.seq)
    assert beyond() == []


def test_it_holds_where_all_is_made_again_from_the_ledger():
    publish(date(2020, 5, 1), date(2023, 1, 1), date(2021, 1, 1))
    claim = Claim.objects.get(number=1)
    Claim.objects.filter(pk=claim.pk).update(text="Said in May.")
    door.publish_items([Claim.objects.get(pk=claim.pk)], by=f.user("editor"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM factdb_pasthorizon")
        for name in ("policy", "person", "organization"):
            cursor.execute(f"DELETE FROM factdb_publishedclaim{name}")  # noqa: S608
        cursor.execute("DELETE FROM factdb_publishedclaim")
    rebuild_projection()
    assert (PublishedClaim.objects.count(), beyond()) == (3, [])
