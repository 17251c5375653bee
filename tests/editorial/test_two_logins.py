"""Who has two accounts is still one person."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factdb.editorial import workflow
from factdb.models import LedgerEntry
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


def test_accounts_without_addresses_are_two():
    assert erase(make.user("editor"), make.user()).documents == 1
