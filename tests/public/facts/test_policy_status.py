from datetime import date

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
    ],
)
def test_state_on_a_day(events, on, expected):
    assert told(events, on) == expected
