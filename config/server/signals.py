"""Signals as bytes in a pipe: the handler does nothing, so that a second one inside of it does nothing either."""

import os
import signal
from typing import Any


class Signals:
    """From here on these signals of the process are read from `pipe`, each as its number."""

    def __init__(self, *numbers: signal.Signals) -> None:
        self.numbers = numbers
        self.pipe, self.writer = os.pipe()
        for end in (self.pipe, self.writer):
            os.set_blocking(end, False)
        # Where the pipe is full there is enough to read in it.
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, _leave_to_pipe)

    def read_pending(self) -> set[int]:
        try:
            return set(os.read(self.pipe, 256))
        except BlockingIOError:
            return set()

    def ignore_all(self) -> None:
        for number in self.numbers:
            signal.signal(number, signal.SIG_IGN)


def _leave_to_pipe(number: int, frame: Any) -> None:
    """Python has to have a handler; the number is in the pipe by then."""
