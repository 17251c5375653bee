"""A real browser on the real site, which holds the five articles and one retraction."""

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from factdb.publishing.first_run import publish_fixtures
from factdb.publishing.removal import retract_item
from tests.connections import cloned_database, served
from tests.e2e.reader import Reader
from tests.pages import factory

# As root Chromium has no sandbox to offer; the pages are our own.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser(chromium):
    """Playwright's loop runs in this thread meanwhile.

    Django takes its presence for asynchronous code, and keeps connections apart for it: those of either side
    must be closed before the other begins, or they would hold on to databases that are to be cloned or dropped.
    """
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield launched
        connections.close_all()
        launched.close()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """Its address, for all tests of a module, which only read. Others depend on most claims: a new one is retracted."""
    with django_db_blocker.unblock(), cloned_database(), served() as address:
        publish_fixtures()
        retracted = factory.published_claim()
        retract_item(retracted, by=factory.editor(), reason="The log was forged.")
        yield address


@pytest.fixture
def reader(browser, site):
    """Opens pages at a size and in a scheme, and keeps what the browser complained about."""
    opened = Reader(browser, site)
    yield opened
    opened.close()
