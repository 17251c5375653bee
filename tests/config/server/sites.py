"""Small WSGI applications for the server to serve."""

import threading
import time
from io import BytesIO
from pathlib import Path


class Stream:
    """As Django marks a response that is made while it is sent."""

    streaming = True

    def __init__(self, chunks):
        self.chunks, self.is_closed = chunks, False

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        self.is_closed = True


def application(environ, start_response):
    path = environ["PATH_INFO"]
    name = path.strip("/").split("/")[-1].partition(".")[0]
    return ANSWERS.get(name, echo)(environ, start_response)


def echo(environ, start_response):
    """What was understood of the request."""
    said = [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]]
    said += [environ.get("CONTENT_LENGTH", "-"), environ["wsgi.input"].read().decode(), threading.current_thread().name]
    return whole(start_response, "|".join(said).encode("latin-1"))


def whole(start_response, body, status="200 OK"):
    start_response(status, [("Content-Type", "text/plain"), ("ETag", '"1"')])
    return [body]


def unchanged(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"1"')])
    return []


def large(environ, start_response):
    return whole(start_response, b"x" * 20_000_000)


def slow(environ, start_response):
    time.sleep(0.3)
    return whole(start_response, b"late")


def file(environ, start_response):
    path = Path(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(path.stat().st_size))])
    return environ["wsgi.file_wrapper"](path.open("rb"), 4096)


def part(environ, start_response):
    """A part of a static file cannot be searched."""
    held = BytesIO(b"part")
    held.seekable = lambda: False
    start_response("206 Partial Content", [("Content-Length", "4")])
    return environ["wsgi.file_wrapper"](held, 4096)


def numbers(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Stream(f"{n} {threading.current_thread().name}\n".encode() for n in range(3))


def endless(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Stream(b"x" * 65536 for _ in iter(int, 1))


def broken(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Stream(b"x" if n < 5 else 1 // 0 for n in range(10))


def failing(environ, start_response):
    raise RuntimeError("A view failed.")


ANSWERS = {
    function.__name__: function for function in (unchanged, large, slow, file, part, numbers, endless, broken, failing)
}
