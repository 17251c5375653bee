"""Whether a policy was in force on a day, and how well that is known."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db.models import Max

from factdb.models.record import PublishedClaimPolicy, PublishedPolicy, PublishedPolicyEvent
from factdb.vocabulary import Precision

from .queries import PUBLIC

UNKNOWN = "unknown"


def state(policy: PublishedPolicy, on: date) -> dict[str, Any]:
    """`last_known`, `since` and `claim` tell of the latest event that has surely happened by that day.

    `status` is the same where it can be relied on, and else `unknown`: before the first event, while an
    event whose date is not exact may or may not have happened, and after the newest claim on the policy.
    """
    events = list(PublishedPolicyEvent.objects.using(PUBLIC).filter(policy=policy).order_by("on", "position"))
    happened = [event for event in events if span(event.on, event.precision)[1] <= on]
    last = happened[-1] if happened else None
    is_known = last is not None and not any(_may_happen(event, on) for event in events) and on <= _newest(policy)
    return {
        "policy": {"slug": policy.slug, "name": policy.headline},
        "on": on.isoformat(),
        "status": last.status if last and is_known else UNKNOWN,
        "since": last.on.isoformat() if last else None,
        "claim": last.claim_id if last else None,
        "last_known": last.status if last else None,
    }


def span(on: date, precision: str) -> tuple[date, date]:
    """The first and last day that a date of this precision can mean."""
    if precision == Precision.YEAR:
        return on.replace(month=1, day=1), on.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    return on, on


def _may_happen(event: PublishedPolicyEvent, on: date) -> bool:
    first, last = span(event.on, event.precision)
    return first <= on < last


def _newest(policy: PublishedPolicy) -> date:
    """The day of the newest claim; nothing that is public speaks of later days."""
    claims = PublishedClaimPolicy.objects.using(PUBLIC).filter(policy=policy)
    return claims.aggregate(newest=Max("stated_on"))["newest"] or date.min
