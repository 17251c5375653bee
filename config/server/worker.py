"""One worker: a loop that talks to clients, threads that answer them, and an end that leaves no request behind."""

import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from config.server import limits
from config.server.access_log import AccessLog
from config.server.answer import Busy
from config.server.connection import Connection
from config.server.downloads import Downloads
from config.server.pace import Turn
from config.server.signals import Signals

NEVER_ON_DISK = 2**62


def skip_cleanup() -> None:
    """Where the application keeps nothing in its threads."""


@dataclass(frozen=True)
class Site:
    """What is served: a WSGI application, and what must be known of it before it is asked."""

    application: Callable[..., Any]
    locks: Path
    paths_with_body: tuple[str, ...] = field(default=())
    largest_body: int = 0
    downloads: int = 1
    health: str = "/healthz"
    after_download: Callable[[], None] = skip_cleanup
    # Of what the server answers without the application.
    headers: list[tuple[str, str]] = field(default_factory=list)
    # A file descriptor that a line about each request goes to.
    access_log: int | None = None
    is_behind_proxy: bool = False


class PipeDispatcher(wasyncore.file_dispatcher):
    """Listens to a pipe in the worker's loop."""

    def __init__(self, pipe: int, map: dict[int, Any], hear: Callable[[bytes], None]) -> None:
        super().__init__(pipe, map)
        self.hear = hear

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.hear(os.read(self._fileno, 64))

    def handle_close(self) -> None:
        self.hear(b"")


class Worker(TcpWSGIServer):
    channel_class = Connection
    accepting: bool

    def __init__(self, site: Site, listener: socket.socket) -> None:
        self.site = site
        self.downloads = Downloads(site.locks, site.downloads, site.after_download)
        self.access_log = None if site.access_log is None else AccessLog(site.access_log, site.is_behind_proxy)
        self.health = make_dispatcher(1)
        self.ends_at: float | None = None
        self.is_replaced = False
        self.next_tick, self.bytes_since_tick = 0.0, 0
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            site.application,
            _sock=listener,
            dispatcher=make_dispatcher(limits.THREADS),
            adj=make_adjustments(site),
            sockinfo=address,
            bind_socket=False,
        )

    def listen_to(self, signals: Signals, lifeline: int) -> None:
        """`lifeline` is a pipe that ends with the parent, and then nobody is left to wait for."""
        PipeDispatcher(signals.pipe, self._map, self._handle_signals)
        PipeDispatcher(lifeline, self._map, lambda _: self.end_within(0))

    def _handle_signals(self, numbers: bytes) -> None:
        if signal.SIGUSR1 in numbers:
            self.is_replaced = True
            self.end_within(limits.REPLACE_SECONDS)
        if signal.SIGTERM in numbers or signal.SIGINT in numbers:
            self.is_replaced = False
            self.end_within(limits.STOP_SECONDS)

    def run(self) -> None:
        while not self._has_ended():
            wasyncore.poll2(limits.TICK_SECONDS, self._map)
            self._check_connections(time.monotonic())
        if self.access_log:
            self.access_log.close()

    # Requests.

    def readable(self) -> bool:
        return self.accepting and not self._is_full()

    def _is_full(self) -> bool:
        return len(self.active_channels) >= self.adj.connection_limit

    def add_task(self, task: Connection) -> None:
        """Downloads wait for their clients, the others' threads never; whether the worker lives is always answered."""
        request = task.requests[0]
        if request.path == self.site.health:
            self.health.add_task(task)
            return
        if request.is_download and not request.error:
            if self.downloads.start_download(task):
                return
            request.error = Busy()
        self.task_dispatcher.add_task(task)

    def count_bytes(self, number: int) -> None:
        self.bytes_since_tick += number

    def _check_connections(self, now: float) -> None:
        """Where much or many come in at once, sooner than usual."""
        is_filling = self.bytes_since_tick >= limits.MOST_HELD // 4 or self._is_full()
        if now < self.next_tick and not is_filling:
            return
        self.next_tick, self.bytes_since_tick = now + limits.TICK_SECONDS, 0
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(now) or self._is_unwanted(connection):
                connection.cut_off()
            else:
                connection.forget_sent()
        self._make_room()

    def _make_room(self) -> None:
        candidates = [c for c in self.active_channels.values() if c.whose_turn() is not Turn.OURS]
        candidates.sort(key=lambda connection: connection.pace.began)
        held_bytes = sum(connection.held_bytes() for connection in candidates)
        too_many = len(self.active_channels) - self.adj.connection_limit * 9 // 10
        for number, connection in enumerate(candidates):
            if number >= too_many and held_bytes <= limits.MOST_HELD:
                return
            if number < too_many or connection.held_bytes():
                held_bytes -= connection.held_bytes()
                connection.cut_off()

    # The end.

    @property
    def is_ending(self) -> bool:
        return self.ends_at is not None

    def end_within(self, seconds: float) -> None:
        """Requests under way have so long; new ones go to others, or nowhere."""
        until = time.monotonic() + seconds
        self.ends_at = min(until, self.ends_at or until)
        self.next_tick = 0
        if self.accepting:
            self.accepting = False
            self.del_channel()
            self.socket.close()

    def _is_unwanted(self, connection: Connection) -> bool:
        """When the site stops. One that is replaced answers once more whoever would else find the connection closed."""
        return self.is_ending and not self.is_replaced and connection.whose_turn() in (Turn.IDLE, Turn.SENDING)

    def _has_ended(self) -> bool:
        return self.ends_at is not None and (not self.active_channels or time.monotonic() >= self.ends_at)


def make_dispatcher(threads: int) -> ThreadedTaskDispatcher:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    return dispatcher


def make_adjustments(site: Site) -> Adjustments:
    return Adjustments(
        ident=None,
        # Django decides which headers of a proxy it believes.
        clear_untrusted_proxy_headers=False,
        connection_limit=set_connection_limit(),
        max_request_header_size=limits.LARGEST_HEAD,
        max_request_body_size=site.largest_body + 1,
        inbuf_overflow=NEVER_ON_DISK,
        outbuf_overflow=NEVER_ON_DISK,
        outbuf_high_watermark=limits.DOWNLOAD_AHEAD,
    )


def set_connection_limit() -> int:
    """Each connection may hold a file beside its socket; as many files as the system lets us have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = 2 * limits.MOST_CONNECTIONS + 200
    limit = need if most == resource.RLIM_INFINITY else min(most, need)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
    return min(limits.MOST_CONNECTIONS, limit // 2 - 50)
