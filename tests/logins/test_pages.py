"""The pages of logins: one way in, one out, and no other address of allauth's."""

import pytest
from django.contrib.auth.models import User

from tests import factories as make
from tests.connections import PublicClient

from .visitor import LOGIN, PASSWORD, is_logged_in, try_login

pytestmark = pytest.mark.django_db

CLOSED = ["", "signup/", "password/reset/", "password/set/", "email/", "inactive/", "reauthenticate/", "login/code/"]


@pytest.fixture
def editor():
    return make.user("editor", password=PASSWORD)


def test_right_password_leads_to_the_desk(client, editor):
    assert try_login(client, editor.username)["Location"] == "/admin/"
    assert is_logged_in(client)


@pytest.mark.parametrize("path", ["/admin/factdb/claim/?q=a&p=1", "/admin/"])
def test_login_leads_back_to_what_was_asked(client, editor, path):
    way = client.get(path, follow=True).redirect_chain
    assert try_login(client, editor.username, query="?" + way[-1][0].partition("?")[2])["Location"] == path


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", r"/\evil.example"]
)
def test_login_leads_to_no_other_site(client, editor, place):
    led = client.get("/admin/login/", {"next": place})["Location"]
    assert client.post(led, {"login": editor.username, "password": PASSWORD})["Location"] == "/admin/"


def test_wrong_password_keeps_the_name_and_says_what_to_do(client, editor):
    html = try_login(client, editor.username, "wrong").content.decode()
    assert f'value="{editor.username}"' in html
    assert "type both again" in html
    assert "wrong" not in html


def test_strangers_closed_accounts_and_readers_are_told_the_same(client, editor):
    User.objects.create_user("closed", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    pages = [try_login(client, name) for name in ("closed", "reader", "stranger")]
    pages.append(try_login(client, editor.username, "wrong"))
    assert len({tuple(page.context["form"].non_field_errors()) for page in pages}) == 1
    assert not is_logged_in(client)


def test_session_ends_when_the_account_is_closed(client, editor):
    try_login(client, editor.username)
    User.objects.update(is_active=False)
    assert not is_logged_in(client)


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("path", CLOSED)
def test_what_the_desk_does_not_offer_has_no_address(client, path, method):
    assert getattr(client, method)(f"/accounts/{path}").status_code == 404


def test_admins_own_login_page_checks_no_password(client, editor):
    sent = client.post("/admin/login/", {"username": editor.username, "password": PASSWORD})
    assert sent["Location"].startswith(LOGIN)
    assert not is_logged_in(client)


@pytest.mark.parametrize("path", ["/admin/logout/", "/accounts/logout/"])
def test_logging_out_is_asked_and_then_done(visit, path):
    editor = visit("editor")
    assert b"What you have typed and not saved is lost" in editor.get(path).content
    assert is_logged_in(editor)
    assert editor.post(path)["Location"] == LOGIN
    assert not is_logged_in(editor)


@pytest.fixture
def change(client, editor):
    def _change(new, old=PASSWORD):
        return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})

    try_login(client, editor.username)
    return _change


def test_password_is_changed_and_other_browsers_are_logged_out(client, editor, change):
    other = PublicClient()
    try_login(other, editor.username)
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    assert change("a-longer-horse-1")["Location"] == "/admin/"
    assert [is_logged_in(client), is_logged_in(other)] == [True, False]


@pytest.mark.parametrize("weak", ["short-one-1", "password1234", "123456789012", "{name}-desk"])
def test_weak_password_is_refused(editor, change, weak):
    page = change(weak.format(name=editor.username))
    assert page.context["form"].errors["password1"]


def test_password_is_not_changed_without_the_old_one(change):
    page = change("a-longer-horse-1", old="wrong")
    assert page.context["form"].errors == {"oldpassword": ["This is not your current password: type it again."]}
