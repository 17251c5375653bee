"""An article is typed in once: its address follows from outlet and date, its text becomes the first snapshot."""

import pytest

from factdb.editorial import quotes
from factdb.models import Article, Snapshot
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def add(client, **changes):
    outlet = Article.objects.first().outlet if Article.objects.exists() else make.organization()
    asked = {"headline": "A count", "outlet": outlet.pk, "published_on": "2024-05-01"} | changes
    return desk.save(client, desk.add_url("article"), **asked)


def test_address_left_blank_is_outlet_and_date(visit):
    reporter = visit()
    for _ in range(3):
        add(reporter)
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["herald-2024-05-01", "herald-2024-05-01-2", "herald-2024-05-01-3"]


def test_address_typed_in_is_kept(visit):
    add(visit(), slug="the-count")
    assert Article.objects.get().slug == "the-count"


def test_what_was_inferred_is_ticked(visit):
    page = visit().get(desk.add_url("article")).content.decode()
    assert page.count('type="checkbox" name="inferred"') == 5
    add(visit(), inferred=["outlet", "published_on"])
    assert Article.objects.get().inferred == ["outlet", "published_on"]


def test_what_cannot_be_inferred_is_refused(visit):
    assert "nobody is not one of the available choices" in str(desk.errors(add(visit(), inferred=["nobody"])))
    assert not Article.objects.exists()


def test_text_becomes_the_first_snapshot_and_claims_can_quote_it(visit):
    add(visit(), text="\ufeff" + make.TEXT.replace("\n", "\r\n"))
    snapshot = Snapshot.objects.get()
    assert (snapshot.article, snapshot.text) == (Article.objects.get(), make.TEXT)
    assert snapshot.sha256 == quotes.hash_text(make.TEXT)


def test_article_without_text_has_no_snapshot(visit):
    add(visit())
    assert (Article.objects.count(), Snapshot.objects.count()) == (1, 0)


def test_text_is_no_way_to_change_what_an_article_has(visit):
    article = make.publish(make.article())
    desk.save(visit(), desk.url(article), headline="Another", text="Another text.")
    article.refresh_from_db()
    assert (article.headline, article.slug) == ("Another", "herald-2024-05-01")
    assert article.snapshots.get().text == make.TEXT


def test_missing_outlet_is_one_error(visit):
    assert desk.errors(add(visit(), outlet="")) == ["This field is required."]
