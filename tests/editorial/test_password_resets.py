"""Who had the password set by an author approves none of that author's work for a day."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import AccountChange, Claim, LedgerEntry, PublishedClaim
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db

WORDS = {"password1": "Long-enough-1234", "password2": "Long-enough-1234", "usable_password": "true"}


@pytest.fixture
def author(visit):
    """An administrator who also writes."""
    return visit("administrator")


@pytest.fixture
def editor(visit, author):
    """Logged in again after the author has set the password."""
    user = visit("editor").user
    reset(author, user)
    return visit(User.objects.get(pk=user.pk))


def reset(author, user):
    response = author.post(f"/admin/auth/user/{user.pk}/password/", WORDS)
    assert response.status_code == 302


def submitted(by):
    return workflow.submit(workflow.record_edit(make.claim(), by=by), by=by)


def approval(*things):
    return {"seen": make.sign(*things), "action": "updated", "reason": ""}


def refusals(client, claim):
    response = client.post(desk.url(claim, "approve"), approval(claim))
    return response.context["form"].non_field_errors() if response.context else []


def test_editor_cannot_approve_the_authors_work_and_is_told_until_when_and_who_can(author, editor):
    claim, other = submitted(author.user), make.user("editor")
    until = f"{AccountChange.objects.get().at + timedelta(days=1):%-d %B %Y, %H:%M} UTC"
    assert refusals(editor, claim) == [
        f"Claim “{claim}”: {author.user} edited it and set your password, so until {until} somebody else must approve "
        f"it. Who may: {other}."
    ]
    assert not PublishedClaim.objects.exists()


def test_review_says_so_before_the_click(author, editor):
    claim = submitted(author.user)
    (obstacle,) = editor.get(desk.url(claim, "approve")).context["obstacles"]
    assert f"{author.user} edited it and set your password" in obstacle
    assert obstacle.endswith("Who may: nobody now.")


def test_approval_of_many_says_so_and_refuses(author, editor):
    claim = submitted(author.user)
    chosen = {"action": "approve_selected", "_selected_action": [claim.pk]}
    (obstacle,) = editor.post(desk.list_url("claim"), chosen).context["obstacles"]
    sent = chosen | {"confirmed": "yes", "seen": make.sign(claim), "bulk-action": "updated"}
    said = desk.said(editor.post(desk.list_url("claim"), sent, follow=True))
    assert "set your password" in obstacle
    assert f"{claim}: {obstacle}" in said
    assert not PublishedClaim.objects.exists()


def test_work_that_goes_along_counts(author, editor):
    claim = make.claim(speaker=make.person())
    workflow.record_edit(claim.attribution.get().person, by=author.user)
    claim = workflow.submit(claim, by=make.user())
    (refusal,) = refusals(editor, claim)
    assert refusal.startswith("Person “Ana Díaz”: ")


def test_after_a_day_it_is_over(author, editor):
    claim = submitted(author.user)
    AccountChange.objects.update(at=timezone.now() - timedelta(days=1))
    assert refusals(editor, claim) == []
    assert PublishedClaim.objects.exists()


def test_within_a_day_it_is_not_over(author, editor):
    claim = submitted(author.user)
    AccountChange.objects.update(at=timezone.now() - timedelta(hours=23, minutes=59))
    assert refusals(editor, claim)


def test_own_new_password_does_not_end_it(author, editor):
    editor.user.set_password("Another-one-1234")
    editor.user.save()
    editor.force_login(editor.user)
    assert refusals(editor, submitted(author.user))


def test_taking_the_password_away_first_does_not_help(author, visit):
    user = visit("editor").user
    author.post(f"/admin/auth/user/{user.pk}/password/", {"usable_password": "false", "unset-password": "1"})
    reset(author, user)
    assert refusals(visit(User.objects.get(pk=user.pk)), submitted(author.user))


def test_first_password_is_no_reset(author, visit):
    new = make.user("editor")
    reset(author, new)
    assert refusals(visit(User.objects.get(pk=new.pk)), submitted(author.user)) == []
    assert PublishedClaim.objects.exists()


def test_work_of_others_is_approved(editor):
    assert refusals(editor, submitted(make.user())) == []
    assert PublishedClaim.objects.exists()


def test_who_had_the_password_set_by_an_author_too_is_not_named(author, editor, visit):
    other = visit("editor").user
    reset(author, other)
    (refusal,) = refusals(editor, submitted(author.user))
    assert refusal.endswith("Who may: nobody now.")


def test_desk_of_one_has_the_rule_too_and_its_author_approves_openly(author, editor, settings):
    settings.FACTDB_SOLO = True
    claim = submitted(author.user)
    (refusal,) = refusals(editor, claim)
    assert refusal.endswith(f"Who may: {author.user}.")
    assert refusals(author, claim) == []
    assert LedgerEntry.objects.get(kind="claims").solo


def test_retraction_is_not_confirmed_for_whoever_set_the_password(author, editor):
    claim = workflow.retract(make.publish(make.claim()), by=author.user, reason="Forged.")
    bar = editor.get(desk.url(claim)).context["desk"]
    assert [title for _, title in bar["buttons"]] == ["Take request back", "Retract at once, by law"]
    assert f"{author.user} asked for it and set your password" in bar["why_not"]
    editor.post(desk.url(claim, "confirm_retraction"), {"seen": workflow.sign_retraction_request(claim)})
    with pytest.raises(ValidationError, match="somebody else must confirm it"):
        workflow.confirm_retraction(claim, by=editor.user, seen=workflow.sign_retraction_request(claim))
    assert Claim.objects.get().state == State.LIVE


def test_erasure_is_not_approved_for_whoever_set_the_password(author, editor):
    claim = make.publish(make.claim())
    with pytest.raises(ValidationError, match=re.escape(f"{author.user} asked for it and set your password")):
        workflow.erase(claim, by=editor.user, asked_by=author.user, reason="A court.")


def test_command_does_not_approve_it_either(author, editor):
    submitted(author.user)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("publish", by=editor.user.username, stderr=said)
    assert "set your password" in said.getvalue()


def test_password_that_a_command_sets_hinders_nobody(author, visit):
    editor = visit("editor")
    editor.user.set_password("Another-one-1234")
    editor.user.save()
    editor.force_login(editor.user)
    assert refusals(editor, submitted(author.user)) == []
    assert PublishedClaim.objects.exists()
