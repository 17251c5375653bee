"""From a public document to what a template prints of it: chain, figure, passage, dates, addresses.

Documents are trusted for their shape alone: what they hold came from articles, so an address becomes
a link only where a browser would open it as a web page.
"""

import json
from calendar import monthrange
from typing import Any, NotRequired, TypedDict
from urllib.parse import quote

from factdb import choices as v
from factdb.public.record.raw_documents import decode, decoder_of
from factdb.templatetags.formatting import day, label, number

from .kinds import KINDS

HEDGES = {
    v.Hedge.EXACT: "",
    v.Hedge.ABOUT: "about",
    v.Hedge.AT_LEAST: "at least",
    v.Hedge.AT_MOST: "up to",
    v.Hedge.MORE_THAN: "more than",
    v.Hedge.LESS_THAN: "less than",
    v.Hedge.BETWEEN: "between",
}
# Of the version, not of the thing: the page says both elsewhere.
FLAGS = ("corrected", "reviewed_by_second_person")
PAGES_OF_HOPS = {v.AttributionKind.PERSON: "people", v.AttributionKind.ORGANIZATION: "organizations"}


def claim(text):
    read = decode(text)
    return read | {
        "hops": hops(read),
        "amount": amount(read["figure"]) if read["figure"] else None,
        "occurred": span(read["occurred_from"], read["occurred_to"]),
    }


def person(text):
    read = decode(text)
    return read | {"roles": [role | {"held": span(role["from"], role["to"])} for role in read["roles"]]}


def policy(text):
    read = decode(text)
    return read | {"latest": read["events"][-1] if read["events"] else None}


def article(text):
    read = decode(text)
    return read | {"source": web_address(read["source_url"]), "archive": web_address(read["archive_url"])}


def correction(text):
    read = decode(text)
    return read | {
        "title": f"{label(read['action'], 'Action')}: {KINDS[read['kind']].noun} {read['key']}",
        "changes": changes(read["before"] or {}, read["after"] or {}),
    }


READERS = {
    v.Collection.CLAIMS: claim,
    v.Collection.PEOPLE: person,
    v.Collection.POLICIES: policy,
    v.Collection.ARTICLES: article,
    "corrections": correction,
}


def read_all(collection, texts):
    reader = READERS.get(collection, decode)
    return [reader(text) for text in texts]


class Named(TypedDict):
    slug: str
    name: str


class Hop(TypedDict):
    kind: str
    person: Named | None
    organization: Named | None
    label: str | None


class Measure(TypedDict):
    unit: str


class Figure(TypedDict):
    hedge: str
    value: Any
    low: Any
    high: Any
    measure: Measure


class Article(TypedDict):
    outlet: Named


class Verdict(TypedDict):
    rating: str


class Card(TypedDict):
    """What a card shows of a claim: to read the rest of the document would take twice as long."""

    id: int
    url: str
    text: str
    highlight: NotRequired[str]
    kind: str
    stated_on: str
    stated_on_precision: str
    attribution: list[Hop]
    article: Article
    policies: list[Named]
    figure: Figure | None
    verdict: Verdict
    corrected: bool


card = decoder_of(Card)


def listed(collection, texts):
    """For lists: of claims just what a card shows."""
    return [card(text) for text in texts] if collection == "claims" else read_all(collection, texts)


def changes(before, after):
    """Key by key what a correction changed; what is no sentence or number is printed as JSON."""
    keys = dict.fromkeys([*before, *after])
    return [change(key, before.get(key), after.get(key)) for key in keys]


def versions(entries):
    """The ledger's entries of a thing, each with what it changed in words."""
    return [
        entry | {"changes": [change(**difference) for difference in entry["diff"] if difference["field"] not in FLAGS]}
        for entry in entries
    ]


def change(field, before, after):
    return {"key": field, "before": printed(before), "after": printed(after)}


def printed(value):
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def web_address(address):
    """The address where it is one of the web, else None: `javascript:` and the like must never become links."""
    return address if address and address.startswith(("http://", "https://")) else None


def line(claim):
    """(name, address or None) of each hop: the origin first, and the outlet last, even where it is not written."""
    chain = [(named["name"] if named else link["label"], url) for link, named, url in map(target, claim["attribution"])]
    outlet = claim["article"]["outlet"]
    last = (outlet["name"], f"/organizations/{outlet['slug']}/")
    return chain if chain and chain[-1][1] == last[1] else [*chain, last]


def target(link):
    """What a hop names, if anything, and its page."""
    named = link["person"] if link["kind"] == v.AttributionKind.PERSON else None
    if link["kind"] == v.AttributionKind.ORGANIZATION:
        named = link["organization"]
    return link, named, f"/{PAGES_OF_HOPS[link['kind']]}/{named['slug']}/" if named else None


def hops(claim):
    """The same with what there is to say of each."""
    about = [[label(link["kind"], "AttributionKind"), beside(link), link["verb"]] for link in claim["attribution"]]
    if about and claim["speaker"] and claim["speaker"]["role"]:
        about[0] = [claim["speaker"]["role"]]
    kinds = [link["kind"] for link in claim["attribution"]]
    return [
        {
            "name": name,
            "url": url,
            "about": " · ".join(filter(None, about[place])) if place < len(about) else "Published it",
            "anonymous": place < len(kinds) and kinds[place] == v.AttributionKind.ANONYMOUS,
        }
        for place, (name, url) in enumerate(line(claim))
    ]


def beside(link):
    """The organization for which somebody speaks."""
    is_hop_itself = link["kind"] == v.AttributionKind.ORGANIZATION
    return None if is_hop_itself or not link["organization"] else link["organization"]["name"]


def amount(figure):
    """The figure in words, hedge first: about / 299,000 / people."""
    return {
        "hedge": HEDGES[figure["hedge"]],
        "number": bounds(figure),
        "unit": figure["measure"]["unit"],
        "period": span(figure["period_from"], figure["period_to"]),
    }


def short(figure):
    """In one piece: `about 299,000 people`."""
    return " ".join(filter(None, (HEDGES[figure["hedge"]], bounds(figure), figure["measure"]["unit"])))


def evidence(claim):
    return [item | {"url": web_address(item["url"])} for item in claim["verdict"]["evidence"]]


def bounds(figure):
    if figure["value"] is not None:
        return number(figure["value"])
    joint = " and " if figure["hedge"] == v.Hedge.BETWEEN else " to "
    return joint.join(number(bound) for bound in (figure["low"], figure["high"]) if bound is not None)


def span(first, last):
    """Two ISO dates, either of which may be open, in words: a day, a whole month or year, or from ... to ..."""
    if not first and not last:
        return None
    if not first or not last:
        return f"until {day(last)}" if last else f"from {day(first)}"
    if first == last:
        return day(first)
    return whole(first, last) or f"{day(first)} to {day(last)}"


def whole(first, last):
    """The year or month that the two dates bound exactly, else None."""
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01-01", "12-31"):
        return first[:4]
    if first[:7] == last[:7] and first[8:] == "01" and last[8:] == last_day(first):
        return day(first, "month")
    return None


def last_day(iso):
    return str(monthrange(int(iso[:4]), int(iso[5:7]))[1])


def passage_link(claim):
    """The source at the quoted words (URL text fragment), or at its top where the words are not public."""
    source = web_address(claim["article"]["source_url"])
    if not source or not claim["quote"] or not claim["quote"]["exact"]:
        return source
    words = quote(claim["quote"]["exact"], safe="").replace("-", "%2D")
    return f"{source.partition('#')[0]}#:~:text={words}"
