"""How to cite a claim: with its origin, everyone who relayed it, and the outlet that ran it."""

from typing import Any

from django.conf import settings

from factdb.choices import AttributionKind
from factdb.partial_dates import truncate_date


def list_chain_names(claim: dict[str, Any]) -> list[str]:
    """List names from the origin to the outlet, which is the last hop even where it is not written."""
    names = [_name_hop(hop) for hop in claim["attribution"]]
    outlet = claim["article"]["outlet"]["name"]
    return names if names and names[-1] == outlet else [*names, outlet]


def find_author(claim: dict[str, Any]) -> str | None:
    """Give the name of who says so. None where they are anonymous, and for a document of which nobody is named."""
    if not claim["attribution"]:
        return claim["article"]["outlet"]["name"]
    origin = claim["attribution"][0]
    if origin["kind"] == AttributionKind.ANONYMOUS:
        return None
    entity = origin["person"] or origin["organization"]
    return entity["name"] if entity else None


def _name_hop(hop: dict[str, Any]) -> str:
    entity = hop["person"] or (hop["organization"] if hop["kind"] == "organization" else None)
    return entity["name"] if entity else hop["label"]


def format_plain_citation(claim: dict[str, Any], address: str) -> str:
    """Cite a claim in one line of text; `address` is its absolute URL."""
    origin, *relays = list_chain_names(claim)
    through = f", through {', '.join(relays)}" if relays else ""
    edition = f"claim {claim['id']}, version {claim['version']} of {claim['updated_at'][:10]}"
    source = f"{settings.SITE.name}, {edition}"
    day = truncate_date(claim["stated_on"], claim["stated_on_precision"])
    return f"{origin}{through}: “{claim['text']}” Stated {day}. {source}. {address}"
