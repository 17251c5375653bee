import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Claim, LedgerEntry, PublishedClaim
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


def asked(by=None):
    return workflow.retract(make.publish(make.claim()), by=by or make.user(), reason="The table was forged.")


def confirm(claim, by=None):
    seen = workflow.sign_retraction_request(claim)
    return workflow.confirm_retraction(claim, by=by or make.user("editor"), seen=seen)


def tombstone():
    return LedgerEntry.objects.get(action="retracted")


def test_claim_whose_retraction_was_asked_for_stays_public():
    assert asked().is_public
    assert PublishedClaim.objects.exists()


def test_confirmed_retraction_names_both_and_closes_the_request():
    reporter, editor = make.user(), make.user("editor")
    claim = Claim.objects.get(pk=confirm(asked(reporter), editor).pk)
    entry = tombstone()
    assert (entry.approved_by, entry.edited_by, entry.solo) == (editor.pk, [reporter.pk], False)
    assert entry.reason == "The table was forged."
    assert (claim.retraction_reason, claim.retraction_asked_by, claim.retraction_asked_at) == ("", None, None)


def test_whoever_asked_cannot_confirm():
    editor = make.user("editor")
    with pytest.raises(ValidationError, match="somebody else must confirm"):
        confirm(asked(editor), editor)


def test_desk_of_one_confirms_its_own_request(settings):
    settings.FACTDB_SOLO = True
    editor = make.user("editor")
    confirm(asked(editor), editor)
    assert tombstone().solo


def test_reporter_cannot_confirm():
    with pytest.raises(PermissionDenied):
        confirm(asked(), make.user())


def test_request_that_was_not_read_is_not_confirmed():
    with pytest.raises(ValidationError, match="read it again"):
        workflow.confirm_retraction(asked(), by=make.user("editor"), seen="")


def test_request_stays_open_through_edit_and_publication():
    claim = asked()
    again = make.publish(workflow.record_edit(claim, by=make.user()))
    assert (again.version, again.retraction_asked_at) == (2, claim.retraction_asked_at)


def test_second_request_for_the_same_thing_is_refused():
    with pytest.raises(ValidationError, match="asked for its retraction already"):
        workflow.retract(asked(), by=make.user(), reason="Wrong.")


def test_reporter_takes_back_only_the_own_request():
    reporter = make.user()
    claim = asked(reporter)
    with pytest.raises(PermissionDenied):
        workflow.withdraw_retraction(claim, by=make.user(), note="No.")
    assert workflow.withdraw_retraction(claim, by=reporter, note="My mistake.").retraction_asked_at is None


def test_taking_a_request_back_needs_a_note():
    with pytest.raises(ValidationError, match="Say why it stays"):
        workflow.withdraw_retraction(asked(), by=make.user("editor"), note=" ")


def test_retraction_by_law_is_solo_and_says_so():
    editor = make.user("editor")
    workflow.retract(make.publish(make.claim()), by=editor, reason="A court.", by_law=True)
    assert tombstone().solo
    assert tombstone().reason == "A court. (taken down by one person at once, by law)"


def test_retraction_by_law_settles_an_open_request_and_keeps_it_in_the_note():
    reporter, editor = make.user(), make.user("editor")
    claim = workflow.retract(asked(by=reporter), by=editor, reason="A court.", by_law=True)
    assert tombstone().reason.startswith("A court. (taken down")
    assert claim.retraction_asked_at is None
    settled = f"This settles what {reporter} asked: The table was forged."
    assert Claim.objects.get().note == f"{editor}: Retracted at once, by law. {settled}"


def test_reporter_cannot_retract_by_law():
    claim = make.publish(make.claim())
    with pytest.raises(PermissionDenied):
        workflow.retract(claim, by=make.user("reporter"), reason="Wrong.", by_law=True)


def test_erasure_closes_a_request():
    editor = make.user("editor")
    workflow.erase(asked(), by=editor, asked_by=make.user(), reason="A court.")
    assert Claim.objects.get().retraction_asked_at is None


def test_what_is_not_public_cannot_be_retracted():
    with pytest.raises(ValidationError, match="is not public"):
        workflow.retract(make.claim(), by=make.user("editor"), reason="Wrong.")
