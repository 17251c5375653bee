"""Atom feeds (RFC 4287) of the list pages' rows."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from factdb.kinds import PUBLIC_KINDS, resolve_name
from factdb.public.filters.filtersets import get_filterset
from factdb.public.filters.validation import Params
from factdb.public.record.queries import Head, find_head_instant
from factdb.schemas import JsonObject

ATOM_MEDIA_TYPE = "application/atom+xml"
NEWEST_FIRST = "-updated_at"


class SteadyFeed(Atom1Feed):
    """A feed of nothing was last changed when the record was: Django would say now, each time (RFC 4287, 4.2.15)."""

    def latest_post_date(self) -> datetime:
        if self.items:
            return super().latest_post_date()
        return find_head_instant(self.feed["head"]) or datetime.fromtimestamp(0, UTC)


def feed_ordering(collection: str, params: Params) -> Params:
    """The question with the order of feeds: what was published or corrected last comes first, however old its fact.

    What was only rendered again stays where it is. The log of corrections is in this order by itself.
    """
    is_ordered = any(params.get("ordering", []))
    if is_ordered or NEWEST_FIRST.removeprefix("-") not in get_filterset(collection).orderings:
        return params
    return {**params, "ordering": [NEWEST_FIRST]}


def render_feed(request: HttpRequest, collection: str, rows: list[JsonObject], head: Head) -> HttpResponse:
    kind, site = PUBLIC_KINDS[collection], settings.SITE
    build_entry = resolve_name(kind.feed_entry)
    feed = SteadyFeed(
        title=f"{site.name}: {kind.title}",
        link=request.build_absolute_uri(f"/{collection}/"),
        description=str(kind.intro),
        feed_url=request.build_absolute_uri(),
        feed_guid=request.build_absolute_uri(),
        feed_copyright=site.licence.name,
        author_name=site.publisher.name,
        author_link=site.publisher.url,
        language=site.language,
        head=head,
    )
    for row in rows:
        feed.add_item(**build_entry(request, row, kind.heading))
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{ATOM_MEDIA_TYPE}; charset=utf-8")


def build_item_entry(request: HttpRequest, row: JsonObject, heading: str) -> dict[str, Any]:
    address = request.build_absolute_uri(row["url"])
    return {
        "title": row[heading],
        "link": address,
        "unique_id": address,
        "description": get_entry_summary(row),
        "pubdate": datetime.fromisoformat(row["published_at"]),
        "updateddate": datetime.fromisoformat(row["updated_at"]),
    }


def build_correction_entry(request: HttpRequest, row: JsonObject, heading: str) -> dict[str, Any]:
    """Two corrections of one thing share its address, so the ledger's number tells them apart."""
    at = datetime.fromisoformat(row["at"])
    return {
        "title": row[heading],
        "link": request.build_absolute_uri(row["url"]),
        "unique_id": request.build_absolute_uri(f"/corrections/#{row['seq']}"),
        "description": row["reason"],
        "pubdate": at,
        "updateddate": at,
    }


def get_entry_summary(row: JsonObject) -> str:
    summary = row.get("summary") or row.get("definition") or ""
    if "hops" in row:
        summary = " → ".join(hop["name"] for hop in row["hops"])
    return " · ".join(filter(None, (summary, row.get("note"), row.get("became"))))
