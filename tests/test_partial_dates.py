"""What is known by its month or year is kept as the first day, found by any range that overlaps, and printed so."""

import csv
import io
from datetime import date

import pytest

from factdb.models import Claim, LedgerEntry, PastClaim, Person, PublishedArticle, PublishedClaim
from factdb.partial_dates import find_span, truncate_date
from factdb.publishing.audit import find_faults
from tests import factories as make
from tests.admin import desk
from tests.pages.html import page

pytestmark = pytest.mark.django_db

DAY = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("precision", "first", "last", "text"),
    [
        ("day", DAY, DAY, "2024-02-14"),
        ("month", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("year", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (None, DAY, DAY, "2024-02-14"),
    ],
)
def test_date_spans_what_it_may_be(precision, first, last, text):
    assert find_span(DAY, precision) == (first, last)
    assert truncate_date("2024-02-14", precision) == text


@pytest.fixture
def undated():
    """A claim of 2024 and one of May 2024 in an article of May 2024, and one of the third of that month."""
    article = make.article(published_on=date(2024, 5, 9), published_on_precision="month")
    days = [(date(2024, 6, 5), "year"), (date(2024, 5, 20), "month"), (date(2024, 5, 3), "day")]
    for stated_on, precision in days:
        make.publish(make.claim(article=article, stated_on=stated_on, stated_on_precision=precision))


def ids(client, **params):
    return [claim["id"] for claim in client.get("/api/v1/claims/", params).json()["results"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"stated_after": "2024-12-31"}, [1]),
        ({"stated_after": "2024-05-31"}, [2, 1]),
        ({"stated_after": "2024-05-04", "stated_before": "2024-05-05"}, [2, 1]),
        ({"stated_after": "2024-06-01", "stated_before": "2024-06-30"}, [1]),
        ({"stated_before": "2024-01-01"}, [1]),
        ({"stated_before": "2024-05-01"}, [2, 1]),
        ({"stated_after": "2025-01-01"}, []),
        ({"stated_before": "2023-12-31"}, []),
    ],
)
def test_range_finds_what_overlaps_it(client, undated, params, expected):
    assert ids(client, **params) == expected


@pytest.mark.parametrize(("after", "before", "articles"), [("2024-05-31", "2024-05-31", 1), ("2024-06-01", "", 0)])
def test_article_is_found_by_a_range_that_overlaps_its_month(client, undated, after, before, articles):
    params = {"published_after": after, **({"published_before": before} if before else {})}
    assert len(client.get("/api/v1/articles/", params).json()["results"]) == articles


def test_earlier_moment_knows_the_last_day_of_then(client, undated):
    moment = LedgerEntry.objects.last().at.isoformat().replace("+00:00", "Z")
    Claim.objects.filter(number=1).update(stated_on_precision="day", state="draft")
    make.publish(Claim.objects.get(number=1))
    assert PastClaim.objects.get().stated_on_last == date(2024, 12, 31)
    assert ids(client, stated_after="2024-12-31") == []
    assert ids(client, stated_after="2024-12-31", as_of=moment) == [1]


def test_columns_follow_from_documents(undated):
    days = PublishedClaim.objects.order_by("pk").values_list("stated_on", "stated_on_last")
    assert list(days) == [
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 5, 1), date(2024, 5, 31)),
        (date(2024, 5, 3), date(2024, 5, 3)),
    ]
    assert PublishedArticle.objects.get().published_on_last == date(2024, 5, 31)
    assert list(find_faults()) == []


def test_form_keeps_the_first_day(visit):
    claim = make.claim(stated_on=DAY)
    desk.save(visit(), desk.url(claim), stated_on="2024-02-14", stated_on_precision="month")
    claim.refresh_from_db()
    assert claim.stated_on == date(2024, 2, 1)


def test_form_of_an_article_keeps_the_first_day(visit):
    article = make.article()
    desk.save(visit(), desk.url(article), published_on="2024-02-14", published_on_precision="year")
    article.refresh_from_db()
    assert article.published_on == date(2024, 1, 1)


DOCKET = {
    "url": "https://example.org/docket",
    "title": "Docket",
    "reading": "live",
    "read_on": "2024-03-01",
    "bearing": "supports",
}


def test_form_of_a_policy_keeps_the_first_day_of_an_event(visit):
    policy = make.policy()
    event = {"on": "2024-02-14", "precision": "month", "kind": "change", "status": "in_force", "note": "It began."}
    rows = desk.row("events", 0, **event) | desk.evidence_rows("events-0", DOCKET)
    desk.save(visit(), desk.url(policy), **rows)
    assert policy.events.get().on == date(2024, 2, 1)


def test_csv_has_no_day_that_nobody_knows(client, undated):
    body = b"".join(client.get("/api/v1/claims/?format=csv&ordering=id")).decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["stated_on"] for row in rows] == ["2024", "2024-05", "2024-05-03"]
    assert {row["article.published_on"] for row in rows} == {"2024-05"}


def test_pages_print_no_day_that_nobody_knows(client, undated):
    html = page(client, "/claims/1/")
    assert '<time datetime="2024">2024</time>' in html
    assert '<time datetime="2024-05">May 2024</time>' in html
    article = page(client, "/articles/herald-2024-05-01/")
    assert '<time datetime="2024-05">May 2024</time>' in article.split("</h1>")[1]


def test_speaker_has_an_office_where_all_that_time_was_in_it(client):
    speaker = make.person()
    make.publish(make.claim(speaker=speaker, stated_on=date(2020, 5, 1), stated_on_precision="year"))
    speaker.roles.update(started_on=date(2020, 1, 20))
    make.publish(make.claim(speaker=speaker, stated_on=date(2020, 5, 1), stated_on_precision="month"))
    Person.objects.update(state="draft")
    make.publish(speaker)
    assert client.get("/api/v1/claims/1/").json()["speaker"]["role"] is None
    assert client.get("/api/v1/claims/2/").json()["speaker"]["role"] == "Minister"
