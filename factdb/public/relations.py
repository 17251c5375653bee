"""Claims and what other claims do to them."""

from django.db.models import QuerySet

from factdb.models.record import PublishedClaim

from .filters import ClaimFilterSet
from .plans import Known
from .queries import claims


def related_to(number: int) -> QuerySet[PublishedClaim]:
    """In either direction, the latest statement first. `number` must be public: the filter's own look-up is saved."""
    related = ClaimFilterSet.base_filters["related"]
    value = {PublishedClaim: [number]}
    return related.filter(claims(), Known(value, related.shape(value))).order_by("-stated_on", "-id")
