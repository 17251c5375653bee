"""How a policy stood on a day, since when, and how well that is known."""

from datetime import date
from typing import Any

from factdb.partial_dates import find_span
from factdb.schemas import JsonObject

UNKNOWN = "unknown"


def find_policy_status(policy: JsonObject, on: date, newest: date) -> JsonObject:
    """Say how a policy stood on a day. `newest` is the day of the newest claim on it.

    `last_known` is the status of the latest change that has surely happened by that day. `since` is the first day of
    the unbroken run of changes that gave it this status, as precise as `since_precision`; `claim`, if there is one,
    shows that day. `status` is the same as `last_known` where it can be relied on, and else `unknown`: before the first
    change, while another whose date is not exact may or may not have happened, and after the newest claim and change.
    """
    changes = list_status_changes(policy["events"])
    run = find_current_run([change for change in changes if find_event_span(change)[1] <= on])
    first = run[0] if run else {"on": None, "precision": None, "claim": None}
    last_known = run[-1]["status"] if run else None
    spoken_of = max([newest, *(find_event_span(change)[1] for change in changes)])
    is_known = bool(run) and on <= spoken_of and not any(_may_change(change, on, last_known) for change in changes)
    return {
        "policy": {"slug": policy["slug"], "name": policy["name"]},
        "on": on.isoformat(),
        "status": last_known if is_known else UNKNOWN,
        "since": first["on"],
        "since_precision": first["precision"],
        "claim": first["claim"],
        "last_known": last_known,
    }


def list_status_changes(events: list[JsonObject]) -> list[JsonObject]:
    """List the events that give the policy a status, the earliest first."""
    return sorted((event for event in events if event["status"]), key=lambda event: event["on"])


def find_current_run(changes: list[JsonObject]) -> list[JsonObject]:
    """Give the unbroken run of changes to one status with which these end: what confirms it begins nothing anew."""
    run: list[JsonObject] = []
    for change in changes:
        run = [*run, change] if run and run[-1]["status"] == change["status"] else [change]
    return run


def find_event_span(event: JsonObject) -> tuple[date, date]:
    """Give the first and last day that the event's date can mean."""
    return find_span(date.fromisoformat(event["on"]), event["precision"])


def _may_change(change: JsonObject, on: date, status: Any) -> bool:
    """Say whether on this day the change may or may not have given the policy another status."""
    first, last = find_event_span(change)
    return first <= on < last and change["status"] != status
