"""Many slow clients of several kinds on one thread. Who is cut comes again a second later, so they do not get fewer."""

import itertools
import selectors
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

SECOND = 1.0
SMALLEST_BUFFER = 4096
# The first byte of TCP_INFO, the state of a connection.
ESTABLISHED = 1


@dataclass(frozen=True)
class Kind:
    """`sent` at once, then `drip` a byte a second; what is answered is read or not."""

    name: str
    sent: bytes
    drip: bytes = b""
    reads: bool = True


@dataclass(eq=False)
class Slow:
    kind: Kind
    socket: socket.socket
    began: float = field(default_factory=time.monotonic)
    dripped: int = 0


def kinds_of(release_file: str) -> list[Kind]:
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    unread = {
        "page": "/claims/",
        "API": "/api/v1/claims/?page_size=1000",
        "download": "/api/v1/claims.ndjson",
        "release": release_file,
    }
    return [
        Kind("a byte of a head each second", b"", head("GET", "/claims/", b"X-Filler: " + b"x" * 200)),
        Kind("stops in a head", head("GET", "/api/v1/claims/")[:-6]),
        Kind(
            "stops in a body, at the desk",
            head("POST", "/accounts/login/", form + b"Content-Length: 5000\r\n") + b"a=b",
        ),
        Kind(
            "stops in a body, elsewhere", head("POST", "/api/v1/claims/", form + b"Content-Length: 5000\r\n") + b"a=b"
        ),
        Kind("a byte of a body each second", head("POST", "/accounts/login/", b"Content-Length: 500\r\n"), b"x" * 400),
        *(Kind(f"reads nothing of a {name}", head("GET", path), reads=False) for name, path in unread.items()),
    ]


def head(method: str, path: str, more: bytes = b"") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode() + more + b"\r\n"


class Herd:
    def __init__(self, port: int, clients: int, release_file: str) -> None:
        self.port, self.goes_on = port, True
        self.selector = selectors.DefaultSelector()
        self.slow: set[Slow] = set()
        self.held: dict[str, list[float]] = defaultdict(list)
        self.answered: dict[str, int] = defaultdict(int)
        self.kinds: Iterator[Kind] = itertools.cycle(kinds_of(release_file))
        self.clients = clients
        self.thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.goes_on = False
        self.thread.join()

    def _run(self) -> None:
        coming = [(0.0, next(self.kinds)) for _ in range(self.clients)]
        while self.goes_on:
            now = time.monotonic()
            coming = [(due, kind) for due, kind in coming if due > now or not self._begin(kind)]
            gone = [kind for key, _ in self.selector.select(SECOND / 10) for kind in self._look(key.data)]
            coming += [(now + SECOND, kind) for kind in [*gone, *self._drip()]]
        for slow in list(self.slow):
            self._end(slow)

    def _begin(self, kind: Kind) -> bool:
        """False where the site takes no connection within a moment: it is tried again."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
        client.settimeout(0.5)
        try:
            client.connect(("127.0.0.1", self.port))
            client.sendall(kind.sent)
        except OSError:
            client.close()
            return False
        slow = Slow(kind, client)
        self.slow.add(slow)
        if kind.reads:
            self.selector.register(client, selectors.EVENT_READ, slow)
        return True

    def _look(self, slow: Slow) -> list[Kind]:
        """The kind of client to come, where this one was answered or cut."""
        try:
            read = slow.socket.recv(65536)
        except OSError:
            read = b""
        self.answered[slow.kind.name] += read.startswith(b"HTTP/")
        return [] if read else [self._end(slow)]

    def _drip(self) -> list[Kind]:
        return [self._end(slow) for slow in list(self.slow) if not self._goes_on(slow)]

    def _goes_on(self, slow: Slow) -> bool:
        """Sends the next byte where it is time for it. Whether a client that reads nothing was cut, TCP alone tells."""
        if not slow.kind.reads:
            return slow.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED
        if slow.dripped >= min(len(slow.kind.drip), time.monotonic() - slow.began):
            return True
        slow.dripped += 1
        try:
            return slow.socket.send(slow.kind.drip[slow.dripped - 1 : slow.dripped]) > 0
        except OSError:
            return False

    def _end(self, slow: Slow) -> Kind:
        self.held[slow.kind.name].append(time.monotonic() - slow.began)
        if slow.kind.reads:
            self.selector.unregister(slow.socket)
        slow.socket.close()
        self.slow.discard(slow)
        return slow.kind

    def figures(self) -> list[str]:
        return [
            f"{name:32}{len(held):5} came, {self.answered[name]:4} answered, "
            f"held {median(held):5.1f} s, at most {max(held):5.1f} s"
            for name, held in sorted(self.held.items())
        ]
