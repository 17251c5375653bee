import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Claim, PublishedClaim
from tests import factories as make

pytestmark = pytest.mark.django_db


def submitted(**fields):
    return workflow.submit(make.claim(**fields), by=make.user())


def test_submitted_claim_waits_and_is_not_public():
    assert submitted().state == State.SUBMITTED
    assert not PublishedClaim.objects.exists()


def test_quote_that_does_not_match_cannot_be_submitted():
    claim = make.claim()
    Claim.objects.update(quote_sha256="0" * 64)
    with pytest.raises(ValidationError, match="does not match"):
        workflow.submit(claim, by=make.user())


def test_claim_without_a_quote_cannot_be_submitted():
    claim = make.claim()
    Claim.objects.update(snapshot=None, quote_start=None, quote_end=None, quote_sha256=None)
    with pytest.raises(ValidationError, match="needs the passage"):
        workflow.submit(claim, by=make.user())


def test_claim_without_a_source_cannot_be_submitted():
    claim = make.claim()
    claim.attribution.all().delete()
    with pytest.raises(ValidationError, match="Say who says so"):
        workflow.submit(claim, by=make.user())


def test_chain_that_skips_a_hop_cannot_be_submitted():
    claim = make.claim()
    claim.attribution.update(position=2)
    with pytest.raises(ValidationError, match="1, 2, 3"):
        workflow.submit(claim, by=make.user())


def test_live_claim_cannot_be_submitted():
    claim = make.publish(make.claim())
    with pytest.raises(ValidationError, match="this is Live"):
        workflow.submit(claim, by=make.user())


def test_reporter_cannot_approve():
    claim = submitted()
    with pytest.raises(PermissionDenied):
        workflow.approve(claim, by=make.user("reporter"), seen=make.sign(claim))


@pytest.mark.parametrize("group", ["editor", "administrator"])
def test_editor_and_administrator_approve(group):
    claim = submitted()
    assert workflow.approve(claim, by=make.user(group), seen=make.sign(claim)).state == State.LIVE


def test_draft_cannot_be_approved():
    claim = make.claim()
    with pytest.raises(ValidationError, match="Only what is submitted"):
        workflow.approve(claim, by=make.user("editor"), seen=make.sign(claim))


def test_approval_of_what_changed_meanwhile_is_refused():
    claim = submitted()
    seen = make.sign(claim)
    claim = workflow.record_edit(claim, by=make.user())
    workflow.submit(claim, by=make.user())
    with pytest.raises(ValidationError, match="changed after you opened it"):
        workflow.approve(claim, by=make.user("editor"), seen=seen)


def test_edit_makes_a_live_claim_a_draft_and_keeps_it_public():
    claim = make.publish(make.claim())
    reporter = make.user()
    claim = workflow.record_edit(claim, by=reporter)
    assert (claim.state, claim.edited_by, claim.is_public) == (State.DRAFT, [reporter.pk], True)


def test_everyone_who_edited_is_remembered_once():
    claim, first, second = make.claim(), make.user(), make.user()
    for who in (first, second, first):
        claim = workflow.record_edit(claim, by=who)
    assert claim.edited_by == [first.pk, second.pk]


def test_editors_are_forgotten_once_it_is_published():
    claim = workflow.record_edit(make.claim(), by=make.user())
    assert make.publish(claim).edited_by == []


def test_sent_back_claim_carries_the_note():
    editor = make.user("editor")
    claim = workflow.send_back(submitted(), by=editor, note="Which May?")
    assert (claim.state, claim.note) == (State.DRAFT, f"{editor.username}: Which May?")


def test_sending_back_needs_a_note():
    with pytest.raises(ValidationError, match="Say what to change"):
        workflow.send_back(submitted(), by=make.user("editor"), note=" ")


def test_retraction_needs_a_reason():
    claim = make.publish(make.claim())
    with pytest.raises(ValidationError, match="Say why"):
        workflow.retract(claim, by=make.user("editor"), reason="")


def test_reporter_cannot_retract():
    claim = make.publish(make.claim())
    with pytest.raises(PermissionDenied):
        workflow.retract(claim, by=make.user("reporter"), reason="Wrong.")


def test_what_is_not_public_cannot_be_retracted():
    with pytest.raises(ValidationError, match="is not public"):
        workflow.retract(make.claim(), by=make.user("editor"), reason="Wrong.")
