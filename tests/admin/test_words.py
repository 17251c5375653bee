"""Words that a text proves later, as an editor's browser shows and steps through them."""

import json

import pytest

from factdb.editorial import workflow
from factdb.models import Article, LedgerEntry, PublishedClaim, Snapshot
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    claim = make.claim()
    Snapshot.objects.update(text=None)
    make.publish(claim)
    return Article.objects.get()


def attach(client):
    return desk.save(client, desk.url(Snapshot.objects.get()), text=make.TEXT)


def take_step(client, article, step):
    address = desk.url(article, "words")
    data = {"step": step, "seen": client.get(address).context["seen"]}
    return client.post(address, data, follow=True)


def exact():
    return json.loads(PublishedClaim.objects.get().document)["quote"]["exact"]


def test_text_that_is_added_says_what_it_offers(visit, article):
    assert any("Its words prove 1 public claims" in sentence for sentence in desk.said(attach(visit())))


def test_front_page_lists_what_can_be_shown(visit, article):
    attach(visit())
    (entry,) = visit("editor").get("/admin/").context["words"]
    assert (entry["title"], entry["count"], entry["url"]) == ("A count", 1, desk.url(article, "words"))


def test_reporter_asks_and_editor_shows(visit, article):
    reporter = visit()
    attach(reporter)
    assert desk.said(take_step(reporter, article, "ask")) == [
        "Asked: a second person can now show these words to readers."
    ]
    assert exact() is None
    take_step(visit("editor"), article, "confirm")
    assert (exact(), LedgerEntry.objects.last().action) == (make.PASSAGE, "evidenced")
    assert visit("editor").get("/admin/").context["words"] == []


def test_page_shows_each_passage_and_the_shares(visit, article):
    attach(visit())
    response = visit("editor").get(desk.url(article, "words"))
    assert [line.label for line in response.context["offered"][0]["lines"]] == [
        "quote: exact",
        "quote: prefix",
        "quote: suffix",
        "quote: fragment",
    ]
    ((before, after),) = response.context["shares"]
    assert (before.public, after.public, after.total) == (0, 16, 16)
    assert make.PASSAGE in response.content.decode()


def test_reporter_is_offered_no_second_step(visit, article):
    reporter = visit()
    attach(reporter)
    take_step(reporter, article, "ask")
    assert [step for step, _ in reporter.get(desk.url(article, "words")).context["steps"]] == ["withdraw"]
    assert take_step(visit(), article, "confirm").status_code == 403


def test_editor_who_asked_does_not_show_them(visit, article):
    editor = visit("editor")
    attach(editor)
    take_step(editor, article, "ask")
    response = take_step(editor, article, "confirm")
    assert desk.said(response) == ["You asked for this, so somebody else must confirm it."]
    assert exact() is None


def test_request_is_taken_back(visit, article):
    reporter = visit()
    attach(reporter)
    take_step(reporter, article, "ask")
    take_step(reporter, article, "withdraw")
    assert Article.objects.get().words_asked_at is None


@pytest.mark.parametrize("step", ["", "publish"])
def test_other_steps_are_refused_with_a_sentence(visit, article, step):
    assert desk.said(take_step(visit("editor"), article, step)) == ["Choose a step: ask, confirm or take back."]


def test_form_of_an_article_says_how_much_is_public(visit):
    make.publish(make.claim())
    page = visit("editor").get(desk.url(Article.objects.get())).content.decode()
    assert "100 % of 16, at most 40 %" in page


def test_review_says_how_much_will_be_public(visit):
    claim = make.claim()
    workflow.submit(claim, by=make.user())
    ((article, before, after),) = visit("editor").get(desk.url(claim, "approve")).context["shares"]
    assert (article.slug, before.public, after.public) == ("herald-2024-05-01", 0, 16)
