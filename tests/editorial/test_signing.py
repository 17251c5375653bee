"""What a second person has read is what is published: of the claim, and of every draft that goes along."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Article, Claim, LedgerEntry, Organization, Person
from factdb.publishing import removal
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    """Submitted with three drafts: its outlet, its article and its speaker."""
    return workflow.submit(make.claim(speaker=make.person()), by=make.user())


def approve(claim, seen):
    return workflow.approve(claim, by=make.user("editor"), seen=seen)


def refusal(step, *args, **more):
    with pytest.raises(ValidationError) as refused:
        step(*args, **more)
    assert not LedgerEntry.objects.exists()
    return refused.value.messages


def test_drafts_that_a_claim_needs_are_submitted_with_it():
    claim = make.claim(speaker=make.person())
    submitted = workflow.submit_with_drafts(claim, by=make.user())
    assert submitted == [claim, *Organization.objects.all(), *Person.objects.all(), *Article.objects.all()]
    assert {type(item).objects.get().state for item in submitted} == {State.SUBMITTED}


def test_drafts_that_a_draft_needs_are_submitted_too():
    policy = make.policy(issuer=make.organization("ministry"))
    claim = make.claim()
    claim.policies.set([policy])
    workflow.submit(claim, by=make.user())
    assert Organization.objects.get(slug="ministry").state == State.SUBMITTED


def test_what_is_public_is_not_submitted_with_a_claim():
    ana = workflow.record_edit(make.publish(make.person()), by=make.user())
    workflow.submit(make.claim(speaker=ana), by=make.user())
    ana.refresh_from_db()
    assert ana.state == State.DRAFT


def test_draft_that_was_sent_back_stops_the_claim_by_name(claim):
    workflow.send_back(Person.objects.get(), by=make.user("editor"), note="Which Ana?")
    other = make.claim(speaker=Person.objects.get())
    assert refusal(workflow.submit, other, by=make.user()) == [
        "Person “Ana Díaz” was sent back: change what its note asks for and submit it first, or take it out."
    ]


def test_edit_alone_does_not_settle_what_was_sent_back(claim):
    ana = workflow.send_back(Person.objects.get(), by=make.user("editor"), note="Which Ana?")
    workflow.record_edit(ana, by=make.user())
    assert "was sent back" in refusal(workflow.submit, make.claim(speaker=ana), by=make.user())[0]


def test_what_was_sent_back_goes_along_once_it_was_submitted_again(claim):
    ana = workflow.send_back(Person.objects.get(), by=make.user("editor"), note="Which Ana?")
    workflow.submit(ana, by=make.user())
    assert approve(claim, make.sign(claim)).state == State.LIVE


def test_withdrawn_thing_stops_the_claim_by_name():
    ana = removal.retract_item(make.publish(make.person()), by=make.user("editor"), reason="Wrong.")
    with pytest.raises(ValidationError, match="Person “Ana Díaz” was withdrawn"):
        workflow.submit(make.claim(speaker=ana), by=make.user())


def test_draft_that_is_not_whole_stops_the_claim_by_name():
    claim = make.claim(speaker=make.person())
    Person.objects.update(slug="no address")
    assert refusal(workflow.submit, claim, by=make.user())[0].startswith("Person “Ana Díaz”: Enter a valid “slug”")


def test_refused_submission_submits_nothing():
    claim = make.claim(speaker=make.person())
    Person.objects.update(slug="no address")
    refusal(workflow.submit, claim, by=make.user())
    assert Organization.objects.get().state == State.DRAFT


def test_what_changed_since_it_was_read_stops_the_approval_by_name(claim):
    seen = make.sign(claim)
    workflow.submit(workflow.record_edit(Person.objects.get(), by=make.user()), by=make.user())
    assert refusal(approve, claim, seen) == [
        "Person “Ana Díaz” was changed after you opened this: read it again before you approve."
    ]


def test_what_is_a_draft_again_stops_the_approval_by_name(claim):
    workflow.record_edit(Person.objects.get(), by=make.user())
    assert refusal(approve, claim, make.sign(claim)) == [
        "Person “Ana Díaz” is not submitted: submit it first, or take it out."
    ]


def test_what_was_sent_back_since_stops_the_approval_by_name(claim):
    seen = make.sign(claim)
    workflow.send_back(Article.objects.get(), by=make.user("editor"), note="Which day?")
    assert refusal(approve, claim, seen) == [
        "Article “A count” was sent back: change what its note asks for and submit it first, or take it out."
    ]


def test_signature_of_the_claim_alone_approves_nothing_along(claim):
    own = next(word for word in make.sign(claim).split() if word.startswith("claims/"))
    assert refusal(approve, claim, own) == [
        "Organization “Herald” goes along now, and you have not read it yet.",
        "Person “Ana Díaz” goes along now, and you have not read it yet.",
        "Article “A count” goes along now, and you have not read it yet.",
    ]


def test_what_somebody_else_approved_meanwhile_stops_nothing(claim):
    seen, outlet = make.sign(claim), Organization.objects.get()
    approve(outlet, make.sign(outlet))
    assert approve(claim, seen).state == State.LIVE


def test_mention_that_is_deleted_since_changes_the_claim(claim):
    claim.people.set([bo := make.person("bo-chen")])
    workflow.submit(bo, by=make.user())
    seen, deleter = make.sign(claim), make.user()
    workflow.delete_draft(bo, by=deleter)
    assert refusal(approve, claim, seen) == ["Only what is submitted can be approved; this is Draft."]
    assert Claim.objects.get().edited_by == [deleter.pk]


def test_what_was_published_meanwhile_is_not_deleted():
    ana = make.person()
    make.publish(Person.objects.get())
    with pytest.raises(PermissionDenied):
        workflow.delete_draft(ana, by=make.user())


def test_command_refuses_what_is_not_submitted_along(claim, capsys):
    workflow.record_edit(Person.objects.get(), by=make.user())
    with pytest.raises(CommandError, match="1 not published"):
        call_command("publish", f"claims/{claim.slug}", by=make.user("editor").username)
    assert "Person “Ana Díaz” is not submitted" in capsys.readouterr().err


@pytest.mark.parametrize("many", [1, 5])
def test_approval_costs_as_many_statements_whatever_goes_along(django_assert_num_queries, many):
    claim, editor = make.claim(), make.user("editor")
    claim.people.set([make.person(f"person-{n}") for n in range(many)])
    workflow.submit(claim, by=make.user())
    seen = make.sign(claim)
    with django_assert_num_queries(95):
        workflow.approve(Claim.objects.get(), by=editor, seen=seen)
