"""A request as it comes in. No body is read where none is taken, and none that is too large."""

import re
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

from config.server.limits import LARGEST_CHUNK_LINE
from factdb.public.http.request_id import choose_request_id

BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
DOWNLOAD_PATH = re.compile(r"/api/.*\.(csv|ndjson)/?")
DOWNLOAD_QUERY = re.compile(r"(^|&)format=(csv|ndjson)(&|$)")
DOWNLOAD_MEDIA = ("text/csv", "application/x-ndjson")


class Request(HTTPRequestParser):
    """`paths_with_body` begin the paths where forms are posted; all other requests are handed on without a body."""

    # waitress's own.
    chunked: bool
    body_rcv: Any
    command = path = query = name = ""
    is_download = False
    headers: dict[str, str]

    def __init__(self, adj: Any, paths_with_body: tuple[str, ...]) -> None:
        super().__init__(adj)
        self.paths_with_body = paths_with_body

    def received(self, data: bytes) -> int:
        count: int = super().received(data)
        if self.chunked and len(self.body_rcv.control_line) + len(self.body_rcv.trailer) > LARGEST_CHUNK_LINE:
            self.error = BadRequest("A chunk of the body does not say its size.")
            self.completed = True
        if self.error or self.body_rcv is None:
            self.expect_continue = False
        return count

    def parse_header(self, header_plus: bytes) -> None:
        """Raw UTF-8 in the first line is read as browsers mean it, percent-encoded."""
        line, end, rest = header_plus.partition(b"\r\n")
        try:
            super().parse_header(BEYOND_ASCII.sub(_quote_byte, line) + end + rest)
        except ValueError:
            raise ParsingError("The address or a number in the head cannot be read.") from None
        if self.command != "POST" or not self.path.startswith(self.paths_with_body):
            self._leave_body()
        self.is_download = looks_like_download(self)

    def take_name(self) -> None:
        """Its answer and all lines about it are marked with a name: the proxy's, where it gave one."""
        self.name = self.headers["X_REQUEST_ID"] = choose_request_id(self.headers.get("X_REQUEST_ID", ""))

    def _leave_body(self) -> None:
        """What is not read cannot be told from a next request, so the connection ends with the answer."""
        if self.body_rcv is None:
            return
        self.body_rcv, self.chunked, self.content_length = None, False, 0
        self.headers.update(CONTENT_LENGTH="0", CONNECTION="close")


def looks_like_download(request: Any) -> bool:
    """Whether the answer will be a stream. Where it is one all the same, the application is asked once more."""
    if request.command != "GET" or not request.path.startswith("/api/"):
        return False
    return bool(
        DOWNLOAD_PATH.fullmatch(request.path)
        or DOWNLOAD_QUERY.search(request.query)
        or request.headers.get("ACCEPT", "").startswith(DOWNLOAD_MEDIA)
    )


def _quote_byte(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]
