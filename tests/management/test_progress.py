"""What a command says while it works, to a terminal and to a log."""

import io

import pytest
from django.core.management.base import OutputWrapper

from factdb.management import progress
from factdb.management.progress import ERASE_LINE, Progress, describe_progress, format_duration


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    return clock


class Stream(io.StringIO):
    def __init__(self, is_terminal):
        super().__init__()
        self.isatty = lambda: is_terminal


def watch(clock, stream, seconds, total=100_000, per_second=1000):
    """A report every tenth of a second."""
    with Progress(OutputWrapper(stream)) as report:
        for tenth in range(seconds * 10):
            clock.seconds = tenth / 10
            report("claims", tenth * per_second // 10, total)
    return stream.getvalue()


def test_work_of_a_moment_says_nothing(clock):
    assert [watch(clock, Stream(is_terminal), 2) for is_terminal in (True, False)] == ["", ""]


def test_log_has_a_line_every_few_seconds(clock):
    assert watch(clock, Stream(False), 12).splitlines() == [
        "5,000 of 100,000 claims, 1,000/s, 1 min 35 s left",
        "10,000 of 100,000 claims, 1,000/s, 1 min 30 s left",
    ]


def test_terminal_has_one_line_which_goes_away(clock):
    written = watch(clock, Stream(True), 4)
    assert "\n" not in written
    assert written.startswith(f"{ERASE_LINE}2,000 of 100,000 claims, 1,000/s, 1 min 38 s left{ERASE_LINE}2,200 of")
    assert written.endswith(ERASE_LINE)


def test_terminal_sees_at_once_what_is_counted_next(clock):
    stream = Stream(True)
    report = Progress(OutputWrapper(stream))
    clock.seconds = 3.0
    report("claims", 1, 2)
    report("tallies", 0, 30)
    assert stream.getvalue() == f"{ERASE_LINE}1 of 2 claims{ERASE_LINE}0 of 30 tallies"


def test_rate_is_that_of_what_is_counted_now(clock):
    stream = Stream(False)
    report = Progress(OutputWrapper(stream))
    for clock.seconds, *counted in [(0.0, "people", 0, 9), (100.0, "claims", 500, 1000), (105.0, "claims", 600, 1000)]:
        report(*counted)
    assert stream.getvalue().splitlines()[-1] == "600 of 1,000 claims, 20/s, 20 s left"


def test_lines_of_the_command_stand_alone(clock):
    stream = Stream(True)
    report = Progress(OutputWrapper(stream))
    clock.seconds = 3.0
    for path in report.track_items(["a"], "files"):
        report.say_line(OutputWrapper(stream), f"{path}: proved")
    assert stream.getvalue() == f"{ERASE_LINE}0 of 1 files{ERASE_LINE}a: proved\n"


def test_slow_work_has_its_rate_by_the_minute():
    assert describe_progress("files", 2, 4, 2, 60.0) == "2 of 4 files, 2/min, 1 min 0 s left"


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (7530, "2 h 5 min")])
def test_duration(seconds, said):
    assert format_duration(seconds) == said
