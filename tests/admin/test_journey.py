"""From an empty form to the record, by the buttons that people press."""

import json

import pytest

from factdb.choices import State
from factdb.models import Article, Claim, LedgerEntry, Organization, PublishedClaim, Snapshot
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def drafted(reporter):
    """Organization, article, snapshot and claim, all typed into forms."""
    desk.save(reporter, desk.add_url("organization"), name="The Herald", kind="outlet", slug="herald")
    outlet = Organization.objects.get(slug="herald")
    desk.save(
        reporter,
        desk.add_url("article"),
        headline="Opening line.",
        outlet=outlet.pk,
        published_on="2024-05-01",
        slug="herald-2024-05-01",
    )
    article = Article.objects.get()
    desk.save(reporter, desk.add_url("snapshot"), article=article.pk, text=make.TEXT.replace("\n", "\r\n"))
    desk.save(
        reporter,
        desk.add_url("claim"),
        text="The agency counted 1,200 people in May 2024.",
        kind="statement",
        article=article.pk,
        stated_on="2024-05-01",
        passage=make.PASSAGE,
        **desk.row("attribution", 0, kind="organization", organization=outlet.pk, verb="reports"),
    )
    return Claim.objects.get()


def submit(client, claim, **changes):
    return desk.save(client, desk.url(claim), "_submit", **changes)


def approve(client, claim, **answers):
    page = client.get(desk.url(claim, "approve"))
    asked = {"seen": page.context["seen"], "action": "updated", "reason": ""}
    return client.post(desk.url(claim, "approve"), asked | answers, follow=True)


def texts():
    return [(p.version, json.loads(p.document)["text"]) for p in PublishedClaim.objects.all()]


def test_pasted_text_is_kept_as_its_hash_says(visit):
    drafted(visit())
    assert Snapshot.objects.get().text == make.TEXT


def test_drafted_claim_is_anchored_and_named_by_the_desk(visit):
    claim = drafted(visit())
    assert claim.slug == "herald-2024-05-01-001"
    assert make.TEXT[claim.quote_start : claim.quote_end] == make.PASSAGE


def test_claim_is_sent_back_submitted_again_and_appears(visit):
    reporter, editor = visit(), visit("editor")
    claim = drafted(reporter)
    submit(reporter, claim)
    editor.post(desk.url(claim, "send_back"), {"note": "Which agency?"})
    claim.refresh_from_db()
    assert (claim.state, "Which agency?" in claim.note) == (State.DRAFT, True)

    submit(reporter, claim, text="The border agency counted 1,200 people in May 2024.")
    assert texts() == []
    response = approve(editor, claim)
    assert desk.said(response) == ["Approved: readers see it now."]
    assert texts() == [(1, "The border agency counted 1,200 people in May 2024.")]


def test_approving_a_claim_publishes_what_it_needs(visit):
    reporter = visit()
    claim = drafted(reporter)
    submit(reporter, claim)
    approve(visit("editor"), claim)
    assert [(e.kind, e.key) for e in LedgerEntry.objects.all()] == [
        ("organizations", "herald"),
        ("articles", "herald-2024-05-01"),
        ("claims", "1"),
    ]


def test_readers_keep_version_1_until_a_correction_is_approved_with_a_reason(visit):
    claim = make.publish(make.claim(text="Old words."))
    reporter, editor = visit(), visit("editor")
    submit(reporter, claim, text="New words.")
    assert texts() == [(1, "Old words.")]

    refused = approve(editor, claim, action="corrected")
    assert refused.context["form"].non_field_errors() == [
        "Say why: readers will see the reason of a correction or clarification."
    ]
    assert texts() == [(1, "Old words.")]

    approve(editor, claim, action="corrected", reason="The words were old.")
    assert texts() == [(2, "New words.")]
