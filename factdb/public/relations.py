"""Claims and what other claims do to them."""

from factdb.models.record import PublishedClaim

from .filters import ClaimFilterSet
from .ordering import order_of
from .plans import Shape
from .queries import rows
from .statements import page


def related_to(number: int, most: int) -> list[bytes]:
    """Documents in either direction, the latest statement first. `number` must be public: its look-up is saved."""
    value = {PublishedClaim: [number]}
    shape = Shape("claims", (("related", ClaimFilterSet.base_filters["related"].shape(value)),))
    plan = page(shape, order_of("claims", None), most - 1, has_mark=False, highlight=False)
    # A claim has few relations, so one plan is the best for all.
    return [row[0] for row in rows(plan.bind({"related": value}))]
