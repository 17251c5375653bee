"""Claims and what other claims do to them."""

from datetime import datetime

from factdb.models.published import PublishedClaim
from factdb.public.filters.ordering import find_order
from factdb.public.record.queries import fetch_rows

from .builder import build_page, build_source


def fetch_related_claims(number: int, most: int, as_of: datetime | None = None) -> list[str]:
    """Fetch claims related to a claim, either way, the latest first. `number` must be public: it is not looked up."""
    filters = {"related": {str(PublishedClaim._meta.model_name): [number]}}
    source = build_source("claims", filters, as_of=as_of)
    statement = build_page(source, find_order("claims", None), most - 1, None, highlight=False)
    # A claim has few relations, so one plan is the best for all.
    return [document for document, *_ in fetch_rows(statement._replace(is_prepared=True))]
