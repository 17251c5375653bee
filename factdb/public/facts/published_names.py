"""What is public by slug and name, for forms that let readers choose instead of type."""

from functools import lru_cache

from django.db.models import CharField, F, Func, QuerySet, Value

from factdb.kinds import LEDGER_KINDS
from factdb.public.record.queries import Head, query_published

# Beyond this a list to choose from is slower than typing.
MOST_CHOICES = 200
CHOOSABLE = tuple(collection for collection, kind in LEDGER_KINDS.items() if not kind.is_numbered)

PublishedNames = dict[str, dict[str, str] | None]


@lru_cache(maxsize=2)
def list_published_names(head: Head) -> PublishedNames:
    """Give {slug: name} of each collection in order of name, or None where there are too many to choose from.

    One query, kept for as long as the ledger's head stays: names change with the record alone.
    """
    first, *others = [_select_names(collection) for collection in CHOOSABLE]
    rows = sorted(first.union(*others, all=True), key=lambda row: row[3])
    return {collection: _limit_choices(collection, rows) for collection in CHOOSABLE}


def _select_names(collection: str) -> QuerySet:
    """Select one more than may be shown, so that too many are known as such."""
    kind = Value(collection, output_field=CharField())
    rows = query_published(collection).annotate(collection=kind, key=_order_of(collection)).order_by("key", "slug")
    return rows.values_list("collection", "slug", "headline", "key")[: MOST_CHOICES + 1]


def _order_of(collection: str) -> F | Func:
    """As lists of names are ordered, whether or not this one is."""
    has_names = any(field.name == "sort_key" for field in LEDGER_KINDS[collection].published._meta.fields)
    return F("sort_key") if has_names else Func(F("headline"), function="factdb_sort_key")


def _limit_choices(collection: str, rows: list[tuple[str, str, str, str]]) -> dict[str, str] | None:
    names = {slug: name for kind, slug, name, _ in rows if kind == collection}
    return names if len(names) <= MOST_CHOICES else None
