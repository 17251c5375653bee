"""Who has two accounts is still one person."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factdb.editorial import two_logins, workflow
from factdb.models import AccountChange, LedgerEntry
from tests import factories as make

pytestmark = pytest.mark.django_db


def erase(by, asked_by):
    person = make.publish(make.person())
    return workflow.erase(person, by=by, asked_by=asked_by, reason="Order of 1 May 2026.")


def renamed(user, name):
    user.username = name
    user.save()
    return user


UNFIT = {
    "one name": lambda by: renamed(make.user(), by.username.upper()),
    "one e-mail address": lambda by: make.user(email="ADA@example.org"),
    "cannot log in": lambda by: make.user(is_active=False),
    "cannot log in at the desk": lambda by: make.user(password=None),
    "cannot": lambda by: outsider(is_staff=False),
    "has no role": lambda by: outsider(),
    "Two people erase": lambda by: by,
}


def outsider(**fields):
    user = make.user()
    user.groups.clear()
    type(user).objects.filter(pk=user.pk).update(**{"is_staff": True} | fields)
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize("sentence", UNFIT)
def test_account_that_is_nobody_else_is_refused(sentence):
    by = make.user("editor", email="ada@example.org")
    with pytest.raises(ValidationError, match=sentence):
        erase(by, UNFIT[sentence](by))
    assert not LedgerEntry.objects.filter(action="erased").exists()


def test_desk_of_one_needs_two_as_well(settings):
    settings.FACTDB_SOLO = True
    editor = make.user("editor")
    with pytest.raises(ValidationError, match="Two people"):
        erase(editor, editor)


def test_reporter_does_not_approve():
    with pytest.raises(PermissionDenied, match="Only editors"):
        erase(make.user(), make.user("editor"))


def change_account(actor, account, *, is_reset=False):
    AccountChange.objects.create(actor=actor, account=account, event="password changed", is_reset=is_reset)


@pytest.mark.parametrize("is_giver_asking", [True, False])
def test_who_made_the_account_of_the_other_is_refused_until_that_one_logs_in(is_giver_asking):
    by, asked_by = make.user("editor"), make.user()
    giver, user = (asked_by, by) if is_giver_asking else (by, asked_by)
    change_account(giver, user)
    with pytest.raises(ValidationError, match=f"{giver} could have logged in as {user}"):
        erase(by, asked_by)
    user.last_login = timezone.now() + timedelta(seconds=1)
    two_logins.require_two_logins(by, asked_by)


def test_who_set_the_password_of_the_other_is_refused_for_a_day():
    by, asked_by = make.user("editor"), make.user()
    change_account(by, asked_by, is_reset=True)
    asked_by.last_login = timezone.now() + timedelta(seconds=1)
    with pytest.raises(ValidationError, match="could have logged in as"):
        two_logins.require_two_logins(by, asked_by)
    AccountChange.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    two_logins.require_two_logins(by, asked_by)


def test_account_that_somebody_else_made_is_ones_own():
    by, asked_by = make.user("editor"), make.user()
    change_account(make.user("administrator"), asked_by)
    change_account(None, by)
    assert erase(by, asked_by).documents == 1


def test_accounts_without_addresses_are_two():
    assert erase(make.user("editor"), make.user()).documents == 1
