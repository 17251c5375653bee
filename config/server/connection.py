"""A client's connection. The worker's loop reads and sends, a thread of the worker answers, and nobody else waits."""

import fcntl
import logging
import socket
import struct
import termios
import time
from typing import Any

from waitress.buffers import OverflowableBuffer, ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.utilities import InternalServerError

from config.server.answer import Answer, Elsewhere, Refusal
from config.server.limits import DISCARD_SECONDS, LARGEST_SEND, LARGEST_TURN
from config.server.pace import Pace, Turn
from config.server.request import Request
from factdb.public.http.request_id import current_request_id

log = logging.getLogger(__name__)

# Closing discards what was not sent yet and tells the client that the connection is broken.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Connection(HTTPChannel):
    """One request at a time: what a client sends meanwhile stays unread until it has taken the answer."""

    # waitress's own.
    request: Request | None
    requests: list[Request]
    sendbuf_len: int
    current_outbuf_count: int
    sent_continue: bool

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map)
        self.sendbuf_len = min(self.sendbuf_len, LARGEST_SEND)
        self.pace = Pace(time.monotonic())
        self.unread = b""
        self.count = self.bytes_read = self.bytes_sent = 0
        self.allowance = LARGEST_TURN
        self.is_leaving = False
        self.discards_until: float | None = None

    # What the loop does.

    def readable(self) -> bool:
        if self.discards_until:
            return True
        if self.unread and self._is_free():
            self.received(b"")
        return self._is_free()

    def writable(self) -> bool:
        return bool(self.total_outbufs_len or self.is_leaving or self.will_close)

    def _is_free(self) -> bool:
        return not (self.requests or self.total_outbufs_len or self.is_leaving or self.will_close)

    def handle_read(self) -> None:
        if self.discards_until:
            self.recv(LARGEST_SEND)
        else:
            super().handle_read()

    def recv(self, buffer_size: int) -> bytes:
        data: bytes = super().recv(buffer_size)
        self.bytes_read += len(data)
        self.server.count_bytes(len(data))
        return data

    def received(self, data: bytes) -> bool:
        with self.requests_lock:
            self.unread += data
            while self.unread and not self.requests and not self.is_leaving:
                self._parse_request()
        return True

    def _parse_request(self) -> None:
        if self.request is None:
            self.request = Request(self.adj, self.server.site.paths_with_body)
        self.unread = self.unread[self.request.received(self.unread) :]
        if self.request.expect_continue and self.request.headers_finished and not self.sent_continue:
            self.send_continue()
        if not self.request.completed:
            return
        request, self.request, self.sent_continue = self.request, None, False
        if not request.empty:
            request.take_name()
            self.count += 1
            self.requests.append(request)
            self.server.add_task(self)

    def handle_expt(self) -> None:
        """Urgent data means nothing in HTTP, and left unread it would wake the loop for ever."""
        self.handle_close()

    def handle_write(self) -> None:
        self.allowance = LARGEST_TURN
        super().handle_write()
        if self.is_leaving and self.connected and not self.total_outbufs_len:
            self._say_goodbye()

    def _say_goodbye(self) -> None:
        """The client is told that nothing more comes, and heard for a moment: closing at once could undo the answer."""
        self.is_leaving = False
        self.discards_until = time.monotonic() + DISCARD_SECONDS
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """At most so much in one turn, or a fast client with a large file would hold the loop."""
        if self.allowance <= 0:
            return 0
        count: int = super().send(data, do_close)
        self.allowance -= count
        self.bytes_sent += count
        return count

    # What the worker looks at now and then.

    def is_overdue(self, now: float) -> bool:
        if self.discards_until:
            return now >= self.discards_until
        byte_count = self.bytes_read + self.bytes_sent - self._not_taken()
        self.pace.record_progress(now, self.whose_turn(), self.count, byte_count)
        return self.pace.is_too_slow(now)

    def whose_turn(self) -> Turn:
        if self.requests and not self.total_outbufs_len:
            return Turn.OURS
        if self.total_outbufs_len or self.is_leaving or self._not_taken():
            return Turn.TAKING
        return Turn.IDLE if self.request is None else Turn.SENDING

    def _not_taken(self) -> int:
        """Count bytes that the kernel holds for the client: only these show that a slow one takes something."""
        try:
            return int(struct.unpack("i", fcntl.ioctl(self.socket, termios.TIOCOUTQ, b"\0\0\0\0"))[0])
        except OSError:
            return 0

    def cut_off(self) -> None:
        """Of what a client has not taken the kernel would keep its part for minutes."""
        if self._not_taken():
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.handle_close()

    def held_bytes(self) -> int:
        """Count the bytes that are kept in memory for this client."""
        buffers = [len(buffer) for buffer in self.outbufs if not isinstance(buffer, ReadOnlyFileBasedBuffer)]
        return sum(buffers) + (self.request.body_bytes_received if self.request else 0)

    def forget_sent(self) -> None:
        """A buffer keeps what it has sent until it is thrown away."""
        if self._is_free() and self.current_outbuf_count:
            self.outbufs, self.current_outbuf_count = [OverflowableBuffer(self.adj.outbuf_overflow)], 0

    # What a thread does.

    def write_soon(self, data: Any) -> int:
        self.allowance = LARGEST_TURN
        self.server.count_bytes(0 if isinstance(data, ReadOnlyFileBasedBuffer) else len(data))
        return int(super().write_soon(data))

    def service(self) -> None:
        request = self.requests[0]
        token = current_request_id.set(request.name)
        try:
            self._answer_request(request)
        finally:
            current_request_id.reset(token)

    def _answer_request(self, request: Request) -> None:
        task = (Refusal if request.error else Answer)(self, request)
        try:
            task.service()
        except Elsewhere:
            request.is_download = True
            self.server.add_task(self)
            return
        except ClientDisconnected:
            task.close_on_finish = True
        except Exception:
            log.exception("An answer failed: %r", request.path)
            task = self._answer_failure(task)
        self._note_answer(task)
        self._finish_request(request, task.close_on_finish)

    def _note_answer(self, task: Answer) -> None:
        if self.server.access_log:
            seconds = time.time() - task.start_time
            self.server.access_log.note_answer(self.addr[0], task.request, task.status[:3], seconds)

    def _answer_failure(self, task: Answer) -> Answer:
        if task.wrote_header:
            self.break_off()
            task.close_on_finish = False
            return task
        task.request.error = InternalServerError("Something went wrong here; it has been logged.")
        refusal = Refusal(self, task.request)
        try:
            refusal.service()
        except ClientDisconnected:
            refusal.close_on_finish = True
        return refusal

    def break_off(self) -> None:
        """An answer that failed must not look whole, not even to HTTP/1.0, where the end of the connection ends it."""
        with self.outbuf_lock:
            if self.connected:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.will_close = True
        self.server.trigger.pull_trigger(self.handle_close)

    def _finish_request(self, request: Request, is_last: bool) -> None:
        request.close()
        with self.requests_lock:
            self.is_leaving = self.is_leaving or is_last
            self.requests = []
        if self.connected:
            self.server.pull_trigger()
