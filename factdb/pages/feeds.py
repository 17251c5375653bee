"""Atom feeds (RFC 4287) of the list pages' rows."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from factdb.public.filters.filtersets import FILTERSETS

from .kinds import KINDS

ATOM = "application/atom+xml"
NEWS = "-updated_at"


def feed_ordering(collection, asked):
    """The question with the order of feeds: what was published or corrected last comes first, however old its fact.

    What was only rendered again stays where it is. The log of corrections is in this order by itself.
    """
    is_ordered = any(asked.get("ordering", []))
    if is_ordered or NEWS.removeprefix("-") not in FILTERSETS[collection].orderings:
        return asked
    return {**asked, "ordering": [NEWS]}


def atom(request, collection, rows):
    kind = KINDS[collection]
    feed = Atom1Feed(
        title=f"FactDB: {kind.title}",
        link=request.build_absolute_uri(f"/{collection}/"),
        description=kind.intro,
        feed_url=request.build_absolute_uri(),
        feed_guid=request.build_absolute_uri(),
        feed_copyright="CC BY 4.0",
        language="en",
    )
    for row in rows:
        feed.add_item(**(correction if collection == "corrections" else thing)(request, row))
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{ATOM}; charset=utf-8")


def thing(request, row):
    address = request.build_absolute_uri(row["url"])
    return {
        "title": title(row),
        "link": address,
        "unique_id": address,
        "description": summary(row),
        "pubdate": datetime.fromisoformat(row["published_at"]),
        "updateddate": datetime.fromisoformat(row["updated_at"]),
    }


def correction(request, row):
    """Two corrections of one thing share its address, so the ledger's number tells them apart."""
    at = datetime.fromisoformat(row["at"])
    return {
        "title": row["title"],
        "link": request.build_absolute_uri(row["url"]),
        "unique_id": request.build_absolute_uri(f"/corrections/#{row['seq']}"),
        "description": row["reason"],
        "pubdate": at,
        "updateddate": at,
    }


def title(row):
    return row.get("text") or row.get("headline") or row["name"]


def summary(row):
    said = row.get("summary") or row.get("definition") or ""
    if "hops" in row:
        said = " → ".join(hop["name"] for hop in row["hops"])
    return " · ".join(filter(None, (said, row.get("note"))))
