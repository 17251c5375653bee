"""The short way's answers are those of the long way, header by header."""

import io

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connections

from config.front import Front
from config.short import ShortWay
from factdb.api.views import ListView
from factdb.public import tracing
from tests.connections import as_public
from tests.record import published, record

__all__ = ["published", "record"]

LIST = "/api/v1/claims/"


def environ(path, method="GET", query="", **headers):
    about = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "http"}
    return {**about, **asked, "wsgi.input": io.BytesIO(), "HTTP_X_REQUEST_ID": "edge-7", **headers}


def answered(site, *path, **asked):
    told = []
    with as_public():
        response = site(environ(*path, **asked), lambda status, headers: told.extend([status, sorted(headers)]))
        body = b"".join(response)
        getattr(response, "close", list)()
    return [*told, body]


class Long:
    """Django's own handler, and how often it was asked."""

    def __init__(self):
        self.handler, self.asked = WSGIHandler(), 0

    def __call__(self, *asked):
        self.asked += 1
        return self.handler(*asked)


@pytest.fixture
def looked_after(record, monkeypatch):
    """How often the connection was: in earnest that would end the test's transaction."""
    seen = []
    monkeypatch.setattr(connections["public"], "close_if_unusable_or_obsolete", lambda: seen.append(1))
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield seen
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def long(looked_after):
    return Long()


@pytest.fixture
def short(long):
    return ShortWay(long)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"query": "speaker=ana-diaz&count=true"},
        {"HTTP_ORIGIN": "https://x.example"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_ACCEPT_ENCODING": "gzip;q=0"},
        {"HTTP_ACCEPT": "text/csv"},
        {"HTTP_ACCEPT": "image/png"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"method": "HEAD"},
        {"query": "foo=1"},
        {"query": "q=%00"},
        {"path": "/api/v1/claims/1/"},
        {"path": "/api/v1/claims/1/", "method": "HEAD"},
        {"path": "/api/v1/claims/99/"},
        {"path": "/api/v1/claims/1/versions/"},
        {"path": "/api/v1/claims.ndjson"},
        {"path": "/api/v1/changes/"},
        {"path": "/api/v1/schema/"},
        {"path": "/api/v1/people/\xff/"},
        {"path": "/"},
        {"path": "/", "method": "HEAD"},
        {"path": "/claims/", "query": "speaker=ana-diaz"},
        {"path": "/claims/", "query": "stated_after=x"},
        {"path": "/claims/", "HTTP_ORIGIN": "https://x.example"},
        {"path": "/claims/", "HTTP_ACCEPT_ENCODING": "gzip"},
        {"path": "/claims.atom"},
        {"path": "/claims/1/"},
        {"path": "/people/ana-diaz/"},
        {"path": "/corrections/"},
    ],
    ids=str,
)
def test_answer_is_that_of_the_long_way(short, long, asked):
    asked = {"path": LIST, **asked}
    assert answered(short, **asked) == answered(long.handler, **asked)
    assert long.asked == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/api/"},
        {"path": "/claims"},
        {"path": "/claims/99/"},
        {"path": "/nothing/"},
        {"path": "/admin/"},
        {"path": "/static/factdb/icon.svg"},
        {"path": "/api/v1/docs/"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_HOST": "evil.example"},
        {"SCRIPT_NAME": "/facts"},
    ],
    ids=str,
)
def test_whatever_is_out_of_the_ordinary_goes_the_long_way(short, long, asked):
    asked = {"path": LIST, **asked}
    answered(short, LIST)
    assert answered(short, **asked)[:2] == answered(long.handler, **asked)[:2]
    assert long.asked == 1


def test_origin_is_answered_whoever_asked_before(short, long):
    for path in ("/claims/", LIST, "/claims/"):
        for asked in ({}, {"HTTP_ORIGIN": "https://x.example"}, {}):
            assert answered(short, path, **asked) == answered(long.handler, path, **asked)


@pytest.mark.parametrize("known", [None, "*"])
def test_what_is_kept_in_front_has_all_headers(short, long, settings, known):
    settings.FACTDB_HEAD_SECONDS = 60
    front, asked = Front(short), {"HTTP_ORIGIN": "https://x.example"}
    answered(front, LIST, **asked)
    if known:
        asked["HTTP_IF_NONE_MATCH"] = known
    short.site, expected = None, answered(long.handler, LIST, **asked)
    status, headers, body = answered(front, LIST, **asked)
    assert (status, body) == (expected[0], expected[2])
    kept = [of for of in expected[1] if of[0] != "Content-Length"] if known else expected[1]
    assert headers == kept


def test_refusals_are_logged_as_on_the_long_way(short, long, caplog):
    for site in (short, long.handler):
        answered(site, LIST, query="foo=1")
    assert [record.getMessage() for record in caplog.records] == ["Bad Request: /api/v1/claims/"] * 2


def test_plain_http_is_sent_to_https(settings, long):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    short = ShortWay(Long())
    assert answered(short, LIST)[0] == "301 Moved Permanently"
    status, headers, _ = answered(short, LIST, **{"wsgi.url_scheme": "https"})
    assert (status, dict(headers)["Strict-Transport-Security"]) == ("200 OK", "max-age=60")
    assert short.site.asked == 1


def test_what_fails_outside_of_the_api_is_left_to_the_long_way(short, long, monkeypatch):
    monkeypatch.setattr("config.short.guarded", lambda: 1 / 0)
    assert answered(short, LIST)[0] == "200 OK"
    assert long.asked == 1


def test_desk_is_out_of_reach(short, long, monkeypatch):
    monkeypatch.setattr(ListView, "get", lambda self, request: connections["default"].cursor().execute("SELECT 1"))
    assert answered(short, LIST)[0] == "503 Service Unavailable"
    assert long.asked == 0


def test_log_names_the_request_while_it_is_answered(short, monkeypatch):
    seen = []
    monkeypatch.setattr(ListView, "get", lambda self, request: seen.append(tracing.current.get()))
    answered(short, LIST)
    assert (seen, tracing.current.get()) == (["edge-7"], "-")


def test_connection_is_looked_after_once(short, looked_after):
    answered(short, LIST)
    assert looked_after == [1]


def test_django_is_not_told_of_each_request(short):
    told = []
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(lambda **_: told.append(1), weak=False, dispatch_uid="told")
    try:
        answered(short, LIST)
        assert told == []
        answered(short.site, LIST)
        assert told != []
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.disconnect(dispatch_uid="told")
