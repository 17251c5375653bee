"""What the server is handed: short answers whole, and downloads that do not look complete where they failed."""

import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from socket import socket
from unittest.mock import Mock

import pytest
from django.http import HttpResponse

from config.worker import for_granian

SITE = """
from django.conf import settings
from django.http import StreamingHttpResponse
from config.worker import for_granian

settings.configure()


@for_granian
def site(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return StreamingHttpResponse(lines(environ["PATH_INFO"]))


def lines(path):
    yield b"first\\n"
    if path == "/broken":
        raise RuntimeError("The database is gone.")
    yield b"last\\n"
"""


@pytest.fixture
def port(tmp_path, monkeypatch):
    (tmp_path / "small_site.py").write_text(SITE)
    monkeypatch.syspath_prepend(tmp_path)
    with closing(socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    options = ["--interface", "wsgi", "--port", str(port), "--respawn-failed-workers", "--respawn-interval", "0.2"]
    paths = ":".join(filter(None, sys.path))
    command = [sys.executable, "-m", "granian", *options, "small_site:site"]
    with subprocess.Popen(command, env={"PYTHONPATH": paths}, stdout=subprocess.DEVNULL) as server:
        yield port
        server.terminate()


def fetch(port, path):
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def fetch_when_it_answers(port, path, patience=10):
    until = time.monotonic() + patience
    while True:
        try:
            return fetch(port, path)
        except ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_short_answer_is_handed_over_in_one_piece():
    answer = Mock(HttpResponse, streaming=False, content=b"whole")
    assert for_granian(lambda environ, start_response: answer)({}, None) == [b"whole"]
    answer.close.assert_called_once()


def test_failed_download_is_broken_off_and_the_site_lives_on(port):
    """Asked once: the break may come before the first byte, and a worker that ends twice at once is not replaced."""
    assert fetch_when_it_answers(port, "/whole") == b"first\nlast\n"
    with pytest.raises((IncompleteRead, ConnectionError)):
        fetch(port, "/broken")
    assert fetch_when_it_answers(port, "/whole") == b"first\nlast\n"
