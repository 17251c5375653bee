"""Every login, denial, logout, role and password leaves one line with name and address, and no password."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from config.preparation import ensure_logins
from tests import factories as make
from tests.admin import desk

from .visitor import PASSWORD, try_login

ACCOUNTS = "/admin/auth/user/"
LONG = "a-longer-horse-1"


@pytest.fixture
def editor(db):
    return make.user("editor", password=PASSWORD)


@pytest.fixture
def lines(caplog, django_capture_on_commit_callbacks):
    """What is logged while a function runs."""

    def _lines(do, *args):
        caplog.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do(*args)
        return [record.getMessage() for record in caplog.records if record.name == "factdb.access"]

    return _lines


def test_login_and_logout_are_logged(client, editor, lines):
    assert lines(try_login, client, editor.username) == [f"login: '{editor.username}' from 127.0.0.1"]
    assert lines(client.post, "/admin/logout/") == [f"logout: '{editor.username}' from 127.0.0.1"]


def test_denials_are_logged_each_with_its_reason(client, editor, lines):
    said = lines(lambda: [try_login(client, editor.username, "guess") for _ in range(6)])
    events = ["wrong password"] * 5 + ["password not checked (TooManyAttempts)"]
    assert said == [f"{event}: '{editor.username}' from 127.0.0.1" for event in events]


def test_name_with_a_line_break_makes_no_second_line(client, db, lines):
    said = lines(try_login, client, "ana\n2026 INFO login: 'chief'")
    assert said == [r"""wrong password: "ana\n2026 INFO login: 'chief'" from 127.0.0.1"""]


def test_own_password_is_logged_when_it_changes(client, editor, lines):
    try_login(client, editor.username)
    form = {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG}
    said = lines(client.post, "/accounts/password/change/", form)
    assert said == [f"password changed: '{editor.username}' from 127.0.0.1"]


def test_password_that_another_sets_is_logged_with_who_set_it(visit, editor, lines):
    chief = visit("administrator")
    form = {"password1": LONG, "password2": LONG, "usable_password": "true"}
    said = lines(chief.post, f"{ACCOUNTS}{editor.pk}/password/", form)
    assert said == [f"password changed: '{editor.username}' by '{chief.user.username}' from 127.0.0.1"]


def test_password_that_a_command_sets_is_logged(editor, lines):
    editor.set_password(LONG)
    assert lines(editor.save) == [f"password changed: '{editor.username}' from the command line"]


def test_role_is_logged_when_it_changes(visit, editor, lines):
    chief, reporters = visit("administrator"), Group.objects.get(name="reporter")
    said = lines(lambda: desk.save(chief, f"{ACCOUNTS}{editor.pk}/change/", groups=[reporters.pk]))
    role = "role is now reporter, active, staff"
    assert said == [f"{role}: '{editor.username}' by '{chief.user.username}' from 127.0.0.1"]


def test_new_account_is_logged(visit, lines):
    chief = visit("administrator")
    form = {"username": "new", "password1": LONG, "password2": LONG, "usable_password": "true"}
    said = lines(chief.post, f"{ACCOUNTS}add/", form)
    assert f"account made, role is now active, staff: 'new' by '{chief.user.username}' from 127.0.0.1" in said
    assert User.objects.filter(username="new").exists()


def test_new_name_of_an_account_is_logged_with_the_old_one(visit, editor, lines):
    chief = visit("administrator")
    said = lines(lambda: desk.save(chief, f"{ACCOUNTS}{editor.pk}/change/", username="ana"))
    change = f"renamed from '{editor.username}', role is now editor, active, staff"
    assert said == [f"{change}: 'ana' by '{chief.user.username}' from 127.0.0.1"]


def test_password_that_is_taken_away_is_logged(visit, editor, lines):
    chief = visit("administrator")
    form = {"usable_password": "false", "unset-password": "1"}
    said = lines(chief.post, f"{ACCOUNTS}{editor.pk}/password/", form)
    assert said == [f"password taken away: '{editor.username}' by '{chief.user.username}' from 127.0.0.1"]


def test_superuser_that_a_command_makes_is_logged(lines, monkeypatch, db):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    said = lines(
        lambda: call_command("createsuperuser", username="root", email="", interactive=False, stdout=StringIO())
    )
    assert said == ["account made, role is now active, staff, superuser: 'root' from the command line"]


def test_accounts_of_the_first_run_are_logged(lines, db, settings, tmp_path):
    settings.VAR = tmp_path
    said = lines(ensure_logins)
    assert said == [
        "account made, role is now reporter, active, staff: 'reporter' from the command line",
        "account made, role is now editor, active, staff: 'editor' from the command line",
        "account made, role is now administrator, active, staff, superuser: 'administrator' from the command line",
    ]


def test_change_of_a_name_alone_is_no_role(visit, editor, lines):
    chief = visit("administrator")
    assert lines(lambda: desk.save(chief, f"{ACCOUNTS}{editor.pk}/change/", first_name="Ana")) == []
