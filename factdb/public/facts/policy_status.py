"""Whether a policy was in force on a day, and how well that is known."""

from calendar import monthrange
from datetime import date
from typing import Any

from factdb.choices import Precision

UNKNOWN = "unknown"


def find_policy_status(policy: dict[str, Any], on: date, newest: date) -> dict[str, Any]:
    """Say how a policy stood on a day. `newest` is the day of the newest claim on it: nothing speaks of later days.

    `last_known`, `since` and `claim` tell of the latest event that has surely happened by that day. `status` is the
    same where it can be relied on, and else `unknown`: before the first event, while an event whose date is not exact
    may or may not have happened, and after the newest claim on the policy.
    """
    changes = [event for event in policy["events"] if event["status"]]
    events = sorted(changes, key=lambda event: event["on"])
    past_events = [event for event in events if find_event_span(event)[1] <= on]
    last = past_events[-1] if past_events else None
    is_known = last is not None and not any(_may_happen(event, on) for event in events) and on <= newest
    return {
        "policy": {"slug": policy["slug"], "name": policy["name"]},
        "on": on.isoformat(),
        "status": last["status"] if last and is_known else UNKNOWN,
        "since": last["on"] if last else None,
        "claim": last["claim"] if last else None,
        "last_known": last["status"] if last else None,
    }


def find_event_span(event: dict[str, Any]) -> tuple[date, date]:
    """Give the first and last day that the event's date can mean."""
    on = date.fromisoformat(event["on"])
    if event["precision"] == Precision.YEAR:
        return on.replace(month=1, day=1), on.replace(month=12, day=31)
    if event["precision"] == Precision.MONTH:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    return on, on


def _may_happen(event: dict[str, Any], on: date) -> bool:
    first, last = find_event_span(event)
    return first <= on < last
