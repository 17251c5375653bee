"""What must hold of a policy's events: each rests on something, and on a claim only where that speaks of its day."""

from factdb.models import Claim, Policy, PolicyEvent

from .evidence import list_faults_of_each


def list_policy_faults(policy: Policy) -> list[str]:
    """List sentences, none where every event rests on evidence or on a claim that shows its day."""
    events = policy.events.select_related("claim").prefetch_related("evidence")
    return [f"Event of {event.on}: {sentence}" for event in events for sentence in list_event_faults(event)]


def list_event_faults(event: PolicyEvent) -> list[str]:
    pieces = list(event.evidence.all())
    faults = list_faults_of_each(pieces)
    if not pieces and event.claim is None:
        faults.append("name the claim that shows it, or give evidence.")
    if event.claim and not shows_day(event.claim, event):
        faults.append(
            f"“{event.claim}” names no such day: take it out and give evidence, or correct the day of either."
        )
    return faults


def shows_day(claim: Claim, event: PolicyEvent) -> bool:
    """Say whether a claim was stated, begins or ends on the event's day, or within its month or year."""
    first, last = event.span
    days = [claim.stated_span, *((day, day) for day in (claim.occurred_from, claim.occurred_to) if day)]
    return any(first <= start and end <= last for start, end in days)
