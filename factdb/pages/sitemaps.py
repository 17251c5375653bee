"""Every public address with its latest change, in parts of the size that sitemaps.org allows."""

from datetime import datetime
from typing import Any

from factdb.kinds import PUBLIC_KINDS
from factdb.public.record.queries import query_published

LARGEST_PART = 50_000


def list_sitemap_parts(count: int) -> range:
    """Numbers of the parts that `count` addresses fill, from 1."""
    return range(1, -(-count // LARGEST_PART) + 1)


def list_sitemap_addresses(collection: str, part: int) -> list[tuple[Any, datetime]]:
    """(key, updated_at), oldest row first, so that a full part only changes where a thing in it does."""
    first = (part - 1) * LARGEST_PART
    key = PUBLIC_KINDS[collection].key_column
    rows = query_published(collection).order_by("pk").values_list(key, "updated_at")
    return list(rows[first : first + LARGEST_PART])
