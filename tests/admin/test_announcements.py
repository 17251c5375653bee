"""What others did to an account stands on the home of every administrator until that one has read it."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from factdb.models import AccountChange
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db

READ = "/admin/account-changes/read/"
WORDS = {"password1": "Long-enough-1234", "password2": "Long-enough-1234", "usable_password": "true"}


def announced(client):
    """Who did what to whom, as the home says."""
    changes = client.get("/admin/").context["account_changes"]
    return [(change.actor and change.actor.username, change.event, change.account.username) for change in changes]


def set_password(client, user):
    return client.post(f"/admin/auth/user/{user.pk}/password/", WORDS)


def press_read(client):
    changes = client.get("/admin/").context["account_changes"]
    return client.post(READ, {"changes": [change.pk for change in changes]})


def make_superuser(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Long-enough-1234")
    call_command("createsuperuser", username="root", email="", interactive=False, stdout=StringIO())


def test_password_that_another_sets_is_announced_to_all_others(visit):
    chief, other, editor = visit("administrator"), visit("administrator"), make.user("editor")
    set_password(chief, editor)
    assert announced(other) == [(chief.user.username, "password changed", editor.username)]
    assert announced(chief) == []


def test_home_names_who_did_it(visit):
    chief, other = visit("administrator"), visit("administrator")
    set_password(chief, make.user("editor"))
    content = other.get("/admin/").content.decode()
    assert f"by {chief.user.username}, " in content
    assert "password changed" in content


def test_new_account_and_its_role_are_announced(visit):
    chief, other = visit("administrator"), visit("administrator")
    chief.post("/admin/auth/user/add/", {"username": "new", **WORDS})
    new = User.objects.get(username="new")
    desk.save(chief, f"/admin/auth/user/{new.pk}/change/", groups=[Group.objects.get(name="editor").pk])
    assert announced(other) == [
        (chief.user.username, "role is now editor, active, staff", "new"),
        (chief.user.username, "account made, role is now active, staff", "new"),
        (chief.user.username, "password changed", "new"),
    ]


def test_account_that_is_opened_again_is_announced(visit):
    chief, other, closed = visit("administrator"), visit("administrator"), make.user(is_active=False)
    desk.save(chief, f"/admin/auth/user/{closed.pk}/change/", is_active="on")
    assert announced(other) == [(chief.user.username, "role is now reporter, active, staff", closed.username)]


def test_what_a_command_does_is_announced_to_all(visit, monkeypatch):
    chief, editor = visit("administrator"), make.user("editor")
    make_superuser(monkeypatch)
    editor.set_password("Long-enough-1234")
    editor.save()
    assert announced(chief) == [
        (None, "password changed", editor.username),
        (None, "account made, role is now active, staff, superuser", "root"),
    ]
    assert b"by a command at the machine" in chief.get("/admin/").content


def test_first_administrator_of_an_empty_site_is_not_announced(db, monkeypatch):
    make_superuser(monkeypatch)
    assert not AccountChange.objects.exists()


def test_own_password_is_no_news(visit):
    chief = visit("administrator")
    set_password(chief, chief.user)
    assert not AccountChange.objects.exists()


def test_each_administrator_reads_alone(visit):
    chief, first, second = (visit("administrator") for _ in range(3))
    set_password(chief, make.user("editor"))
    assert press_read(first)["Location"] == "/admin/"
    assert (len(announced(first)), len(announced(second))) == (0, 1)


def test_what_was_not_on_the_screen_stays_unread(visit):
    chief, other = visit("administrator"), visit("administrator")
    set_password(chief, make.user("editor"))
    seen = [change.pk for change in other.get("/admin/").context["account_changes"]]
    set_password(chief, make.user("reporter"))
    other.post(READ, {"changes": seen})
    assert len(announced(other)) == 1


def test_administrator_is_not_told_what_was_before_the_account(visit):
    set_password(visit("administrator"), make.user("editor"))
    assert announced(visit("administrator")) == []


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_only_administrators_are_told(visit, role):
    colleague = visit(role)
    set_password(visit("administrator"), make.user())
    assert announced(colleague) == []
    assert colleague.post(READ, {"changes": [AccountChange.objects.get().pk]}).status_code == 403


@pytest.mark.parametrize("changes", [[], [""], ["x"], ["999"], ["9" * 30], ["9" * 5000], ["\0"]])
def test_what_is_no_change_cannot_be_read(visit, changes):
    assert visit("administrator").post(READ, {"changes": changes}).status_code == 400


def test_address_alone_marks_nothing_and_leads_home(visit):
    chief, other = visit("administrator"), visit("administrator")
    set_password(chief, make.user("editor"))
    assert other.get(READ, {"changes": [AccountChange.objects.get().pk]})["Location"] == "/admin/"
    assert len(announced(other)) == 1


def test_password_and_announcement_come_true_together(visit, monkeypatch):
    chief, editor = visit("administrator"), make.user("editor")
    monkeypatch.setattr(AccountChange.objects, "create", fail)
    chief.raise_request_exception = False
    before = editor.password
    assert set_password(chief, editor).status_code == 500
    editor.refresh_from_db()
    assert editor.password == before


def fail(**values):
    raise RuntimeError


@pytest.mark.parametrize("many", [1, 3])
def test_more_announcements_cost_no_more_queries(visit, django_assert_num_queries, many):
    chief, other = visit("administrator"), visit("administrator")
    for _ in range(many):
        set_password(chief, make.user("editor"))
    with django_assert_num_queries(12):
        other.get("/admin/")
