"""Accounts belong to administrators, and nobody reaches above the roles."""

import pytest
from django.contrib.auth.models import Group, User

from factdb.models import LedgerEntry
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/auth/user/"


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_only_administrators_see_accounts(visit, role):
    assert visit(role).get(ACCOUNTS).status_code == 403


def test_no_list_of_mail_addresses_stands_beside_the_accounts(visit):
    front = visit(User.objects.create_superuser("root")).get("/admin/")
    assert [app["app_label"] for app in front.context["available_apps"]] == ["auth", "factdb"]


def test_administrator_gives_a_role(visit):
    colleague, editors = make.user(), Group.objects.get(name="editor")
    address = f"{ACCOUNTS}{colleague.pk}/change/"
    desk.save(visit("administrator"), address, groups=[editors.pk])
    assert list(colleague.groups.all()) == [editors]


def test_administrator_cannot_become_a_superuser(visit):
    administrator = visit("administrator")
    desk.save(administrator, f"{ACCOUNTS}{administrator.user.pk}/change/", is_superuser="on", email="a@example.org")
    me = User.objects.get(pk=administrator.user.pk)
    assert (me.is_superuser, me.email) == (False, "a@example.org")


@pytest.mark.parametrize("page", ["change", "password"])
def test_administrator_cannot_take_over_a_superuser(visit, page):
    above = User.objects.create_superuser("root")
    data = {"username": "mine", "password1": "Long-enough-1234", "password2": "Long-enough-1234"}
    assert visit("administrator").post(f"{ACCOUNTS}{above.pk}/{page}/", data).status_code == 403


def test_account_is_closed_not_deleted(visit):
    colleague = make.user()
    assert visit("administrator").post(f"{ACCOUNTS}{colleague.pk}/delete/", {"post": "yes"}).status_code == 403


def test_ledger_can_be_read_and_not_written_even_by_a_superuser(visit):
    make.publish(make.organization())
    root, entry = visit(User.objects.create_superuser("root")), LedgerEntry.objects.get()
    assert b"&quot;name&quot;: &quot;Herald&quot;" in root.get(desk.url(entry)).content
    assert root.post(desk.url(entry), {"reason": "x"}).status_code == 403
    assert root.get(desk.add_url("ledgerentry")).status_code == 403


def test_new_account_can_log_in_at_the_desk(visit):
    words = {"password1": "Long-enough-1234", "password2": "Long-enough-1234", "usable_password": "true"}
    visit("administrator").post(f"{ACCOUNTS}add/", {"username": "new", **words})
    assert User.objects.get(username="new").is_staff
