"""An answer as it goes out: whole in one piece, a file by the worker's loop, a stream from a thread of its own."""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.task import WSGITask
from waitress.utilities import Error, build_http_date

from config.server.limits import LARGEST_HEAD

Headers = list[tuple[str, str]]
API_PREFIX = "/api/"
DOWNLOAD_RETRY_AFTER = "5"


class Elsewhere(Exception):
    """The answer is a stream, and this thread must not wait for its client."""


class Busy(Error):
    code = 503
    body = "All downloads are taken; try again in a moment."

    def __init__(self) -> None:
        super().__init__(self.body)


class Answer(WSGITask):
    # waitress's own.
    wrote_header: bool
    close_on_finish: bool

    def start_response(self, status: str, headers: Headers, failure: Any = None) -> Callable[[bytes], None]:
        """`start_response` of WSGI (PEP 3333)."""
        if failure and self.wrote_header:
            raise failure[1]
        self.complete, self.status, self.response_headers = True, status, list(headers)
        lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
        self.content_length = lengths[0] if lengths else None
        return self.write

    def execute(self) -> None:
        response = self.channel.server.application(self.get_environment(), self.start_response)
        is_handed_over = False
        try:
            if isinstance(response, ReadOnlyFileBasedBuffer):
                is_handed_over = self._send_file(response)
            elif is_stream(response):
                self._send_stream(response)
            else:
                self.send_whole(b"".join(response))
        finally:
            if not is_handed_over and hasattr(response, "close"):
                response.close()

    def send_whole(self, body: bytes) -> None:
        if self.content_length is None:
            self.content_length = len(body)
        head = self.build_response_header()
        self.wrote_header = True
        self.channel.write_soon(head + body if self.has_body and not self._is_head else head)

    def _send_file(self, file: ReadOnlyFileBasedBuffer) -> bool:
        """Send a file; True where the connection closes it. One that cannot be searched is part of a static file."""
        size = file.prepare(self.content_length)
        if self._is_head or not size:
            self.send_whole(b"" if self._is_head else b"".join(file))
            return False
        self.content_length = size
        self.write(b"")
        self.channel.write_soon(file)
        return True

    def _send_stream(self, chunks: Iterable[bytes]) -> None:
        if self._is_head:
            self.write(b"")
            return
        if self.request.command == "GET" and not self.request.is_download:
            raise Elsewhere
        for chunk in chunks:
            if chunk:
                self.write(chunk)
        if self.content_length is not None and self.content_bytes_written < self.content_length:
            raise EOFError(f"{self.content_bytes_written} of {self.content_length} bytes were sent.")

    def finish(self) -> None:
        if not self.wrote_header:
            self.write(b"")
        if self.chunked_response:
            self.channel.write_soon(b"0\r\n\r\n")

    def build_response_header(self) -> bytes:
        """waitress's own ends the connection after each answer without a length, a 304 too."""
        headers = [header for header in self.response_headers if header[0].lower() != "content-length"]
        if self.has_body:
            headers += self._build_framing()
        self.close_on_finish = self.close_on_finish or self._is_last()
        if self.close_on_finish:
            headers.append(("Connection", "close"))
        elif self.version == "1.0":
            headers.append(("Connection", "keep-alive"))
        headers.append(("Date", format_date_header(int(self.start_time))))
        lines = [f"HTTP/{self.version} {self.status}", *(f"{name}: {value}" for name, value in headers)]
        return "\r\n".join([*lines, "\r\n"]).encode("latin-1")

    def _build_framing(self) -> Headers:
        if self.content_length is not None:
            return [("Content-Length", str(self.content_length))]
        if self._is_head:
            return []
        if self.version == "1.1":
            self.chunked_response = True
            return [("Transfer-Encoding", "chunked")]
        self.close_on_finish = True
        return []

    def _is_last(self) -> bool:
        words = {word.strip() for word in self.request.headers.get("CONNECTION", "").lower().split(",")}
        is_short_lived = self.version == "1.0" and "keep-alive" not in words
        return self.channel.server.is_ending or "close" in words or is_short_lived

    @property
    def _is_head(self) -> bool:
        return self.request.command == "HEAD"


class Refusal(Answer):
    """What the server answers by itself, in a sentence; to scripts as a problem document (RFC 9457)."""

    def execute(self) -> None:
        self.close_on_finish = True
        error, is_api = self.request.error, self.request.path.startswith(API_PREFIX)
        status = HTTPStatus(error.code)
        headers = [("Content-Type", "application/problem+json" if is_api else "text/plain; charset=utf-8")]
        headers += [("Cache-Control", "no-store"), ("X-Request-ID", self.request.name)]
        headers += self.channel.server.site.headers
        if is_api:
            headers.append(("Access-Control-Allow-Origin", "*"))
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", DOWNLOAD_RETRY_AFTER))
        self.start_response(f"{status.value} {status.phrase}", headers)
        sentence = self._explain_refusal(status) or error.body
        self.send_whole(problem_document(status, sentence) if is_api else f"{sentence}\n".encode())

    def _explain_refusal(self, status: HTTPStatus) -> str | None:
        """Of waitress's own words some are no sentence."""
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return f"The body of a request may have at most {self.channel.server.site.largest_body:,} bytes."
        if status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            return f"The head of a request may have at most {LARGEST_HEAD:,} bytes."
        if not self.request.error.body.endswith("."):
            return f"This is no request that can be read ({self.request.error.body}): send one as HTTP/1.1 has it."
        return None


def problem_document(status: HTTPStatus, detail: str) -> bytes:
    document = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "errors": []}
    return json.dumps(document).encode()


def is_stream(response: Any) -> bool:
    """Django says it of its responses; any other iterable but a list may take its time."""
    return getattr(response, "streaming", not isinstance(response, list | tuple))


@lru_cache(maxsize=4)
def format_date_header(second: int) -> str:
    return build_http_date(second)
