"""The parent of the workers: forks them, replaces those that die, and hears the signals for all of them.

It has no thread, so a fork is a whole copy at any time; what it has loaded the workers share.
"""

import logging
import os
import select
import signal
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from config.server.limits import KILL_SECONDS, REPLACE_SECONDS, RESTART_SECONDS
from config.server.signals import Signals

log = logging.getLogger(__name__)

PID_STRUCT = struct.Struct("i")


class Birth(NamedTuple):
    """What a child is given: its signals, its parent, a pipe that ends with it, and how to say that it is ready."""

    signals: Signals
    parent: int
    lifeline: int
    say_ready: Callable[[], None]

    def see_parent_off(self) -> None:
        """A parent that was killed is gone a moment after its end of the pipe, and only then are its locks free."""
        is_dying = bool(select.select([self.lifeline], [], [], 0)[0])
        while is_dying and os.getppid() == self.parent:
            time.sleep(0.01)


Work = Callable[[Birth], None]


@dataclass
class Child:
    pid: int
    place: int
    is_ready: bool = False
    killed_at: float | None = None


class Supervisor:
    """Keeps a child at work in each place. `restarts` says whether SIGHUP replaces them or stops everything."""

    def __init__(self, works: list[Work], on_ready: Callable[[], None], restarts: bool | None) -> None:
        self.works, self.on_ready, self.restarts = works, on_ready, restarts
        self.children: dict[int, Child] = {}
        self.leaving: list[Child] = []
        self.successor: Child | None = None
        self.places_to_replace: list[int] = []
        self.began = dict.fromkeys(range(len(works)), -RESTART_SECONDS)
        self.is_stopping = self.was_ready = False
        self.lifeline, self.held_line = os.pipe()
        self.births, self.birth_writer = os.pipe()
        numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGCHLD]
        # `nohup` and the like mean that a closed terminal is no reason to stop.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            numbers.append(signal.SIGHUP)
        self.signals = Signals(*numbers)

    def run(self, on_stop: Callable[[], None]) -> None:
        """Run until all children are gone. `on_stop` runs when the first signal to stop has come."""
        self.on_stop = on_stop
        while not self.is_stopping or self._list_children():
            self._fill_places()
            self._wait_for_event()
            self._handle_signals(self.signals.read_pending())
            self._reap_children()
            self._replace_next()
            self._kill_late()
        self.signals.ignore_all()

    def _list_children(self) -> list[Child]:
        return [*self.children.values(), *self.leaving, *([self.successor] if self.successor else [])]

    def _wait_for_event(self) -> None:
        ready, _, _ = select.select([self.signals.pipe, self.births], [], [], RESTART_SECONDS / 2)
        if self.births in ready:
            (pid,) = PID_STRUCT.unpack(os.read(self.births, PID_STRUCT.size))
            for child in self._list_children():
                child.is_ready = child.is_ready or child.pid == pid
        workers = self.children.values()
        if not self.was_ready and len(workers) == len(self.works) and all(child.is_ready for child in workers):
            self.was_ready = True
            self.on_ready()

    def _handle_signals(self, numbers: set[int]) -> None:
        is_hung_up = signal.SIGHUP in numbers
        if numbers & {signal.SIGINT, signal.SIGTERM} or (is_hung_up and not self.restarts):
            self._stop_children()
        elif is_hung_up:
            self.places_to_replace = list(range(len(self.works)))

    def _stop_children(self) -> None:
        if self.is_stopping:
            return
        self.is_stopping = True
        for child in self._list_children():
            self._end_child(child, signal.SIGTERM, KILL_SECONDS)
        self.on_stop()

    def _end_child(self, child: Child, number: signal.Signals, seconds: float) -> None:
        os.kill(child.pid, number)
        child.killed_at = time.monotonic() + seconds

    def _kill_late(self) -> None:
        for child in self._list_children():
            if child.killed_at is not None and time.monotonic() >= child.killed_at:
                os.kill(child.pid, signal.SIGKILL)

    def _reap_children(self) -> None:
        """Each by its own id: the embedded database may be a child too, and is looked after elsewhere."""
        for child in self._list_children():
            if os.waitpid(child.pid, os.WNOHANG)[0]:
                self._forget_child(child)

    def _forget_child(self, child: Child) -> None:
        if child in self.leaving:
            self.leaving.remove(child)
            return
        if child is self.successor:
            self.successor = None
        else:
            del self.children[child.place]
        if not self.is_stopping:
            log.error("Worker %d died, and another one takes its place.", child.pid)

    def _fill_places(self) -> None:
        for place in range(len(self.works)):
            if place not in self.children and self._may_start(place):
                self.children[place] = self._fork_child(place)

    def _may_start(self, place: int) -> bool:
        return not self.is_stopping and time.monotonic() >= self.began[place] + RESTART_SECONDS

    def _replace_next(self) -> None:
        """One after the other: the old one goes when its successor is ready."""
        if not self.places_to_replace or self.is_stopping:
            return
        place = self.places_to_replace[0]
        if self.successor is None:
            if place in self.children and self._may_start(place):
                self.successor = self._fork_child(place)
        elif self.successor.is_ready and place in self.children:
            old, self.children[place], self.successor = self.children[place], self.successor, None
            self.leaving.append(old)
            self._end_child(old, signal.SIGUSR1, REPLACE_SECONDS + KILL_SECONDS)
            self.places_to_replace.pop(0)

    def _fork_child(self, place: int) -> Child:
        """Signals wait until the child hears them itself; until then it has its parent's ears."""
        self.began[place] = time.monotonic()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        parent, pid = os.getpid(), os.fork()
        if not pid:
            self._run_child(self.works[place], parent, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return Child(pid, place)

    def _run_child(self, work: Work, parent: int, mask: Iterable[int]) -> NoReturn:
        status = 1
        try:
            # Ctrl-C in the terminal is for the parent alone, which then ends its workers.
            os.setpgid(0, 0)
            for end in (self.held_line, self.births, self.signals.pipe, self.signals.writer):
                os.close(end)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signals = Signals(signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            work(Birth(signals, parent, self.lifeline, lambda: _report_ready(self.birth_writer)))
            status = 0
        except BaseException:
            log.exception("A worker failed.")
        finally:
            os._exit(status)


def _report_ready(pipe: int) -> None:
    os.write(pipe, PID_STRUCT.pack(os.getpid()))
