"""A database that is locked, slow or frozen: readers and the desk are told so within two seconds. Real connections."""

import select
import socket
import tempfile
import time
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import close_old_connections, connections

from config.embedded.server import Server, get_embedded_server
from factdb.editorial import workflow
from factdb.models import Claim, Person
from factdb.public.http import timeouts, wall
from factdb.publishing.ledger import LOCK
from tests import factories as make
from tests.connections import SiteClient

# Seconds; the machine that runs the tests has other things to do.
SOON = 2.5
READ = ["/", "/claims/", "/claims.atom", "/claims/1/", "/api/v1/claims/", "/api/v1/claims.csv", "/api/v1/claims/1/"]


@pytest.fixture
def reader(real_database):
    make.publish(make.claim(speaker=make.person()))
    caches["answers"].clear()
    return SiteClient()


@pytest.fixture
def editor(real_database):
    client = SiteClient()
    client.user = make.user("editor")
    client.force_login(client.user)
    return client


@contextmanager
def held(statement):
    """Another connection's transaction has done this."""
    other = connections.create_connection("default")
    other.set_autocommit(False)
    try:
        other.cursor().execute(statement)
        yield
    finally:
        other.close()


def locked(table):
    return held(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")


def timed(ask, *request):
    # The test client leaves out what a server does before each request.
    close_old_connections()
    began = time.monotonic()
    response = ask(*request)
    if response.streaming:
        response.streaming_content = list(response.streaming_content)
    return response, time.monotonic() - began


def refused(response, seconds):
    return (response.status_code, response.get("Retry-After"), seconds < SOON)


def submitted():
    return workflow.submit_with_drafts(make.claim(), by=make.user())[0]


def address(claim, step="change"):
    return f"/admin/factdb/claim/{claim.pk}/{step}/"


@pytest.mark.parametrize("path", READ)
def test_reader_of_a_locked_ledger_is_told_soon(reader, path):
    with locked("factdb_ledgerentry"), locked("factdb_publishedclaim"):
        assert refused(*timed(reader.get, path)) == (503, "5", True)
    assert timed(reader.get, path)[0].status_code == 200


def test_slow_answer_is_waited_for(reader, monkeypatch):
    monkeypatch.setattr(timeouts, "SILENCE", 0.1)
    reader.get("/claims/")
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5), 1")
        assert cursor.fetchone()[1] == 1


def test_desk_with_a_locked_table_is_told_soon(editor):
    with locked("factdb_claim"):
        assert refused(*timed(editor.get, "/admin/factdb/claim/")) == (503, "5", True)
    assert editor.get("/admin/factdb/claim/").status_code == 200


def test_desk_limits_statements(editor):
    editor.get("/admin/factdb/claim/")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("1s", "10s")


def test_commands_wait_for_as_long_as_it_takes(real_database):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("0", "0")


def test_no_page_of_the_desk_takes_the_lock_of_the_ledger(editor):
    claim = make.publish(make.claim())
    Claim.objects.update(state="submitted")
    paths = ["/admin/", "/admin/factdb/claim/", "/admin/factdb/claim/add/"]
    paths += [address(claim, step) for step in ("change", "approve", "send_back", "retract", "history")]
    with held(f"SELECT pg_advisory_xact_lock({LOCK})"), held("SELECT FROM factdb_claim FOR UPDATE"):
        assert {path: editor.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_approval_meanwhile_can_be_sent_again_from_the_page(editor):
    claim = submitted()
    sent = {"seen": make.sign(claim), "action": "updated", "reason": 'A "reason"\nof two lines.'}
    with held(f"SELECT pg_advisory_xact_lock({LOCK})"):
        response, seconds = timed(editor.post, address(claim, "approve"), sent)
    assert refused(response, seconds) == (503, "5", True)
    assert response.context["sent"] == list(sent.items())
    again = response.content.decode()
    assert f'<form method="post" action="{address(claim, "approve")}">' in again
    assert 'name="reason" value="A &quot;reason&quot;\nof two lines."' in again
    assert 'name="csrfmiddlewaretoken"' in again
    assert editor.post(address(claim, "approve"), sent).status_code == 302
    assert Claim.objects.get().is_public


def test_password_is_not_repeated_in_a_page(real_database):
    with locked("auth_user"):
        response = SiteClient().post("/accounts/login/", {"login": "ana", "password": "dont-show-me"})
    assert response.status_code == 503
    assert "dont-show-me" not in response.content.decode()
    assert "Go back in your browser" in response.content.decode()


class Proxy:
    """Stands between the site and its PostgreSQL; `freeze` leaves connections open and lets nothing through."""

    def __init__(self, behind, directory):
        self.behind, self.frozen, self.ended, self.peers = behind, Event(), Event(), {}
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{directory}/.s.PGSQL.5432")
        self.listener.listen()
        self.thread = Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.ended.wait(0 if not self.frozen.is_set() else 0.01):
            if not self.frozen.is_set():
                for ready in select.select([self.listener, *self.peers], [], [], 0.01)[0][:1]:
                    self.join() if ready is self.listener else self.forward(ready)
        for one in (self.listener, *self.peers):
            one.close()

    def join(self):
        front, back = self.listener.accept()[0], socket.socket(socket.AF_UNIX)
        back.connect(f"{self.behind}/.s.PGSQL.5432")
        self.peers |= {front: back, back: front}

    def forward(self, one):
        with suppress(OSError):
            if data := one.recv(65536):
                self.peers[one].sendall(data)
                return
        for closed in (one, self.peers.pop(one, one)):
            self.peers.pop(closed, None)
            closed.close()


@pytest.fixture
def proxy(real_database):
    if not settings.EMBEDDED:
        pytest.skip("the server is somebody else's")
    behind = get_embedded_server(settings.VAR).socket_directory
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patched:
        proxy = Proxy(behind, directory)
        patched.setattr(Server, "socket_directory", directory)
        patched.setattr(wall, "FRESH", 0)
        connections.close_all()
        yield proxy
        proxy.ended.set()
        proxy.thread.join()
        connections.close_all()


@pytest.mark.parametrize("path", ["/claims/", "/api/v1/claims.csv"])
def test_reader_of_a_frozen_database_is_told_soon(proxy, reader, path):
    timed(reader.get, path)
    caches["answers"].clear()
    proxy.frozen.set()
    assert refused(*timed(reader.get, path)) == (503, "5", True)
    assert refused(*timed(reader.get, path)) == (503, "5", True)
    proxy.frozen.clear()
    assert timed(reader.get, path)[0].status_code == 200


def test_desk_of_a_frozen_database_is_told_soon(proxy, editor):
    editor.get("/admin/factdb/person/")
    proxy.frozen.set()
    assert refused(*timed(editor.get, "/admin/factdb/person/")) == (503, "5", True)
    assert refused(*timed(editor.get, "/admin/factdb/person/")) == (503, "5", True)
    proxy.frozen.clear()
    assert timed(editor.get, "/admin/factdb/person/")[0].status_code == 200


def test_database_that_freezes_while_a_form_is_saved_loses_nothing(proxy, editor):
    person = make.person()
    path = f"/admin/factdb/person/{person.pk}/change/"
    editor.get(path)
    proxy.frozen.set()
    response, seconds = timed(editor.post, path, {"name": "Ana Ruiz"})
    assert refused(response, seconds) == (503, "5", True)
    assert response.context["sent"] == [("name", "Ana Ruiz")]
    proxy.frozen.clear()
    close_old_connections()
    assert Person.objects.get().name == "Ana Díaz"


def test_connection_to_a_server_that_takes_it_and_says_nothing_is_given_up(proxy, reader):
    connections.close_all()
    caches["answers"].clear()
    proxy.frozen.set()
    assert refused(*timed(reader.get, "/claims/")) == (503, "5", True)
