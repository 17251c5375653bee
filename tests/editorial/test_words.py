"""A text that comes later: what it proves is offered, and shown by two people, and nothing else changes."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factdb.choices import State
from factdb.editorial import intake, words, workflow
from factdb.models import Article, Claim, LedgerEntry, PublishedClaim, PublishedCorrection, Snapshot
from factdb.public.facts.history import check_citations
from factdb.publishing import rebuild
from factdb.publishing.audit import find_faults
from factdb.publishing.rerender_kind import rerender_kind
from factdb.publishing.shown_words import offer_words
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """Its claim was published while the desk held the hash of its text only."""
    claim = make.claim()
    Snapshot.objects.update(text=None)
    make.publish(claim)
    return Article.objects.get()


def document():
    return json.loads(PublishedClaim.objects.get().document)


def show(article, *, asked_by=None, by=None):
    intake.attach_text(make.TEXT)
    words.ask_to_show_words(article, by=asked_by or make.user())
    article.refresh_from_db()
    seen = words.sign_offer(article, offer_words(article))
    return words.confirm_words(article, by=by or make.user("editor"), seen=seen)


def test_attaching_offers_and_publishes_nothing(article):
    (result,) = intake.attach_text(make.TEXT)
    assert (result.proved, result.offered, Article.objects.get().words_offered) == (1, 1, 1)
    assert document()["quote"]["exact"] is None


def test_two_people_show_the_words(article):
    assert show(article) == 1
    assert document()["quote"]["exact"] == make.PASSAGE
    entry = LedgerEntry.objects.last()
    assert (entry.action, entry.kind, entry.version, entry.solo, entry.reason) == ("evidenced", "claims", 2, False, "")
    assert (Article.objects.get().words_offered, Article.objects.get().words_asked_at) == (0, None)
    assert list(find_faults()) == []


def test_nothing_but_the_words_changes(article):
    before = document()
    show(article)
    after = document()
    assert [key for key in before if before[key] != after[key]] == ["version", "quote"]
    assert [key for key, value in before["quote"].items() if value != after["quote"][key]] == [
        "exact",
        "prefix",
        "suffix",
        "fragment",
    ]


def test_citation_of_the_version_before_still_holds(article):
    show(article)
    assert check_citations([("claims", "1", 1)])[0]["status"] == "current"
    assert not PublishedCorrection.objects.exists()


def test_correction_after_attaching_lists_what_was_corrected_alone(article):
    intake.attach_text(make.TEXT)
    Claim.objects.update(text="The agency counted 1,100 people.", state=State.DRAFT)
    make.publish(Claim.objects.get(), action="corrected", reason="Misread the table.")
    assert list(json.loads(PublishedCorrection.objects.get().document)["before"]) == ["text"]
    assert document()["quote"]["exact"] is None


def test_correction_after_the_words_keeps_them(article):
    show(article)
    Claim.objects.update(text="The agency counted 1,100 people.", state=State.DRAFT)
    make.publish(Claim.objects.get(), action="corrected", reason="Misread the table.")
    assert list(json.loads(PublishedCorrection.objects.get().document)["before"]) == ["text"]
    assert document()["quote"]["exact"] == make.PASSAGE


def test_another_passage_shows_its_words_with_its_publication(article):
    intake.attach_text(make.TEXT)
    start = make.TEXT.index("An official")
    passage = {"quote_start": start, "quote_end": start + len("An official denied it.")}
    sha256 = intake.quotes.hash_text("An official denied it.")
    Claim.objects.update(quote_sha256=sha256, state=State.DRAFT, **passage)
    make.publish(Claim.objects.get())
    assert document()["quote"]["exact"] == "An official denied it."


def test_claim_under_edit_shows_the_words_of_what_is_public(article):
    workflow.record_edit(Claim.objects.get(), by=make.user())
    Claim.objects.update(text="Not for readers.")
    show(article)
    assert (document()["text"], document()["quote"]["exact"]) == (
        "The agency counted 1,200 people in May 2024.",
        make.PASSAGE,
    )


def test_rendering_again_shows_no_words(article):
    intake.attach_text(make.TEXT)
    assert (rerender_kind("claims").changed, document()["quote"]["exact"]) == (0, None)


def test_projection_made_again_is_the_same(article):
    show(article)
    before = document()
    rebuild.rebuild_projection()
    assert document() == before
    assert list(find_faults()) == []


def test_who_asked_does_not_confirm(article):
    editor = make.user("editor")
    with pytest.raises(ValidationError, match="somebody else must confirm"):
        show(article, asked_by=editor, by=editor)


def test_desk_of_one_says_so(article, settings):
    settings.FACTDB_SOLO = True
    editor = make.user("editor")
    show(article, asked_by=editor, by=editor)
    assert LedgerEntry.objects.last().solo


def test_reporter_does_not_confirm(article):
    with pytest.raises(PermissionDenied):
        show(article, by=make.user())


def test_what_changed_meanwhile_is_read_again(article):
    intake.attach_text(make.TEXT)
    words.ask_to_show_words(article, by=make.user())
    with pytest.raises(ValidationError, match="read it again"):
        words.confirm_words(article, by=make.user("editor"), seen="0" * 64)


def test_request_is_taken_back(article):
    intake.attach_text(make.TEXT)
    reporter = make.user()
    words.ask_to_show_words(article, by=reporter)
    with pytest.raises(PermissionDenied):
        words.withdraw_words_request(article, by=make.user())
    words.withdraw_words_request(article, by=reporter)
    assert Article.objects.get().words_asked_by is None


def test_nothing_is_asked_where_nothing_is_offered(article):
    with pytest.raises(ValidationError, match="No claim of this article"):
        words.ask_to_show_words(article, by=make.user())


def test_second_request_is_refused(article):
    intake.attach_text(make.TEXT)
    words.ask_to_show_words(article, by=make.user())
    with pytest.raises(ValidationError, match="already"):
        words.ask_to_show_words(article, by=make.user())


def test_passage_that_the_text_does_not_hold_is_not_offered(article):
    Snapshot.objects.update(text=make.TEXT)
    row = PublishedClaim.objects.get()
    PublishedClaim.objects.update(document=row.document.replace('"start":14', '"start":13'))
    assert offer_words(article).pairs == []
