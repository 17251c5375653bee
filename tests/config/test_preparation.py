"""A database that refuses is one sentence, with the statement that lets it in where there is one."""

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connections

from config import preparation
from config.preparation import connect_database, describe_first_login
from config.problems import SetupProblem
from factdb.models import Claim, LedgerEntry, PastBuilt, PastClaim
from tests import factories as make


def refusal(settings, monkeypatch, words):
    def refuse():
        raise OperationalError(words)

    settings.EMBEDDED = False
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "desk")
    monkeypatch.setattr(connections["public"], "ensure_connection", refuse)
    with pytest.raises(SetupProblem) as problem:
        connect_database("public", "PUBLIC_DATABASE_URL")
    return str(problem.value)


def test_role_that_belongs_to_another_user_is_told_with_its_grant(settings, monkeypatch):
    said = refusal(settings, monkeypatch, 'FATAL:  permission denied to set role "factdb_public"')
    assert 'GRANT factdb_public TO "desk"' in said


def test_refused_login_is_told_in_the_databases_words(settings, monkeypatch):
    said = refusal(settings, monkeypatch, "connection failed: no such host\nIs the server running?")
    assert said.endswith("PUBLIC_DATABASE_URL does not let FactDB in, see to both: connection failed: no such host")


def test_start_fills_in_what_was_public_before(real_database, monkeypatch):
    claim = make.publish(make.claim())
    Claim.objects.update(text="Another.", state="draft")
    make.publish(claim, action="corrected", reason="Wording.")
    PastClaim.objects.all().delete()
    PastBuilt.objects.update(kept_after=LedgerEntry.objects.count(), filled_to=0)
    monkeypatch.setattr(preparation, "ensure_logins", str)
    monkeypatch.setattr(preparation, "collect_static", lambda path: None)
    preparation.prepare_site()
    assert list(PastClaim.objects.values_list("version", flat=True)) == [1]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_demo_is_published_where_it_is_wanted(real_database, monkeypatch, settings, is_wanted):
    settings.FACTDB_DEMO = is_wanted
    monkeypatch.setattr(preparation, "ensure_logins", str)
    monkeypatch.setattr(preparation, "collect_static", lambda path: None)
    preparation.prepare_site()
    assert LedgerEntry.objects.exists() is is_wanted


@pytest.fixture
def own_database(settings):
    settings.EMBEDDED = False


@pytest.mark.django_db
def test_command_of_the_first_administrator_is_named_as_it_is_typed(own_database, settings, monkeypatch):
    monkeypatch.chdir(settings.BASE_DIR)
    monkeypatch.setattr("sys.executable", str(settings.BASE_DIR / ".venv/bin/python"))
    monkeypatch.setattr("sys.argv", ["manage.py", "serve"])
    assert describe_first_login().splitlines()[-1] == ".venv/bin/python manage.py createsuperuser"


@pytest.mark.django_db
def test_site_with_an_administrator_names_no_command(own_database):
    User.objects.create_superuser("ada")
    assert describe_first_login() == ""
