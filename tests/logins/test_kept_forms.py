"""What is sent after the session has ended is still there after the login, for whoever sent it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from factdb.models import Claim
from tests import factories as make
from tests.admin import desk

from .visitor import PASSWORD, try_login

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter():
    return make.user(password=PASSWORD)


@pytest.fixture
def late(client, reporter):
    """The answer to a form that was sent after the session had ended."""
    try_login(client, reporter.username)
    address = desk.url(make.claim())
    form = desk.opened(client, address) | {"text": 'Typed\n"long" ago.', "_continue": "1"}
    Session.objects.update(expire_date=timezone.now())
    return client.post(address, form)


def follow(client, response):
    """Send the form where a browser sends it."""
    assert response.status_code == 307
    return client.post(response["Location"], response.wsgi_request.POST)


def log_in(client, page, name, password=PASSWORD):
    fields = {f"kept-{field}": value for field, value in page.context["kept"]}
    return client.post(page.wsgi_request.get_full_path(), {"login": name, "password": password, **fields})


def test_what_was_sent_is_sent_again_after_the_login(client, late, reporter):
    page = log_in(client, follow(client, late), reporter.username)
    assert Claim.objects.get().text != 'Typed\n"long" ago.'
    client.post(page.context["address"], dict(page.context["kept"]))
    assert (page.context["address"], Claim.objects.get().text) == (desk.url(Claim.objects.get()), 'Typed\n"long" ago.')


def test_login_page_says_that_it_is_kept_and_asks_for_nothing_else(client, late):
    page = follow(client, late)
    assert b"Your session has ended" in page.content
    assert not page.context["form"].errors
    assert b'name="kept-text" value="Typed\n&quot;long&quot; ago."' in page.content


def test_wrong_password_keeps_it(client, late, reporter):
    page = log_in(client, follow(client, late), reporter.username, "wrong")
    assert page.context["form"].errors
    assert dict(page.context["kept"])["text"] == 'Typed\n"long" ago.'
    assert log_in(client, page, reporter.username).context["title"] == "Send it again"


def test_another_person_is_not_offered_it(client, late):
    response = log_in(client, follow(client, late), make.user("editor", password=PASSWORD).username)
    assert response["Location"] == desk.url(Claim.objects.get())


def test_after_a_day_it_is_not_offered(client, late, reporter, monkeypatch):
    page, now = follow(client, late), signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 24 * 3600 + 1)
    assert log_in(client, page, reporter.username).status_code == 302


@pytest.mark.parametrize("owner", ["", "1", "a:b:c", "\0"])
def test_name_of_an_owner_is_not_believed_without_its_signature(client, reporter, owner):
    form = {"login": reporter.username, "password": PASSWORD, "kept-text": "Typed."}
    response = client.post("/accounts/login/", form, query_params={"next": "/admin/", "kept_for": owner})
    assert response["Location"] == "/admin/"


def test_form_of_nobody_is_answered_as_ever(client):
    response = client.post(desk.url(make.claim()), {"text": "Typed."})
    assert (response.status_code, urlsplit(response["Location"]).path) == (302, "/admin/login/")


def test_password_is_kept_nowhere(client, reporter):
    try_login(client, reporter.username)
    Session.objects.update(expire_date=timezone.now())
    response = client.post(f"/admin/auth/user/{reporter.pk}/password/", {"password1": "Long-enough-1234"})
    assert (response.status_code, set(parse_qs(urlsplit(response["Location"]).query))) == (302, {"next"})


def test_logging_out_of_a_session_that_has_ended_leads_to_the_desk(client, reporter):
    try_login(client, reporter.username)
    Session.objects.update(expire_date=timezone.now())
    assert client.post("/admin/logout/")["Location"] == "/admin/"
