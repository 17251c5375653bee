import pytest

from tests import factories as make
from tests.connections import PublicClient


@pytest.fixture
def visit(db):
    """Gives a browser in which a new member of a group, or the given user, is logged in."""

    def _visit(who="reporter"):
        client = PublicClient()
        client.user = make.user(who) if isinstance(who, str) else who
        client.force_login(client.user)
        return client

    return _visit
