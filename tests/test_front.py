"""Kept answers before Django: right for as long as a process may go by the head that it read."""

import pytest
from django.db import connections
from django.http import HttpResponse

from config.front import Front, _head
from factdb.models import LedgerEntry
from factdb.public import keeping, queries
from factdb.public.queries import Head
from tests.connections import as_public
from tests.factories import claim, publish

HEAD, LATER = Head(7, "a" * 64), Head(8, "b" * 64)


class Site:
    """Answers as Django does, and counts how often it was asked."""

    def __init__(self):
        self.asked, self.head, self.status = 0, HEAD, 200

    def __call__(self, environ, start_response):
        self.asked += 1
        response = HttpResponse(f"answer {self.asked}", status=self.status, headers={"ETag": f'"{self.head.seq}"'})
        response["X-Request-ID"] = "first"
        response.head = self.head
        keeping.note(self.head)
        start_response("200 OK", list(response.items()))
        return response


@pytest.fixture
def site(settings, monkeypatch):
    settings.FACTDB_HEAD_SECONDS = 60
    monkeypatch.setattr(keeping, "_latest", None)
    return Site()


@pytest.fixture
def ask(site):
    front = Front(site)

    def ask(path="/api/v1/claims/", method="GET", **headers):
        told = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "localhost", **headers}
        body = b"".join(front(environ, lambda status, headers: told.extend([status, dict(headers)])))
        return told[0], told[1], body

    return ask


def test_second_answer_is_the_first_and_asks_nobody(ask, site):
    assert ask()[2] == ask()[2] == b"answer 1"
    assert site.asked == 1


def test_each_answer_has_a_name_of_its_own(ask):
    names = [ask()[1]["X-Request-ID"] for _ in range(3)]
    assert names[0] == "first"
    assert len(set(names)) == 3
    assert ask(HTTP_X_REQUEST_ID="edge-7")[1]["X-Request-ID"] == "edge-7"


@pytest.mark.parametrize("known", ['"7"', 'W/"7"', '"x", "7"', "*"])
def test_who_has_it_is_told_so(ask, known):
    ask()
    status, headers, body = ask(HTTP_IF_NONE_MATCH=known)
    assert (status, headers["ETag"], body) == ("304 Not Modified", '"7"', b"")
    assert "Content-Type" not in headers


def test_not_modified_is_kept_for_those_who_have_it(ask, site):
    site.status = 304
    ask()
    assert ask(HTTP_IF_NONE_MATCH='"7"')[0] == "304 Not Modified"
    assert site.asked == 1
    site.status = 200
    assert ask()[2] == b"answer 2"


def test_who_has_another_one_gets_it(ask):
    ask()
    assert ask(HTTP_IF_NONE_MATCH='"6"')[0] == "200 OK"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/claims/"},
        {"method": "HEAD"},
        {"QUERY_STRING": "q=x"},
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_ACCEPT": "text/csv"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_ORIGIN": "https://x.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_other_questions_are_asked(ask, site, other):
    ask()
    ask(**other)
    assert site.asked == 2


@pytest.fixture
def strict(site, settings, monkeypatch):
    """Nobody goes by an earlier head; the database tells that of the site."""
    settings.FACTDB_HEAD_SECONDS = 0
    monkeypatch.setattr(queries, "head", lambda: site.head)


def test_who_has_it_is_told_so_by_the_head_of_now(strict, ask, site):
    ask()
    assert ask(HTTP_IF_NONE_MATCH='"7"')[0] == "304 Not Modified"
    assert site.asked == 1
    site.head = LATER
    assert ask(HTTP_IF_NONE_MATCH='"7"')[0] == "200 OK"
    assert ask(HTTP_IF_NONE_MATCH='"8"')[0] == "304 Not Modified"
    assert site.asked == 2


def test_bodies_are_left_to_the_site_which_alone_asks_for_the_head_then(strict, ask, site, monkeypatch):
    ask()
    asked = []
    monkeypatch.setattr(queries, "head", lambda: asked.append(1))
    assert ask()[2] == b"answer 2"
    assert ask(HTTP_IF_NONE_MATCH='"6"')[2] == b"answer 3"
    assert asked == []


def test_site_is_asked_where_the_database_does_not_tell(strict, ask, site, monkeypatch):
    ask()
    monkeypatch.setattr(queries, "head", lambda: 1 / 0)
    assert ask(HTTP_IF_NONE_MATCH='"7"')[0] == "200 OK"
    assert site.asked == 2


@pytest.mark.django_db
def test_head_is_asked_behind_the_wall(django_assert_num_queries, monkeypatch):
    publish(claim())
    latest = LedgerEntry.objects.latest("seq")
    with as_public(), django_assert_num_queries(1, connection=connections["public"]):
        assert _head() == (latest.seq, latest.sha256)
    monkeypatch.setattr(queries, "head", lambda: connections["default"].cursor().execute("SELECT 1"))
    assert queries.head() is not None
    assert _head() is None


def test_later_head_ends_it(ask, site):
    ask()
    site.head = LATER
    ask("/api/v1/people/")
    assert ask()[2] == b"answer 3"


def test_time_ends_it(ask, site, monkeypatch):
    ask()
    monkeypatch.setattr(keeping.time, "monotonic", lambda: keeping._latest[0] + 60)
    assert ask()[2] == b"answer 2"


def test_head_is_asked_for_once_when_time_is_over(ask, site, monkeypatch):
    asked = []
    monkeypatch.setattr(queries, "head", lambda: asked.append(1) or HEAD)
    ask()
    monkeypatch.setattr(keeping, "_latest", None)
    assert [ask()[2] for _ in range(3)] == [b"answer 1"] * 3
    assert asked == [1]


def test_refusals_are_not_kept(ask, site):
    site.status = 400
    ask()
    ask()
    assert site.asked == 2


def test_oldest_makes_room(ask, site, monkeypatch):
    monkeypatch.setattr("config.front.MOST", 2)
    for path in ("/1", "/2", "/3", "/1"):
        ask(path)
    assert site.asked == 4
