"""The tests' own ground: a draft cannot be seen by the public side in any of the two set-ups."""

from urllib.request import urlopen

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connections
from django.http import HttpResponse
from django.test import TestCase

from tests.connections import as_public


def current_user(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_public_alias_sees_rows_of_the_open_transaction():
    Group.objects.create(name="fresh")
    assert Group.objects.using("public").filter(name="fresh").exists()


@pytest.mark.django_db
def test_public_role_may_not_read_the_desk():
    with as_public(), pytest.raises(ProgrammingError, match="permission denied"):
        Group.objects.using("public").exists()
    assert Group.objects.exists()


def test_client_visits_public_pages_under_the_public_role(client, monkeypatch):
    seen = []

    def answer(self, **request):
        seen.append(current_user("public"))
        return HttpResponse()

    monkeypatch.setattr("django.test.Client.request", answer)
    client.get("/claims/")
    client.get("/admin/")
    assert seen == ["factdb_public", current_user("default")]


@pytest.mark.django_db
def test_queries_of_the_two_aliases_are_counted_apart(django_assert_num_queries):
    with django_assert_num_queries(1, using="public"), django_assert_num_queries(0, using="default"):
        current_user("public")


def test_real_database_has_two_real_logins(real_database):
    assert current_user("public") == "factdb_public" != current_user("default")


def test_real_database_keeps_the_public_login_read_only(real_database):
    with pytest.raises(Exception, match="read-only transaction"):
        connections["public"].cursor().execute("CREATE TABLE x ()")


def test_real_databases_do_not_see_each_other(real_database):
    assert not Group.objects.filter(name="left behind").exists()
    Group.objects.create(name="left behind")


test_real_databases_do_not_see_each_other_again = test_real_databases_do_not_see_each_other


def test_live_site_answers(live_site):
    with urlopen(f"{live_site}/healthz") as response:
        assert response.status == 200


class ClassBasedTest(TestCase):
    def test_public_alias_sees_rows_of_the_open_transaction(self):
        Group.objects.create(name="fresh")
        assert Group.objects.using("public").filter(name="fresh").exists()
