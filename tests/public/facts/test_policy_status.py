from datetime import date, timedelta
from random import Random

import pytest

from factdb.public.facts.policy_status import find_policy_status


def told(events, on):
    """The newest public claim is of 2024-06-01."""
    shown = [{"on": day, "precision": precision, "status": status, "claim": 3} for day, precision, status in events]
    policy = {"slug": "visa-law", "name": "Visa law", "events": shown}
    state = find_policy_status(policy, date.fromisoformat(on), date(2024, 6, 1))
    return state["status"], state["since"], state["last_known"]


EXACT = [("2024-02-01", "day", "announced"), ("2024-03-01", "day", "in_force")]
MONTH = [("2024-02-01", "day", "announced"), ("2024-03-01", "month", "in_force")]
# Said again in March, on no day that is known; stopped in April; back in May.
AGAIN = [
    ("2024-02-01", "day", "in_force"),
    ("2024-03-01", "month", "in_force"),
    ("2024-04-01", "day", "suspended"),
    ("2024-05-01", "day", "in_force"),
]
SUED = [("2024-02-01", "day", "announced"), ("2024-03-01", "day", None)]
# The record goes on beyond the newest claim.
LATER = [("2024-03-01", "day", "in_force"), ("2024-07-01", "day", "ended")]


@pytest.mark.parametrize(
    ("events", "on", "expected"),
    [
        ([], "2024-03-01", ("unknown", None, None)),
        (EXACT, "2024-01-31", ("unknown", None, None)),
        (EXACT, "2024-02-01", ("announced", "2024-02-01", "announced")),
        (EXACT, "2024-02-29", ("announced", "2024-02-01", "announced")),
        (EXACT, "2024-06-01", ("in_force", "2024-03-01", "in_force")),
        (EXACT, "2024-06-02", ("unknown", "2024-03-01", "in_force")),
        (MONTH, "2024-02-29", ("announced", "2024-02-01", "announced")),
        (MONTH, "2024-03-01", ("unknown", "2024-02-01", "announced")),
        (MONTH, "2024-03-30", ("unknown", "2024-02-01", "announced")),
        (MONTH, "2024-03-31", ("in_force", "2024-03-01", "in_force")),
        ([("2023-06-15", "year", "in_force")], "2023-05-01", ("unknown", None, None)),
        ([("2023-06-15", "year", "in_force")], "2023-12-31", ("in_force", "2023-06-15", "in_force")),
        (AGAIN, "2024-02-10", ("in_force", "2024-02-01", "in_force")),
        (AGAIN, "2024-03-31", ("in_force", "2024-02-01", "in_force")),
        (AGAIN, "2024-04-15", ("suspended", "2024-04-01", "suspended")),
        (AGAIN, "2024-05-01", ("in_force", "2024-05-01", "in_force")),
        (SUED, "2024-03-02", ("announced", "2024-02-01", "announced")),
        ([("2024-07-01", "day", "ended")], "2024-07-01", ("ended", "2024-07-01", "ended")),
        ([("2024-07-01", "day", "ended")], "2024-07-02", ("unknown", "2024-07-01", "ended")),
        (LATER, "2024-06-20", ("in_force", "2024-03-01", "in_force")),
    ],
)
def test_state_on_a_day(events, on, expected):
    assert told(events, on) == expected


def test_since_is_as_precise_as_its_event():
    policy = {"slug": "visa-law", "name": "Visa law", "events": [shown_event("2023-01-01", "year", "in_force")]}
    state = find_policy_status(policy, date(2024, 1, 1), date(2024, 6, 1))
    assert (state["since"], state["since_precision"]) == ("2023-01-01", "year")


def shown_event(on, precision="day", status=None):
    return {"on": on, "precision": precision, "status": status, "claim": None}


def walk_days(statuses, first, count):
    """Give (day, status, since) of each day, walked one by one from the first."""
    status = since = None
    for day in (first + timedelta(days=n) for n in range(count)):
        for changed in statuses.get(day, []):
            status, since = (status, since) if changed == status else (changed, day)
        yield day, status, since


@pytest.mark.parametrize("seed", range(25))
def test_every_day_has_the_status_and_the_beginning_that_a_walk_through_the_days_finds(seed):
    random, first = Random(seed), date(2024, 1, 1)  # noqa: S311
    days = [first + timedelta(days=random.randrange(60)) for _ in range(random.randrange(8))]
    statuses = {day: [random.choice(["in_force", "ended", "suspended"])] for day in days}
    events = [shown_event(day.isoformat(), status=status) for day, (status,) in statuses.items()]
    events += [shown_event((first + timedelta(days=random.randrange(60))).isoformat()) for _ in range(3)]
    random.shuffle(events)
    policy = {"slug": "visa-law", "name": "Visa law", "events": events}
    for day, status, since in walk_days(statuses, first, 70):
        state = find_policy_status(policy, day, first + timedelta(days=70))
        assert (state["last_known"], state["since"]) == (status, since and since.isoformat())
        assert state["status"] == (status or "unknown")
