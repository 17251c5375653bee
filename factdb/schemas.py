"""Every public key and its type, once: documents, OpenAPI, `fields=` and CSV columns read it.

A shape is a dict from key to node, in the contract's order. A node says what JSON it is, whether it
may be null, and - for a reference - which collection its `slug` belongs to, so that the door can fill
in the names that are public and render them again after a rename.
"""

from dataclasses import dataclass, field
from typing import Any

from . import choices as v


@dataclass(frozen=True)
class Node:
    """One public key. `type` is a JSON type; `format` a JSON Schema format; `keys` the shape of an object."""

    type: str
    help: str = ""
    nullable: bool = False
    format: str | None = None
    choices: Any = None  # a TextChoices
    many: bool = False
    keys: dict = field(default_factory=dict)
    ref: v.Collection | None = None


def text(help="", **more):
    return Node("string", help, **more)


def integer(help="", **more):
    return Node("integer", help, **more)


def number(help="", **more):
    return Node("number", help, **more)


def boolean(help="", **more):
    return Node("boolean", help, **more)


def date(help="", **more):
    return Node("string", help, format="date", **more)


def instant(help="", **more):
    return Node("string", help, format="date-time", **more)


def choice(choices, help="", **more):
    return Node("string", help, choices=choices, **more)


def group(help="", /, *, nullable=False, many=False, **keys):
    return Node("object", help, nullable=nullable, many=many, keys=keys)


def ref(collection, /, help="", *, nullable=False, many=False, **keys):
    """A reference: `slug` is the desk's, all other keys are copied from what is public of it."""
    return Node("object", help, nullable=nullable, many=many, keys={"slug": text(), **keys}, ref=collection)


def named(collection, help="", **more):
    return ref(collection, help, name=text(), **more)


ORGANIZATIONS, PEOPLE, POLICIES, MEASURES, ARTICLES = (
    v.Collection.ORGANIZATIONS,
    v.Collection.PEOPLE,
    v.Collection.POLICIES,
    v.Collection.MEASURES,
    v.Collection.ARTICLES,
)

ADDRESS = {
    "slug": text("Its address, fixed at first publication."),
    "url": text("Root-relative address of its page."),
    "version": integer("Raised by one with every public change."),
}
TIMES = {
    "published_at": instant("First publication here."),
    "updated_at": instant("Latest change of substance; rendering again leaves it alone."),
}

CLAIM = {
    "id": integer("The claim's number: without gaps, never reused."),
    "url": ADDRESS["url"],
    "version": ADDRESS["version"],
    "text": text("The statement, in our own words."),
    "kind": choice(v.ClaimKind),
    "stated_on": date("When it was said or published."),
    "stated_on_precision": choice(v.Precision),
    "occurred_from": date("First day of what it speaks of.", nullable=True),
    "occurred_to": date("Last day of what it speaks of.", nullable=True),
    "speaker": ref(
        PEOPLE,
        "The person at the origin of the chain.",
        nullable=True,
        name=text(),
        role=text("The role held on the day of the statement.", nullable=True),
    ),
    "attribution": group(
        "How it reached us: the origin first, relays after it; the outlet is the implied last hop.",
        many=True,
        position=integer(),
        kind=choice(v.AttributionKind),
        person=named(PEOPLE, nullable=True),
        organization=named(ORGANIZATIONS, nullable=True),
        label=text(nullable=True),
        verb=text(),
    ),
    "article": ref(
        ARTICLES,
        headline=text(),
        outlet=named(ORGANIZATIONS),
        published_on=date(),
        source_url=text(nullable=True, format="uri"),
    ),
    "quote": group(
        "The passage that carries the claim (W3C TextQuoteSelector and TextPositionSelector).",
        nullable=True,
        exact=text("The passage, where it has at most 25 words and the desk held the text.", nullable=True),
        prefix=text("Up to 32 characters before it.", nullable=True),
        suffix=text("Up to 32 characters after it.", nullable=True),
        start=integer("First code point in the snapshot's text."),
        end=integer("One past the last code point."),
        passage_sha256=text("SHA-256 of the passage's UTF-8."),
        snapshot_sha256=text("SHA-256 of the whole text's UTF-8."),
    ),
    "policies": named(POLICIES, many=True),
    "people": named(PEOPLE, "Mentioned; the speaker is not repeated.", many=True),
    "organizations": named(ORGANIZATIONS, "Mentioned.", many=True),
    "figure": group(
        "The number, if the claim holds one.",
        nullable=True,
        measure=ref(MEASURES, name=text(), unit=text()),
        value=number(nullable=True),
        low=number(nullable=True),
        high=number(nullable=True),
        hedge=choice(v.Hedge),
        scope=text("Whom or where it counts.", nullable=True),
        period_from=date(nullable=True),
        period_to=date(nullable=True),
    ),
    "verdict": group(
        "How it was checked; without a verdict the rating is `unchecked`.",
        rating=choice(v.Rating),
        summary=text(nullable=True),
        reviewed_on=date(nullable=True),
        evidence=group(many=True, url=text(format="uri"), title=text()),
    ),
    "relations": group(
        "Towards published claims only.",
        many=True,
        kind=choice(v.RelationKind),
        claim=integer("The other claim's number."),
        note=text(nullable=True),
    ),
    **TIMES,
    "corrected": boolean("Ever corrected or clarified."),
    "reviewed_by_second_person": boolean("Whether somebody who had not edited it approved this version."),
}

ARTICLE = {
    **ADDRESS,
    "headline": text(),
    "outlet": named(ORGANIZATIONS),
    "byline": text(many=True),
    "published_on": date("The article's own date."),
    "source_url": text(nullable=True, format="uri"),
    "archive_url": text(nullable=True, format="uri"),
    "syndicated_from": named(ORGANIZATIONS, nullable=True),
    **TIMES,
}

PERSON = {
    **ADDRESS,
    "name": text(),
    "sort_name": text("For sorting: family name first."),
    "aliases": text(many=True),
    "summary": text(nullable=True),
    "roles": Node(
        "object",
        "Offices held, the earliest first; an open end is null.",
        many=True,
        keys={
            "title": text(),
            "organization": named(ORGANIZATIONS, nullable=True),
            "from": date(nullable=True),
            "to": date(nullable=True),
        },
    ),
    **TIMES,
}

POLICY = {
    **ADDRESS,
    "name": text(),
    "aliases": text(many=True),
    "kind": choice(v.PolicyKind),
    "jurisdiction": text(),
    "issuer": named(ORGANIZATIONS, nullable=True),
    "summary": text(nullable=True),
    "events": group(
        "Dated changes, the earliest first.",
        many=True,
        on=date(),
        precision=choice(v.Precision),
        status=choice(v.PolicyStatus),
        note=text(),
        claim=integer("Number of the claim that shows it."),
    ),
    **TIMES,
}

ORGANIZATION = {**ADDRESS, "name": text(), "kind": choice(v.OrganizationKind), **TIMES}

MEASURE = {
    **ADDRESS,
    "name": text(),
    "unit": text("Example: people, encounters."),
    "nature": choice(v.Nature),
    "definition": text(),
    **TIMES,
}

CORRECTION = {
    "seq": integer("The ledger entry."),
    "at": instant(),
    "action": choice(v.Action),
    "kind": choice(v.Collection, "Collection of the thing."),
    "key": text("Its number or slug."),
    "url": text("Root-relative address of its page."),
    "reason": text(),
    "before": Node("object", "The changed keys as they were.", nullable=True),
    "after": Node("object", "The changed keys as they are; null where it was retracted.", nullable=True),
}

SHAPES = {
    v.Collection.CLAIMS: CLAIM,
    v.Collection.ARTICLES: ARTICLE,
    v.Collection.PEOPLE: PERSON,
    v.Collection.POLICIES: POLICY,
    v.Collection.ORGANIZATIONS: ORGANIZATION,
    v.Collection.MEASURES: MEASURE,
}
