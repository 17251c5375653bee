"""What comes in: how paths are read, and bodies that are not."""

import time

import pytest


@pytest.mark.parametrize("path", ["/%E2%80%9D/", "/\u201d/"])
def test_path_beyond_latin_1_reaches_the_application(running, path):
    client = running().client()
    client.send(f"GET {path}?q=\u201d HTTP/1.1\r\nHost: a.example\r\n\r\n".encode())
    status, _, body = client.answer()
    assert (status, body.split(b"|")[1:3]) == (200, ["/\u201d/".encode(), b"q=%E2%80%9D"])


def test_byte_that_is_no_utf8_reaches_the_application(running):
    client = running().client().send(b"GET /\x94/ HTTP/1.1\r\n\r\n")
    assert client.answer()[2].split(b"|")[1] == b"/\x94/"


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET http://[/ HTTP/1.1\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"POST /desk/ HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400),
        (b"POST /desk/ HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nNo colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"POST /desk/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", 400),
        (b"POST /desk/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 9000, 400),
        (b"POST /desk/ HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_request_that_cannot_be_read_is_refused_in_a_sentence(running, request_head, status):
    told, headers, body = running(largest_body=20_000).client().send(request_head).answer()
    assert (told, headers["connection"], body.endswith(b"\n")) == (status, "close", True)
    assert "server" not in headers


def test_body_is_read_where_one_is_taken(running):
    client = running().client().ask("/desk/", "POST", body=b"abc", Content_Length=3)
    assert client.answer()[2].split(b"|")[3:5] == [b"3", b"abc"]
    client.ask("/desk/", "POST", body=b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", Transfer_Encoding="chunked")
    assert client.answer()[2].split(b"|")[3:5] == [b"3", b"abc"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/claims/"), ("PATCH", "/"), ("PUT", "/desk/")])
@pytest.mark.parametrize("framing", [{"Content_Length": 5_000_000_000}, {"Transfer_Encoding": "chunked"}])
def test_body_is_not_read_where_none_is_taken(running, method, path, framing):
    """The answer comes although the body never does."""
    status, headers, body = running().client().ask(path, method, **framing).answer()
    assert (status, body.split(b"|")[3:5], headers["connection"]) == (200, [b"0", b""], "close")


def test_too_large_body_is_413_before_it_is_read(running):
    status, _, body = running().client().ask("/desk/", "POST", Content_Length=1001).answer()
    assert (status, body) == (413, b"The body of a request may have at most 1,000 bytes.\n")


def test_largest_body_is_taken(running):
    client = running().client().ask("/desk/", "POST", body=b"x" * 1000, Content_Length=1000)
    assert client.answer()[0] == 200


def test_chunked_body_ends_at_the_limit(running):
    client = running().client().ask("/desk/", "POST", Transfer_Encoding="chunked")
    assert client.send(b"3e9\r\n" + b"x" * 1001 + b"\r\n").answer()[0] == 413


def test_rest_of_a_refused_body_is_thrown_away_for_a_moment(running, monkeypatch):
    """A client that reads only when all is sent sees the answer; one that goes on is cut."""
    monkeypatch.setattr("config.server.connection.DISCARD_SECONDS", 0.5)
    client = running().client().ask("/desk/", "POST", Content_Length=10**9)
    client.send(b"x" * 3_000_000)
    assert client.head()[0] == 413
    began = time.monotonic()
    while time.monotonic() < began + 0.2:
        client.send(b"x")
    with pytest.raises(ConnectionError):
        send_for_ever(client)
    assert time.monotonic() - began < 3


def send_for_ever(client):
    while True:
        client.send(b"x" * 1000)
        time.sleep(0.01)


def test_expectation_is_met_only_where_the_body_is_wanted(running):
    site = running()
    client = site.client().ask("/desk/", "POST", Content_Length=3, Expect="100-continue")
    assert client.head()[0] == 100
    assert client.send(b"abc").answer()[2].split(b"|")[4] == b"abc"
    assert site.client().ask("/desk/", "POST", Content_Length=3000, Expect="100-continue").head()[0] == 413
    assert site.client().ask("/claims/", "POST", Content_Length=3, Expect="100-continue").head()[0] == 200


def test_requests_sent_together_are_answered_in_turn(running):
    client = running().client()
    client.send(b"".join(b"GET /%d HTTP/1.1\r\n\r\n" % number for number in range(300)))
    assert [client.answer()[2].split(b"|")[1] for _ in range(300)] == [b"/%d" % number for number in range(300)]


def test_nothing_is_written_to_disk(running, monkeypatch):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *_: pytest.fail("a temporary file was made"))
    site = running(largest_body=3_000_000)
    body = b"x" * 2_000_000
    assert site.client().ask("/desk/", "POST", body=body, Content_Length=len(body)).answer()[0] == 200
    assert len(site.client().ask("/large").answer()[2]) == 20_000_000
