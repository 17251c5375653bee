"""How tests reach the database: one shared connection under two roles, or a cloned database and real logins."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import close_old_connections, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.test import Client
from django.test.client import ClientHandler, conditional_content_removal
from django.test.testcases import LiveServerThread
from psycopg import Connection
from psycopg.pq import TransactionStatus

from config.wsgi import SplitHandler

PUBLIC_ROLE = "factdb_public"
STAFF_PATHS = (*settings.STAFF_PATHS, settings.STATIC_URL)


@contextmanager
def public_on_default_connection() -> Iterator[None]:
    """Both aliases talk over one connection, so the public side sees the rows of the test's open transaction.

    They stay two Django objects: their queries are counted apart, and what guards one does not stop the other.
    """
    connections["default"].ensure_connection()
    real = connections["public"]
    shared = connections.create_connection("public")
    shared.connection = connections["default"].connection
    # As the site does: parameters are bound by PostgreSQL.
    shared.create_cursor = lambda name=None: ServerBindingCursor(shared.connection)
    shared.autocommit = False
    shared.in_atomic_block = True
    connections["public"] = shared
    try:
        yield
    finally:
        connections["public"] = real


@contextmanager
def as_public() -> Iterator[None]:
    """Everything inside holds the public role's grants and nothing else.

    Spoken beside Django, so that query counts see only the queries of the code under test.
    """
    raw: Connection = connections["default"].connection
    raw.execute("SAVEPOINT as_public")
    raw.execute(f"SET ROLE {PUBLIC_ROLE}")
    try:
        yield
    finally:
        if raw.info.transaction_status == TransactionStatus.INERROR:
            raw.execute("ROLLBACK TO SAVEPOINT as_public")
        raw.execute("RESET ROLE")
        raw.execute("RELEASE SAVEPOINT as_public")


class SiteHandler(ClientHandler):
    """Asks the site as a server does, where Django's own handler for tests knows the staff's middlewares only."""

    def __init__(self, *given, **more) -> None:
        super().__init__(*given, **more)
        self.site: SplitHandler | None = None

    def __call__(self, environ):
        if environ["PATH_INFO"].startswith(STAFF_PATHS):
            return super().__call__(environ)
        # Made with the settings of the test.
        self.site = self.site or SplitHandler(WSGIHandler())
        request = WSGIRequest({**environ})
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        try:
            response = self.site(environ, lambda status, headers, failure=None: None)
            response.wsgi_request = request
            conditional_content_removal(request, response)
            if response.streaming:
                response.streaming_content = list(response.streaming_content)
            response.close()
        finally:
            signals.request_started.connect(close_old_connections)
            signals.request_finished.connect(close_old_connections)
        return response


class SiteClient(Client):
    """Visits what readers ask as readers do, and the desk as Django's own client."""

    def __init__(self, *given, **more) -> None:
        super().__init__(*given, **more)
        self.handler = SiteHandler(enforce_csrf_checks=False)


class PublicClient(SiteClient):
    """Visits public pages under the public role, streamed rows included, and staff pages as the owner."""

    def request(self, **request):
        if request["PATH_INFO"].startswith(STAFF_PATHS):
            return super().request(**request)
        with as_public():
            return super().request(**request)


@contextmanager
def cloned_database(template: str = "") -> Iterator[str]:
    """A copy of `template` or of the migrated test database, which both aliases reach over their own connections."""
    ours = connections["default"].settings_dict["NAME"]
    clone = f"{ours}_clone"
    connections.close_all()
    _drop(clone)
    _run(f'CREATE DATABASE "{clone}" TEMPLATE "{template or ours}"')
    _point_at(clone)
    try:
        yield clone
    finally:
        connections.close_all()
        _point_at(ours)
        _drop(clone)


@contextmanager
def served() -> Iterator[str]:
    """The site's address, answered by threads of this process."""
    thread = LiveServerThread("127.0.0.1", lambda _: StaticFilesHandler(SplitHandler(WSGIHandler())))
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        thread.join()


def _point_at(name: str) -> None:
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def _drop(name: str) -> None:
    """Without FORCE: it asks for the right to end autovacuum's worker, which a plain DROP ends and waits for."""
    sessions = f"FROM pg_stat_activity WHERE datname = '{name}' AND backend_type = 'client backend'"
    _run(f"SELECT pg_terminate_backend(pid) {sessions}", f'DROP DATABASE IF EXISTS "{name}"')


def _run(*statements: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
