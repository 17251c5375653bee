"""What goes out: whole answers, files, streams, and those that fail."""

import json
import logging
import time

import pytest


def test_connection_stays_open(running):
    client = running().client()
    for path in ("/one", "/unchanged", "/two"):
        client.ask(path)
        status, headers = client.head()
        assert "connection" not in headers
        client.exactly(int(headers.get("content-length", 0)))
    assert status == 200


@pytest.mark.parametrize(
    ("version", "header", "stays"), [("1.0", "", False), ("1.0", "keep-alive", True), ("1.1", "close", False)]
)
def test_connection_ends_where_the_client_says_so(running, version, header, stays):
    client = running().client().ask("/", version=version, **({"Connection": header} if header else {}))
    _, headers, _ = client.answer()
    assert headers["connection"] == ("keep-alive" if stays else "close")
    if not stays:
        assert client.rest() == b""


@pytest.mark.parametrize("path", ["/one", "/numbers", "/api/numbers.csv", "/file?{}", "/part", "/api/full.csv"])
def test_head_has_no_body(running, path, tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    client = running().client().ask(path.format(tmp_path / "a"), "HEAD")
    assert client.head()[0] in (200, 206)
    client.ask("/unchanged")
    assert client.head()[0] == 304


def test_file_is_sent_by_the_loop(running, tmp_path):
    """Clients who read nothing hold no thread: more of them than threads, and others are answered."""
    (tmp_path / "a").write_bytes(b"x" * 30_000_000)
    site = running()
    unread = [site.client().ask(f"/file?{tmp_path / 'a'}") for _ in range(8)]
    assert site.client().ask("/").answer()[0] == 200
    status, headers, body = unread[0].answer()
    assert (status, len(body), headers["content-length"]) == (200, 30_000_000, "30000000")


def test_part_of_a_file_is_sent(running):
    assert running().client().ask("/part").answer()[2] == b"part"


@pytest.mark.parametrize("path", ["/api/numbers.csv", "/api/numbers/?a=b&format=ndjson", "/numbers"])
def test_stream_has_a_thread_of_its_own(running, path):
    client = running().client().ask(path)
    assert client.head()[1]["transfer-encoding"] == "chunked"
    body = client.exactly(len(client.socket.recv(1, 2) and b"")) or b""
    while not body.endswith(b"0\r\n\r\n"):
        body += client.socket.recv(65536)
    assert b"waitress" not in body
    assert client.ask("/").answer()[0] == 200


def test_stream_of_http_1_0_ends_with_its_connection(running):
    client = running().client().ask("/api/numbers.csv", version="1.0")
    assert "transfer-encoding" not in client.head()[1]
    assert len(client.rest().splitlines()) == 3


def test_streams_are_counted_over_all_workers(running):
    """Two workers, as two processes are, on the same locks: the third of two is refused until one ends."""
    sites = running(), running()
    streams = [site.client().ask("/api/endless.csv") for site in sites]
    assert [stream.head()[0] for stream in streams] == [200, 200]
    for site in sites:
        status, headers, body = site.client().ask("/api/numbers.csv").answer()
        assert (status, headers["retry-after"], headers["content-type"]) == (503, "5", "application/problem+json")
        assert json.loads(body).keys() == {"type", "title", "status", "detail", "errors"}
        assert site.client().ask("/").answer()[0] == 200
    streams[0].socket.close()
    until = time.monotonic() + 5
    while (status := sites[1].client().ask("/api/numbers.csv").head()[0]) == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert status == 200


def test_thread_of_a_stream_gives_back_what_it_held(running):
    given = []
    site = running(after_download=lambda: given.append(1))
    site.client().ask("/api/broken.csv")
    until = time.monotonic() + 5
    while not given and time.monotonic() < until:
        time.sleep(0.01)
    assert given == [1]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_failed_stream_breaks_its_connection_and_is_logged_once(running, version, caplog):
    site = running()
    other = site.client().ask("/")
    client = site.client().ask("/api/broken.csv", version=version)
    with pytest.raises(ConnectionError):
        client.rest()
    assert other.answer()[0] == site.client().ask("/").answer()[0] == 200
    assert [(record.levelno, record.exc_info[0]) for record in caplog.records] == [(logging.ERROR, ZeroDivisionError)]


def test_failing_application_is_500_in_a_sentence(running, caplog):
    assert running().client().ask("/failing").answer()[0] == 500
    assert len(caplog.records) == 1


def test_health_is_answered_while_all_threads_are_busy(running):
    site = running()
    busy = [site.client().ask("/slow") for _ in range(40)]
    began = time.monotonic()
    assert site.client().ask("/healthz").answer()[0] == 200
    assert time.monotonic() - began < 0.2
    assert busy[0].answer()[0] == 200
