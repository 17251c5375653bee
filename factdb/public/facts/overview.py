"""The record at a glance: how much of each kind there is, and what most claims are about."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Count, F

from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS
from factdb.models.published import PublishedClaimPerson, PublishedClaimPolicy
from factdb.public.record.queries import PUBLIC_ALIAS, Head

MOST_LINKED = 8


class Overview(NamedTuple):
    counts: dict[str, int]
    policies: list[Mapping[str, Any]]
    people: list[Mapping[str, Any]]


@lru_cache(maxsize=2)
def read_overview(head: Head) -> Overview:
    """Count all. Kept while the ledger's head stays: it reads every claim, and home is the most visited page."""
    return Overview(
        _count_collections(),
        _most_linked(PublishedClaimPolicy, "policy"),
        _most_linked(PublishedClaimPerson, "person"),
    )


def _count_collections() -> dict[str, int]:
    """All in one query, which the ORM cannot say: it has no query without a table."""
    kinds = [collection for collection in PUBLIC_KINDS if collection in LEDGER_KINDS]
    tables = [LEDGER_KINDS[collection].published._meta.db_table for collection in kinds]
    subqueries = [f"(SELECT count(*) FROM {table})" for table in tables]  # noqa: S608 - our own tables' names
    with connections[PUBLIC_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(subqueries)}")
        return dict(zip(kinds, cursor.fetchone(), strict=True))


def _most_linked(link: type[PublishedClaimPolicy] | type[PublishedClaimPerson], target: str) -> list[Mapping[str, Any]]:
    rows = link.objects.using(PUBLIC_ALIAS).values(slug=F(f"{target}__slug"), name=F(f"{target}__headline"))
    return list(rows.annotate(count=Count("claim")).order_by("-count", f"{target}__sort_key", "slug")[:MOST_LINKED])
