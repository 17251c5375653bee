"""What a card shows of a claim: the template prints these values and decides nothing."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NotRequired, TypedDict

from django.utils.html import escape
from django.utils.safestring import mark_safe

from factdb.exact_json import make_decoder
from factdb.kinds import PUBLIC_KINDS, resolve_name
from factdb.partial_dates import truncate_date
from factdb.public.facts.corroboration import ClaimCounts, fetch_counts
from factdb.ratings import name_rating
from factdb.templatetags.formatting import format_choice, format_day

from . import presenters


class CardEntity(TypedDict):
    slug: str
    name: str


class CardHop(TypedDict):
    kind: str
    person: CardEntity | None
    organization: CardEntity | None
    label: str | None


class CardMeasure(TypedDict):
    unit: str


class CardFigure(TypedDict):
    hedge: str
    value: Any
    low: Any
    high: Any
    measure: CardMeasure


class CardArticle(TypedDict):
    outlet: CardEntity


class CardVerdict(TypedDict):
    rating: str


class ClaimCard(TypedDict):
    """What a card needs of a claim: to read the rest of the document would take twice as long."""

    id: int
    url: str
    text: str
    highlight: NotRequired[str]
    kind: str
    stated_on: str
    stated_on_precision: str
    attribution: list[CardHop]
    article: CardArticle
    policies: list[CardEntity]
    figure: CardFigure | None
    verdict: CardVerdict
    corrected: bool


decode_card = make_decoder(ClaimCard)

# The same names, words and days stand on card after card, and an escaped text costs a template half as much.
escape_repeated = lru_cache(maxsize=4096)(escape)


def present_rows(collection: str, texts: list[str], *, is_past: bool) -> list[dict[str, Any]]:
    """For lists: of claims just what a card shows. What is counted is of today, so cards of the past leave it out."""
    kind = PUBLIC_KINDS[collection]
    present = resolve_name(kind.row_presenter or kind.presenter)
    rows = [present(text) for text in texts]
    counts = fetch_counts(row["id"] for row in rows) if kind.row_presenter and not is_past else {}
    return [add_counts(row, counts) for row in rows] if counts else rows


def read_card(text: str) -> dict[str, Any]:
    return present_card(decode_card(text))


def present_cards(claims: Iterable[Any], counts: dict[int, ClaimCounts]) -> list[dict[str, Any]]:
    """The claims as cards, with what is counted of each where `counts` has it."""
    return [add_counts(present_card(claim), counts) for claim in claims]


def present_card(claim: Any) -> dict[str, Any]:
    """A whole claim, or what `decode_card` read of one, in words."""
    stated_on, precision = claim["stated_on"], claim["stated_on_precision"]
    rating, figure = claim["verdict"]["rating"], claim["figure"]
    return {
        "id": claim["id"],
        "url": claim["url"],
        # HTML with the words of a search marked; the database escaped what is around them (`questions/builder.py`).
        "text": mark_safe(claim["highlight"]) if "highlight" in claim else claim["text"],  # noqa: S308
        "hops": [present_link(*link) for link in presenters.list_chain_links(claim)],
        "day": escape_repeated(truncate_date(stated_on, precision)),
        "stated": escape_repeated(format_day(stated_on, precision)),
        "relation_note": claim.get("relation_note"),
        "became": claim.get("became"),
        "kind": escape_repeated(format_choice(claim["kind"], "ClaimKind")),
        "amount": presenters.format_figure(figure) if figure else None,
        "policies": [present_link(policy["name"], f"/policies/{policy['slug']}/") for policy in claim["policies"]],
        "rating": escape_repeated(rating),
        "verdict": escape_repeated(name_rating(rating)),
        "corrected": claim["corrected"],
    }


def add_counts(card: dict[str, Any], counts: dict[int, ClaimCounts]) -> dict[str, Any]:
    """A card that says how many origins are behind its claim today, and whether anything is against it."""
    count = counts.get(card["id"])
    if count:
        card["behind"] = presenters.format_corroboration(count.origins, count.outlets)
        card["contradicted"] = count.is_contradicted
    return card


def present_link(name: str, url: str | None) -> dict[str, Any]:
    return {"name": escape_repeated(name), "url": url and escape_repeated(url)}
