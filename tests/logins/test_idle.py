"""A session ends some time after it was last used, and lasts while it is used."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from factdb.logins import idle
from tests import factories as make
from tests.connections import PublicClient

from .visitor import PASSWORD, is_logged_in, try_login


@pytest.fixture
def editor(client):
    try_login(client, make.user("editor", password=PASSWORD).username)
    return client


@pytest.fixture
def later(monkeypatch):
    """Two minutes have passed for the desk, whose session was to end soon."""
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    now = idle.time.time()
    monkeypatch.setattr(idle.time, "time", lambda: now + 120)


def minutes_left():
    return (Session.objects.get().expire_date - timezone.now()).total_seconds() / 60


def test_session_lasts_as_long_as_the_setting_says_and_ends_with_the_browser(editor):
    assert 119 < minutes_left() <= 120
    assert editor.cookies["sessionid"]["max-age"] == ""


def test_use_prolongs_a_session(editor, later):
    editor.get("/admin/")
    assert 119 < minutes_left() <= 120


def test_idle_session_has_ended(editor):
    Session.objects.update(expire_date=timezone.now())
    assert not is_logged_in(editor)


def test_next_request_of_the_same_minute_writes_nothing(editor):
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    editor.get("/admin/")
    assert minutes_left() < 1


def test_session_that_cannot_be_saved_is_good_until_it_ends(editor, later, monkeypatch):
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", fail)
    assert is_logged_in(editor)


def test_login_forgets_sessions_that_ended_a_week_ago(editor, client):
    Session.objects.update(session_key="old", expire_date=timezone.now() - timedelta(days=7))
    Session.objects.create(session_key="ended", session_data="-", expire_date=timezone.now() - timedelta(days=6))
    try_login(PublicClient(), make.user("editor", password=PASSWORD).username)
    assert [session.session_key for session in Session.objects.order_by("expire_date")][:1] == ["ended"]


def fail(self, must_create=False):
    raise DatabaseError("the disk is full")
