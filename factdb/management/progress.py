"""How far a command has come. It reports to a `Progress`, which says so once the work takes more than a moment."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Self, TypeVar

from django.core.management.base import OutputWrapper

# Seconds. Work that is done by then says nothing.
QUIET_SECONDS = 2.0
# Seconds between two states of a terminal's line, and between two lines of a log.
REWRITE_SECONDS = 0.2
LOG_SECONDS = 5.0
# Seconds of work that a rate is worked out from, at the least.
RATED_SECONDS = 1.0
ERASE_LINE = "\r\x1b[K"

Item = TypeVar("Item")


class Progress:
    """Called with what is counted, how many are done and of how many, as often as one likes.

    On a terminal it is one line, which is rewritten and goes away in the end; elsewhere a line every few seconds.
    """

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream, self.is_terminal = stream, stream.isatty()
        self.interval = REWRITE_SECONDS if self.is_terminal else LOG_SECONDS
        self.started_at = self.written_at = monotonic()
        self.counted, self.counted_at, self.done_before = "", 0.0, 0
        self.is_line_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.erase_line()

    def __call__(self, counted: str, done: int, total: int) -> None:
        now = monotonic()
        is_new = counted != self.counted
        if is_new:
            self.counted, self.counted_at, self.done_before = counted, now, done
        is_due = now >= self.written_at + self.interval or (is_new and self.is_terminal)
        if is_due and now >= self.started_at + QUIET_SECONDS:
            self.written_at = now
            self._write_line(describe_progress(counted, done, total, done - self.done_before, now - self.counted_at))

    def track_items(self, items: Sequence[Item], counted: str) -> Iterator[Item]:
        """The items, each counted once it has been dealt with."""
        for count, item in enumerate(items):
            self(counted, count, len(items))
            yield item

    def say_line(self, stream: OutputWrapper, text: str) -> None:
        """A line of the command's own, which must not be appended to the line of the terminal."""
        self.erase_line()
        stream.write(text)

    def erase_line(self) -> None:
        if self.is_line_open:
            self._write_text(ERASE_LINE)
            self.is_line_open = False

    def _write_line(self, line: str) -> None:
        self._write_text(f"{ERASE_LINE}{line}" if self.is_terminal else f"{line}\n")
        self.is_line_open = self.is_terminal

    def _write_text(self, text: str) -> None:
        """Not in the red of errors, which Django gives to all of stderr."""
        self.stream.write(text, style_func=str, ending="")
        self.stream.flush()


def describe_progress(counted: str, done: int, total: int, done_since: int, seconds: float) -> str:
    """Such as "12,400 of 305,000 claims, 3,100/s, 1 min 34 s left"; the rate is that of the last `seconds`."""
    line = f"{done:,} of {total:,} {counted}"
    if done_since <= 0 or seconds < RATED_SECONDS:
        return line
    rate = done_since / seconds
    return f"{line}, {format_rate(rate)}, {format_duration((total - done) / rate)} left"


def format_rate(rate: float) -> str:
    """Per second; per minute where that would be less than one."""
    return f"{rate:,.0f}/s" if rate >= 1 else f"{rate * 60:,.0f}/min"


def format_duration(seconds: float) -> str:
    """The two largest units: 34 s, 1 min 34 s, 2 h 5 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"
