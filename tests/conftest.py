"""Fixtures for every test; how they reach the database is in connections.py."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from tests import factories as make
from tests.connections import PublicClient, as_public, cloned_database, public_on_default_connection, served
from tests.record import published, record
from tests.tools import BROWSERS, find_browser, find_redis

__all__ = ["published", "record"]


def pytest_configure(config):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_AUTOREFRESH = True
    if settings.EMBEDDED:
        from config.embedded.server import get_embedded_server

        # The process that ends last must be a user of the server, or a worker could stop it under the others.
        get_embedded_server(settings.VAR).join()


def pytest_terminal_summary(terminalreporter):
    for message in missing():
        terminalreporter.write_sep("!", message, red=True, bold=True)


def missing():
    if find_browser() is None:
        yield f"NO BROWSER FOUND ({', '.join(BROWSERS)}): the browser tests did NOT run. Install Chromium."
    if find_redis() is None:
        yield "NO REDIS FOUND (redis-server): the tests of the shared cache did NOT run. Install Redis."


@pytest.fixture(scope="session")
def chromium():
    return find_browser() or pytest.skip("no Chromium found")


def uses_test_transaction(request):
    if request.cls and issubclass(request.cls, TransactionTestCase):
        return True
    return request.node.get_closest_marker("django_db") is not None or "db" in request.fixturenames


@pytest.fixture(autouse=True)
def public_alias(request):
    if not uses_test_transaction(request):
        yield
        return
    request.getfixturevalue("db")
    with public_on_default_connection():
        yield


@pytest.fixture
def client(db):
    caches["answers"].clear()
    return PublicClient()


@pytest.fixture
def visit(db):
    """Gives a browser in which a new member of a group, or the given user, is logged in."""

    def _visit(who="reporter"):
        client = PublicClient()
        client.user = make.user(who) if isinstance(who, str) else who
        client.force_login(client.user)
        return client

    return _visit


@pytest.fixture
def public_role(db):
    with as_public():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """pytest-django's own makes none where all tests have real connections: these would clone the site's database."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def real_database(django_db_setup, django_db_blocker):
    """The name of a cloned database; `default` and `public` are real logins on it, in every thread."""
    with django_db_blocker.unblock(), cloned_database() as name:
        yield name


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    """The same before its first migration."""
    with django_db_blocker.unblock(), cloned_database("template0") as name:
        yield name


@pytest.fixture
def live_site(real_database):
    """The address of the site on the cloned database."""
    with served() as address:
        yield address
