"""Steps for many things at once: what is refused stops nobody else."""

import pytest

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Claim, PublishedClaim
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def chosen(action, *claims):
    return {"action": action, "_selected_action": [claim.pk for claim in claims]}


def confirmed(*claims):
    signed = {"seen": make.sign(*claims), "confirmed": "yes", "bulk-action": "updated"}
    return chosen("approve_selected", *claims) | signed


def submitted(by):
    claim = workflow.record_edit(make.claim(), by=by)
    return workflow.submit(claim, by=by)


def test_incomplete_claim_does_not_stop_the_others_from_being_submitted(visit):
    good, bad = make.claim(), make.claim()
    bad.attribution.all().delete()
    response = visit().post(desk.list_url("claim"), chosen("submit_selected", good, bad), follow=True)
    assert list(Claim.objects.filter(state=State.SUBMITTED)) == [good]
    assert desk.said(response)[-1] == "Submitted: 1."


def test_reporter_is_not_offered_approval(visit):
    claim = submitted(make.user())
    visit().post(desk.list_url("claim"), confirmed(claim))
    assert not PublishedClaim.objects.exists()


def test_approval_asks_first(visit):
    claim = submitted(make.user())
    response = visit("editor").post(desk.list_url("claim"), chosen("approve_selected", claim))
    assert list(response.context["things"]) == [claim]
    assert not PublishedClaim.objects.exists()


def test_own_claim_does_not_stop_the_others_from_being_approved(visit):
    editor = visit("editor")
    other = submitted(make.user())
    own = submitted(editor.user)
    # The outlet and the article were edited by nobody, so only the claim itself stands in the way.
    response = editor.post(desk.list_url("claim"), confirmed(own, other), follow=True)
    assert list(Claim.objects.filter(state=State.LIVE)) == [other]
    assert desk.said(response)[-1] == "Approved: 1."


def test_claim_that_changed_since_the_list_was_read_is_not_approved(visit):
    claim = submitted(make.user())
    workflow.record_edit(claim, by=make.user())
    workflow.submit(claim, by=make.user())
    visit("editor").post(desk.list_url("claim"), confirmed(claim))
    assert not PublishedClaim.objects.exists()


def test_several_are_sent_back_with_one_note(visit):
    claims = [submitted(make.user()), submitted(make.user())]
    sent = chosen("send_back_selected", *claims) | {"confirmed": "yes", "bulk-note": "Give the month."}
    response = visit("editor").post(desk.list_url("claim"), sent, follow=True)
    assert [(c.state, c.note.endswith("Give the month.")) for c in Claim.objects.all()] == [(State.DRAFT, True)] * 2
    assert desk.said(response) == ["Sent back: 2."]


def test_retraction_of_several_is_asked_for_with_one_reason(visit):
    claims = [make.publish(make.claim()), make.publish(make.claim())]
    sent = chosen("retract_selected", *claims) | {"confirmed": "yes", "bulk-reason": "Forged.", "bulk-by_law": "on"}
    response = visit().post(desk.list_url("claim"), sent, follow=True)
    assert [(c.retraction_reason, c.is_public) for c in Claim.objects.all()] == [("Forged.", True)] * 2
    assert desk.said(response) == ["Asked for retraction: 2."]


@pytest.mark.parametrize("name", ["send_back_selected", "retract_selected"])
def test_step_that_needs_words_asks_for_them(visit, name):
    claim = submitted_again()
    response = visit("editor").post(desk.list_url("claim"), chosen(name, claim) | {"confirmed": "yes"})
    assert list(response.context["form"].errors.values()) == [["This field is required."]]
    claim.refresh_from_db()
    assert (claim.state, claim.is_public) == (State.SUBMITTED, True)


def submitted_again():
    """Public, and with a change that waits: open to every step."""
    edited = workflow.record_edit(make.publish(make.claim()), by=make.user())
    return workflow.submit(edited, by=make.user())


def test_reporter_sends_nothing_back(visit):
    claim = submitted_again()
    sent = chosen("send_back_selected", claim) | {"confirmed": "yes", "bulk-note": "No."}
    visit().post(desk.list_url("claim"), sent)
    claim.refresh_from_db()
    assert (claim.state, claim.is_public) == (State.SUBMITTED, True)


def test_submission_of_several_names_what_is_submitted_with_them(visit):
    claim = make.claim()
    response = visit().post(desk.list_url("claim"), chosen("submit_selected", claim), follow=True)
    assert desk.said(response)[0] == f"{claim}: Submitted with it: Organization “Herald”, Article “A count”."


def test_approval_of_several_shows_every_document_once(visit):
    claims = [submitted(make.user()), submitted(make.user())]
    context = visit("editor").post(desk.list_url("claim"), chosen("approve_selected", *claims)).context
    assert len(context["own"]) == 2
    assert [document.title for document in context["along"]] == ["Organization: Herald", "Article: A count"]


def test_several_that_share_a_draft_are_approved_with_one_signature(visit):
    claims = [submitted(make.user()), submitted(make.user())]
    visit("editor").post(desk.list_url("claim"), confirmed(*claims))
    assert PublishedClaim.objects.count() == 2


def test_claim_whose_article_changed_since_the_list_was_read_is_not_approved(visit):
    claim = submitted(make.user())
    sent = confirmed(claim)
    workflow.submit(workflow.record_edit(claim.article, by=make.user()), by=make.user())
    visit("editor").post(desk.list_url("claim"), sent)
    assert not PublishedClaim.objects.exists()
