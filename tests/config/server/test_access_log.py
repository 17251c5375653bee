"""A line on each answer, with its id, and nothing of a person but the address."""

import logging
import os
import re

import pytest

from factdb.public.http.request_id import RequestIdFilter

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (\S+) (\S+) (\S+) (\d{3}) \d+\.\dms \[(\S+)\]")


class Logged:
    def __init__(self, running, **known):
        self.reader, self.writer = os.pipe()
        self.site = running(access_log=self.writer, **known)

    def lines(self):
        """All that was written, once the site has ended."""
        self.site.stop()
        os.close(self.writer)
        with os.fdopen(self.reader) as pipe:
            return [LINE.fullmatch(line.rstrip("\n")).groups() for line in pipe]


@pytest.fixture
def logged(running):
    return Logged(running)


def test_answer_has_a_line_with_its_id(logged):
    logged.site.client().ask("/claims/1/", X_Request_ID="of-the-proxy").answer()
    assert logged.lines() == [("127.0.0.1", "GET", "/claims/1/", "200", "of-the-proxy")]


def test_id_that_the_application_sees_is_that_of_the_line(running):
    def tell(environ, start_response):
        start_response("200 OK", [])
        return [environ["HTTP_X_REQUEST_ID"].encode()]

    logged = Logged(running, asked=tell)
    told = logged.site.client().ask("/").answer()[2]
    assert [line[-1] for line in logged.lines()] == [told.decode()]


def test_refusal_of_the_server_has_a_line_and_names_its_id(logged):
    status, headers, _ = logged.site.client().ask("/", Content_Length="x").answer()
    (line,) = logged.lines()
    assert (status, line[3], line[4]) == (400, "400", headers["x-request-id"])


def test_what_is_no_request_has_a_line(logged):
    logged.site.client().send(b"\x16\x03\x01 nonsense\r\n\r\n").answer()
    assert [line[:4] for line in logged.lines()] == [("127.0.0.1", "-", "-", "400")]


def test_stream_has_one_line(logged):
    logged.site.client().ask("/numbers", Connection="close").rest()
    assert [line[2:4] for line in logged.lines()] == [("/numbers", "200")]


def test_line_has_nothing_else_of_a_person(logged):
    person = {"User_Agent": "Secret/1", "Cookie": "sessionid=secret", "Authorization": "secret", "Referer": "secret"}
    logged.site.client().ask("/claims/?q=secret%40example.org&speaker=secret", **person).answer()
    assert "secret" not in str(logged.lines()).lower()


def test_line_cannot_be_forged(logged):
    logged.site.client().ask("/a%0d%0a2026-11-27T00:00:00Z%20forged%1b%5b2J").answer()
    assert [line[2] for line in logged.lines()] == ["/a%0D%0A2026-11-27T00:00:00Z%20forged%1B%5B2J"]


@pytest.mark.parametrize(("is_behind_proxy", "address"), [(True, "192.0.2.7"), (False, "127.0.0.1")])
def test_address_is_what_the_proxy_says_where_there_is_one(running, is_behind_proxy, address):
    logged = Logged(running, is_behind_proxy=is_behind_proxy)
    logged.site.client().ask("/", X_Forwarded_For="198.51.100.1, 192.0.2.7").answer()
    assert [line[0] for line in logged.lines()] == [address]


def test_nobody_waits_for_a_log_that_nobody_takes(logged):
    """A pipe holds 64 KB; the lines are more."""
    client = logged.site.client()
    for _ in range(200):
        assert client.ask("/" + "x" * 900).answer()[0] == 200
    os.read(logged.reader, 2**20)


def test_failure_after_the_application_is_logged_with_its_id(running, caplog):
    caplog.handler.addFilter(RequestIdFilter())
    running().client().ask("/failing", X_Request_ID="mine").answer()
    assert [(record.levelno, record.request_id) for record in caplog.records] == [(logging.ERROR, "mine")]
