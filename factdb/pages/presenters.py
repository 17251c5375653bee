"""From a public document to what a template prints of it: chain, figure, passage, dates, addresses.

Documents are trusted for their shape alone: what they hold came from articles, so an address becomes
a link only where a browser would open it as a web page.
"""

from calendar import monthrange
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from factdb import choices as v
from factdb.exact_json import decode_json, write_on_a_line
from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS, resolve_name
from factdb.public.facts.history import diff_documents
from factdb.public.facts.policy_status import find_current_run, list_status_changes
from factdb.ratings import name_rating
from factdb.rules.origins import Corroboration
from factdb.schemas import JsonObject
from factdb.templatetags.formatting import format_choice, format_day, format_number

HEDGE_WORDS = {
    v.Hedge.EXACT: "",
    v.Hedge.ABOUT: "about",
    v.Hedge.AT_LEAST: "at least",
    v.Hedge.AT_MOST: "up to",
    v.Hedge.MORE_THAN: "more than",
    v.Hedge.LESS_THAN: "less than",
    v.Hedge.BETWEEN: "between",
}
# What an outlet did with it, by its medium; the claim of an older version names none.
MEDIUM_VERBS = {
    v.Medium.ARTICLE: "ran",
    v.Medium.BROADCAST: "aired",
    v.Medium.POST: "posted",
    v.Medium.PRESS_RELEASE: "issued",
}
# Of the version, not of the thing: the page says both elsewhere.
VERSION_FLAGS = ("corrected", "reviewed_by_second_person")
# The API lists all of them.
MOST_CLAIMS_OF_ORIGIN = 20
HOP_COLLECTIONS = {v.AttributionKind.PERSON: "people", v.AttributionKind.ORGANIZATION: "organizations"}


def read_document(collection: str, text: str) -> JsonObject:
    """A document with every key of today, however old it is."""
    return LEDGER_KINDS[collection].complete_document(decode_json(text))


def present_claim(text: str) -> JsonObject:
    document = read_document("claims", text)
    return document | {
        "article": present_title(document["article"]),
        "verdict": document["verdict"] | {"review": web_address(document["verdict"]["review_url"])},
        "hops": present_hops(document),
        "amount": present_amount(document["figure"]) if document["figure"] else None,
        "occurred": format_date_range(document["occurred_from"], document["occurred_to"]),
    }


def present_person(text: str) -> JsonObject:
    document = read_document("people", text)
    return document | {
        "roles": [role | {"held": format_date_range(role["from"], role["to"])} for role in document["roles"]],
        "elsewhere": list_identities(document),
    }


def present_organization(text: str) -> JsonObject:
    document = read_document("organizations", text)
    return document | {"elsewhere": list_identities(document)}


def list_identities(document: JsonObject) -> list[JsonObject]:
    """Where else the same thing is: its item in Wikidata, and addresses, each called by its host."""
    item = document["wikidata"]
    items = [{"url": f"https://www.wikidata.org/wiki/{item}", "label": f"Wikidata: {item}"}] if item else []
    addresses = [address for address in document["same_as"] or [] if web_address(address)]
    return items + [{"url": address, "label": urlsplit(address).netloc} for address in addresses]


def present_policy(text: str) -> JsonObject:
    document = read_document("policies", text)
    events = [event | {"evidence": present_evidence(event["evidence"])} for event in document["events"]]
    run = find_current_run(list_status_changes(events))
    return document | {
        "events": events,
        "standing": run[0] if run else None,
        "elsewhere": list_identities(document),
    }


def present_article(text: str) -> JsonObject:
    document = present_title(read_document("articles", text))
    return document | {
        "source": web_address(document["source_url"]),
        "archive": web_address(document["archive_url"]),
        "inferred_names": [format_choice(key, "InferredKey").lower() for key in document["inferred"]],
    }


def present_title(article: JsonObject) -> JsonObject:
    """An article with what pages call it, the outlet's headline, else the desk's label; and how it came out."""
    precision = article["published_on_precision"] or v.Precision.DAY.value
    verb = MEDIUM_VERBS.get(article["medium"], "published")
    return article | {
        "title": article["headline"] or article["label"],
        "published_on_precision": precision,
        "ran": f"{verb} it {'on' if precision == v.Precision.DAY else 'in'}",
    }


def present_correction(text: str) -> JsonObject:
    document = decode_json(text)
    noun = PUBLIC_KINDS[document["kind"]].noun
    return document | {
        "title": f"{format_choice(document['action'], 'Action')}: {noun} {document['key']}",
        "changes": present_changes(document["before"] or {}, document["after"] or {}),
    }


def present_documents(collection: str, texts: Iterable[str]) -> list[JsonObject]:
    present = resolve_name(PUBLIC_KINDS[collection].presenter)
    return [present(text) for text in texts]


def present_changes(before: JsonObject, after: JsonObject) -> list[JsonObject]:
    """Key by key what a correction changed; what is no sentence or number is printed as JSON."""
    if after:
        return [present_change(**difference) for difference in diff_documents(before, after)]
    return [present_change(key, was, None) for key, was in before.items()]


def present_versions(entries: Iterable[JsonObject]) -> list[JsonObject]:
    """The ledger's entries of a thing, each with what it changed in words."""
    return [
        entry
        | {
            "changes": [
                present_change(**difference) for difference in entry["diff"] if difference["field"] not in VERSION_FLAGS
            ]
        }
        for entry in entries
    ]


def present_change(field: str, before: Any, after: Any) -> JsonObject:
    if field == "verdict.rating":
        before, after = (rating and name_rating(rating) for rating in (before, after))
    return {"key": field, "before": format_value(before), "after": format_value(after)}


def format_value(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return write_on_a_line(value)


def web_address(address: str | None) -> str | None:
    """The address where it is one of the web, else None: `javascript:` and the like must never become links."""
    return address if address and address.startswith(("http://", "https://")) else None


def list_chain_links(claim: Any) -> list[tuple[str, str | None]]:
    """(name, address or None) of each hop: the origin first, and the outlet last, even where it is not written."""
    chain = [
        (entity["name"] if entity else link["label"], url)
        for link, entity, url in map(resolve_hop, claim["attribution"])
    ]
    outlet = claim["article"]["outlet"]
    last = (outlet["name"], f"/organizations/{outlet['slug']}/")
    return chain if chain and chain[-1][1] == last[1] else [*chain, last]


def resolve_hop(link: JsonObject) -> tuple[JsonObject, JsonObject | None, str | None]:
    """What a hop names, if anything, and its page."""
    entity = link["person"] if link["kind"] == v.AttributionKind.PERSON else None
    if link["kind"] == v.AttributionKind.ORGANIZATION:
        entity = link["organization"]
    return link, entity, f"/{HOP_COLLECTIONS[link['kind']]}/{entity['slug']}/" if entity else None


def present_hops(claim: JsonObject) -> list[JsonObject]:
    """The same with what there is to say of each."""
    about = [
        [format_choice(link["kind"], "AttributionKind"), get_represented_name(link), link["verb"]]
        for link in claim["attribution"]
    ]
    if about and claim["speaker"] and claim["speaker"]["role"]:
        about[0] = [claim["speaker"]["role"]]
    kinds = [link["kind"] for link in claim["attribution"]]
    verb = MEDIUM_VERBS.get(claim["article"]["medium"], "published")
    return [
        {
            "name": name,
            "url": url,
            "about": " · ".join(filter(None, about[place])) if place < len(about) else f"{verb.capitalize()} it",
            "anonymous": place < len(kinds) and kinds[place] == v.AttributionKind.ANONYMOUS,
        }
        for place, (name, url) in enumerate(list_chain_links(claim))
    ]


def get_represented_name(link: JsonObject) -> str | None:
    """The organization for which somebody speaks."""
    is_hop_itself = link["kind"] == v.AttributionKind.ORGANIZATION
    return None if is_hop_itself or not link["organization"] else link["organization"]["name"]


def present_amount(figure: JsonObject) -> JsonObject:
    """The figure in words, hedge first: about / 299,000 / people."""
    return {
        "hedge": HEDGE_WORDS[figure["hedge"]],
        "number": format_bounds(figure),
        "unit": figure["measure"]["unit"],
        "period": format_date_range(figure["period_from"], figure["period_to"]),
    }


def format_figure(figure: Any) -> str:
    """In one piece: `about 299,000 people`."""
    return " ".join(filter(None, (HEDGE_WORDS[figure["hedge"]], format_bounds(figure), figure["measure"]["unit"])))


def format_corroboration(origins: int, outlets: int) -> str:
    """In one piece: `1 independent origin, 3 outlets`."""
    return f"{origins:,} independent origin{'s' * (origins > 1)}, {outlets:,} outlet{'s' * (outlets > 1)}"


def present_corroboration(found: Corroboration) -> JsonObject:
    """What is behind a claim, in words, and each origin with its claims and who ran them, where there are several."""
    claims = {claim for origin in found.origins for claim in origin.claims}
    return {
        "behind": format_corroboration(len(found.origins), len(found.outlets)),
        "origins": [
            {
                "name": of.name,
                "outlets": ", ".join(of.outlets),
                "claims": of.claims[:MOST_CLAIMS_OF_ORIGIN],
                "more": len(of.claims[MOST_CLAIMS_OF_ORIGIN:]),
            }
            for of in found.origins
            if len(claims) > 1 or len(found.origins) > 1
        ],
    }


def present_evidence(evidence: Iterable[JsonObject]) -> list[JsonObject]:
    return [item | {"url": web_address(item["url"]), "archive": web_address(item["archive_url"])} for item in evidence]


def format_bounds(figure: JsonObject) -> str:
    if figure["value"] is not None:
        return format_number(figure["value"])
    joint = " and " if figure["hedge"] == v.Hedge.BETWEEN else " to "
    return joint.join(format_number(limit) for limit in (figure["low"], figure["high"]) if limit is not None)


def format_date_range(first: str | None, last: str | None) -> str | None:
    """Two ISO dates, either of which may be open, in words: a day, a whole month or year, or from ... to ..."""
    if not first and not last:
        return None
    if not first or not last:
        return f"until {format_day(last)}" if last else f"from {format_day(first)}"
    if first == last:
        return format_day(first)
    return format_whole_period(first, last) or f"{format_day(first)} to {format_day(last)}"


def format_whole_period(first: str, last: str) -> str | None:
    """The year or month that the two dates bound exactly, else None."""
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01-01", "12-31"):
        return first[:4]
    if first[:7] == last[:7] and first[8:] == "01" and last[8:] == get_last_day(first):
        return format_day(first, "month")
    return None


def get_last_day(iso: str) -> str:
    return str(monthrange(int(iso[:4]), int(iso[5:7]))[1])


def build_passage_link(claim: JsonObject, source: str | None) -> str | None:
    """The source at the passage (URL text fragment), or at its top where no words of the passage are public."""
    passage = claim["quote"] or {"fragment": None, "exact": None}
    # Documents of before 0.2 have the words alone.
    fragment = passage["fragment"] or (passage["exact"] and quote(passage["exact"], safe="").replace("-", "%2D"))
    return f"{source.partition('#')[0]}#:~:text={fragment}" if source and fragment else source
