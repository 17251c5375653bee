"""A short round of the drill on the first articles, and its judge, who must know a slow answer and a growing worker."""

import pytest

from tests.drills.colleagues import read_passwords
from tests.drills.newsday import LIMITS, SHORTEST_DAY, Day, Timed, hold_day, judge, open_site
from tests.processes import directory


class Workers:
    """Of no site."""

    def workers(self):
        return []


@pytest.mark.parametrize(
    ("kind", "seconds", "memory", "missed"),
    [
        ("reader", 0.29, [9, 9, 9, 9, 9], 0),
        ("reader", 0.31, [9, 9, 9, 9, 9], 1),
        ("script", 0.31, [9, 9, 9, 9, 9], 1),
        ("save", 0.79, [5, 9, 9, 9, 9.8], 0),
        ("save", 0.81, [9, 9, 9, 9, 9], 1),
        ("reader", 0.1, [9, 9, 9, 9, 10], 1),
    ],
)
def test_day_is_judged_by_times_and_memory(kind, seconds, memory, missed):
    day = Day(Workers())
    # One in twenty may be slower.
    day.timed = [Timed(kind, "/", seconds, 200)] * 95 + [Timed(kind, "/", 9, 200)] * 4
    day.timed += [Timed(other, "/", 0.1, 200) for other in LIMITS if other != kind]
    day.memory = memory
    assert len(list(judge(day, SHORTEST_DAY))) == missed


def test_everybody_is_answered_on_a_busy_day():
    """How long that takes says nothing here, nor that somebody is told to wait: the machine has other work."""
    with directory() as home, open_site(home) as site:
        passwords = read_passwords(home)
        accounts = {name: passwords[name] for name in ("editor", "administrator")}
        day = hold_day(site, accounts, readers=10, scripts=2, editors=2, seconds=10)
    assert [fault for fault in day.faults if not fault.endswith(": 503")] == []
    assert all(day.list_seconds(kind) for kind in ("reader", "script", "desk page", "save"))
