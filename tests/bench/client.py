"""A client that costs little beside what it measures: requests written by hand on connections that stay open."""

import selectors
import socket
import time
from collections.abc import Callable
from itertools import cycle
from statistics import median
from typing import NamedTuple

LARGEST_READ = 1 << 18
ROUNDS = 9
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Measured(NamedTuple):
    """`p50` and `p99` in milliseconds, `rate` in requests a second, `size` of the last answer in bytes."""

    p50: float
    p99: float
    rate: float
    size: int


# Measures for so many seconds; told the number of the round.
Turn = Callable[[int, float], Measured]
# What one turn measured in each round.
Rounds = tuple[Measured, ...]


class Connection:
    def __init__(self, address: tuple[str, int], requests) -> None:
        self.socket = socket.create_connection(address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.held = b""

    def ask(self) -> None:
        self.held = b""
        self.began = time.perf_counter()
        self.socket.sendall(next(self.requests))

    def answered(self) -> bool:
        """Reads what is there; True when the answer is whole."""
        read = self.socket.recv(LARGEST_READ)
        if not read:
            raise ConnectionError("The server closed the connection.")
        self.held += read
        head, _, body = self.held.partition(b"\r\n\r\n")
        if not _:
            return False
        size = length(head)
        return body.endswith(LAST_CHUNK) if size is None else len(body) >= size

    @property
    def status(self) -> int:
        return int(self.held[9:12])


def length(head: bytes) -> int | None:
    """None where the body comes in chunks."""
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
        if line[:18].lower() == b"transfer-encoding:":
            return None
    return 0


def request(path: str, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    return "\r\n".join([*lines, "", ""]).encode()


def measure(port: int, requests: list[bytes], *, clients: int, seconds: float, status: int = 200) -> Measured:
    """Asks these in turn for so long. Raises where an answer has another status."""
    asked = cycle(requests)
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        connection = Connection(("127.0.0.1", port), asked)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask()
    times: list[float] = []
    began = time.perf_counter()
    while (now := time.perf_counter()) < began + seconds or not times:
        for key, _ in selector.select(timeout=60):
            connection = key.data
            if connection.answered():
                times.append(time.perf_counter() - connection.began)
                if connection.status != status:
                    raise RuntimeError(f"{connection.status}: {connection.held[:400]!r}")
                size = len(connection.held)
                connection.ask()
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return summed(times, now - began, size)


def summed(times: list[float], seconds: float, size: int) -> Measured:
    times = sorted(times)
    return Measured(times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3, len(times) / seconds, size)


def in_turn(asked: list[Turn], seconds: float) -> list[Rounds]:
    """Of each its short rounds. One is of all of them, so that a slow moment of the machine strikes all alike."""
    rounds = [[turn(number, seconds / ROUNDS) for turn in asked] for number in range(ROUNDS)]
    return list(zip(*rounds, strict=True))


def asking(port: int, requests: list[bytes], *, clients: int) -> Turn:
    """Each round begins at another part of the requests."""

    def turn(number: int, seconds: float) -> Measured:
        place = len(requests) * number // ROUNDS
        return measure(port, requests[place:] + requests[:place], clients=clients, seconds=seconds)

    return turn


def middle(rounds: Rounds) -> Measured:
    """Figure by figure."""
    return Measured(*map(median, zip(*rounds, strict=True)))


def beside(rounds: Rounds, floor: Rounds, figure: str) -> float:
    """The middle of what one has to another within each round."""
    return median(getattr(m, figure) / getattr(f, figure) for m, f in zip(rounds, floor, strict=True))
