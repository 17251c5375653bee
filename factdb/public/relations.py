"""Claims and what other claims do to them."""

from django.db.models import QuerySet

from factdb.models.record import PublishedClaim

from .filters import ClaimFilterSet
from .queries import claims


def related_to(number: int) -> QuerySet[PublishedClaim]:
    """In either direction, the latest statement first. `number` must be public: the filter's own look-up is saved."""
    return ClaimFilterSet.narrow(claims(), {"related": {PublishedClaim: [number]}}).order_by("-stated_on", "-id")
