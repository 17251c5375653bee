"""The first passwords stand in their file until somebody changes them, by whatever way."""

import logging
import stat
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from config import logins
from config.preparation import ensure_logins

NEW = "Kastanien-im-Regen-7"


@pytest.fixture
def file(settings, tmp_path, db, django_capture_on_commit_callbacks):
    """The file of a fresh site; what follows a commit is done at once."""
    settings.VAR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        ensure_logins()
    return logins.get_logins_file()


def names_in(file):
    return [line.split()[0] for line in file.read_text().splitlines()]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_first_passwords_are_those_of_the_file(file):
    name, password = file.read_text().splitlines()[1].split()
    assert User.objects.get(username=name).check_password(password)
    assert names_in(file) == ["reporter", "editor", "administrator"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_run_that_makes_them_prints_them_and_no_other(settings, tmp_path, db):
    settings.VAR = tmp_path
    said = ensure_logins()
    assert logins.get_logins_file().read_text() in said
    assert ensure_logins() == ""


def test_line_goes_with_a_changed_password(file, committed):
    user = User.objects.get(username="editor")
    user.set_password(NEW)
    with committed():
        user.save()
    assert names_in(file) == ["reporter", "administrator"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_line_goes_with_the_command(file, committed, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    with committed():
        call_command("changepassword", "reporter", stdout=StringIO())
    assert names_in(file) == ["editor", "administrator"]


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/admin/auth/user/{}/password/"])
def test_line_goes_with_a_form_of_the_desk(file, committed, client, path):
    user = User.objects.get(username="administrator")
    form = {"password1": NEW, "password2": NEW}
    form |= {"oldpassword": file.read_text().split()[-1], "usable_password": "true"}
    client.force_login(user)
    with committed():
        assert client.post(path.format(user.pk), form).status_code == 302
    assert names_in(file) == ["reporter", "editor"]


def test_file_goes_with_its_last_line(file, committed):
    for user in User.objects.all():
        user.set_password(NEW)
        with committed():
            user.save()
    assert not file.exists()


def test_login_alone_takes_no_line(file, committed, client):
    name, password = file.read_text().splitlines()[0].split()
    with committed():
        assert client.login(username=name, password=password)
    assert names_in(file)[0] == name


def test_change_that_is_taken_back_keeps_the_line(file, db):
    """Nothing is committed here."""
    user = User.objects.get(username="editor")
    user.set_password(NEW)
    user.save()
    assert "editor" in names_in(file)


def test_file_that_cannot_be_changed_is_told_and_stops_nobody(file, committed, monkeypatch, caplog):
    def refuse(*given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(logins, "write_private", refuse)
    user = User.objects.get(username="editor")
    user.set_password(NEW)
    with committed(), caplog.at_level(logging.WARNING):
        user.save()
    assert f"Remove the old password of editor from {file} yourself: Permission denied." in caplog.text
