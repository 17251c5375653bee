"""A line on each answer: when, to which address, what was asked, with which status, how long it took, its id.

What was searched for, cookies, browsers and names of people never stand in it: docs/trust.md.
"""

import os
import threading
import time
from collections import deque
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote

from config.server.request import Request

# Lines that wait while nobody takes them; beyond, the oldest are lost. No request ever waits for a log.
MOST_LINES = 10_000
# Of an address: whole lines must not mix with those of other workers, and a pipe keeps apart what is within 4 KB.
MOST_OF_PATH = 1_000
# Seconds between two writes, and for the last one.
WRITE_SECONDS, LAST_WRITE_SECONDS = 0.2, 1.0


class AccessLog:
    """Behind a proxy the last address that it forwards is the client's."""

    def __init__(self, descriptor: int, is_behind_proxy: bool) -> None:
        self.descriptor, self.is_behind_proxy = descriptor, is_behind_proxy
        self.lines: deque[str] = deque(maxlen=MOST_LINES)
        self.is_closing = threading.Event()
        self.writer = threading.Thread(target=self._write_lines, daemon=True)
        self.writer.start()

    def note_answer(self, peer: str, request: Request, status: str, seconds: float) -> None:
        forwarded = request.headers.get("X_FORWARDED_FOR") if self.is_behind_proxy else None
        address = quote(forwarded.rpartition(",")[2].strip(), safe=":") if forwarded else peer
        path = quote(request.path[:MOST_OF_PATH], safe="/:@", encoding="latin-1")
        # Of what cannot be read as a request, there is neither.
        question = f"{quote(request.command) or '-'} {path or '-'}"
        self.lines.append(
            f"{format_second(int(time.time()))} {address} {question} {status} {seconds * 1000:.1f}ms [{request.name}]\n"
        )

    def close(self) -> None:
        """Write what is left, unless nobody takes it."""
        self.is_closing.set()
        self.writer.join(LAST_WRITE_SECONDS)

    def _write_lines(self) -> None:
        is_last = False
        while not is_last:
            is_last = self.is_closing.wait(WRITE_SECONDS)
            for _ in range(len(self.lines)):
                # The site goes on where its lines cannot be kept.
                with suppress(OSError):
                    os.write(self.descriptor, self.lines.popleft().encode())


@lru_cache(maxsize=4)
def format_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
