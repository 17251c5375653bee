"""Every public key and its type, once: documents, OpenAPI, `fields=` and CSV columns read it.

A shape is a dict from key to node, in the contract's order. A node says what JSON it is, whether it
may be null, and - for a reference - which collection its `slug` belongs to, so that the door can fill
in the names that are public and render them again after a rename.

Documents are never rewritten, so those of earlier versions lack what came later: a key that is added says in
`since` which version of FactDB brought it, and whoever reads a document by its keys reads `Kind.complete_document`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextChoices

from . import choices as v

# A document, or a part of one: values by public key. What they may be, the schemas say.
JsonObject = dict[str, Any]

ChoicesClass = type[TextChoices]


@dataclass(frozen=True)
class Field:
    """One public key. `type` is a JSON type; `format` a JSON Schema format; `keys` the shape of an object.

    `since` is the version that brought it, as "0.2"; None where every document has it.
    """

    type: str
    help: str = ""
    nullable: bool = False
    format: str | None = None
    choices: ChoicesClass | None = None
    many: bool = False
    keys: "dict[str, Field]" = field(default_factory=dict)
    ref: v.Collection | None = None
    since: str | None = None


def text_field(help: str = "", **more: Any) -> Field:
    return Field("string", help, **more)


def integer_field(help: str = "", **more: Any) -> Field:
    return Field("integer", help, **more)


def number_field(help: str = "", **more: Any) -> Field:
    return Field("number", help, **more)


def boolean_field(help: str = "", **more: Any) -> Field:
    return Field("boolean", help, **more)


def date_field(help: str = "", **more: Any) -> Field:
    return Field("string", help, format="date", **more)


def instant_field(help: str = "", **more: Any) -> Field:
    return Field("string", help, format="date-time", **more)


def choice_field(choices: ChoicesClass, help: str = "", **more: Any) -> Field:
    return Field("string", help, choices=choices, **more)


def object_field(
    help: str = "",
    /,
    *,
    nullable: bool = False,
    many: bool = False,
    since: str | None = None,
    **keys: Field,
) -> Field:
    return Field("object", help, nullable=nullable, many=many, since=since, keys=keys)


def reference_field(
    collection: v.Collection,
    /,
    help: str = "",
    *,
    nullable: bool = False,
    many: bool = False,
    since: str | None = None,
    **keys: Field,
) -> Field:
    """A reference: `slug` is the desk's, all other keys are copied from what is public of it."""
    keys = {"slug": text_field(), **keys}
    return Field("object", help, nullable=nullable, many=many, since=since, keys=keys, ref=collection)


def named_reference(collection: v.Collection, help: str = "", **more: Any) -> Field:
    return reference_field(collection, help, name=text_field(), **more)


ORGANIZATIONS, PEOPLE, POLICIES, MEASURES, ARTICLES = (
    v.Collection.ORGANIZATIONS,
    v.Collection.PEOPLE,
    v.Collection.POLICIES,
    v.Collection.MEASURES,
    v.Collection.ARTICLES,
)

# The version that brought the keys below that have it.
SINCE = "0.2"

ADDRESS_FIELDS = {
    "slug": text_field("Its address, fixed at first publication."),
    "url": text_field("Root-relative address of its page."),
    "version": integer_field("Raised by one with every public change."),
}
TIME_FIELDS = {
    "published_at": instant_field("First publication here."),
    "updated_at": instant_field("Latest change of substance; rendering again leaves it alone."),
}

OUTSIDE_FIELDS = {
    "wikidata": text_field("Its Wikidata item. Example: Q42", nullable=True, since=SINCE),
    "same_as": text_field("Addresses about this very thing.", many=True, format="uri", since=SINCE),
}
EVIDENCE_FIELD = object_field(
    many=True,
    url=text_field(format="uri"),
    title=text_field(),
    publisher=text_field(nullable=True, since=SINCE),
    reading=choice_field(v.EvidenceReading, "How the desk read it, if it did.", since=SINCE),
    read_on=date_field("The day on which it was read.", nullable=True, since=SINCE),
    archive_url=text_field(nullable=True, format="uri", since=SINCE),
    words=text_field("The words that decide, at most 25.", nullable=True, since=SINCE),
    figure=text_field("Or the number, with its period.", nullable=True, since=SINCE),
    bearing=choice_field(v.Bearing, since=SINCE),
)

CLAIM_SCHEMA = {
    "id": integer_field("The claim's number: without gaps, never reused."),
    "url": ADDRESS_FIELDS["url"],
    "version": ADDRESS_FIELDS["version"],
    "text": text_field("The statement, in our own words."),
    "note": text_field("What the desk put right, and what is known from elsewhere.", nullable=True, since=SINCE),
    "kind": choice_field(v.ClaimKind),
    "weight": choice_field(v.Weight, "How much of its article it is.", since=SINCE),
    "stated_on": date_field("When it was said or published."),
    "stated_on_precision": choice_field(v.Precision),
    "occurred_from": date_field("First day of what it speaks of.", nullable=True),
    "occurred_to": date_field("Last day of what it speaks of.", nullable=True),
    "speaker": reference_field(
        PEOPLE,
        "The person at the origin of the chain.",
        nullable=True,
        name=text_field(),
        role=text_field("The role held on the day of the statement.", nullable=True),
    ),
    "attribution": object_field(
        "How it reached us: the origin first, relays after it; the outlet is the implied last hop.",
        many=True,
        position=integer_field(),
        kind=choice_field(v.AttributionKind),
        person=named_reference(PEOPLE, nullable=True),
        organization=named_reference(ORGANIZATIONS, nullable=True),
        label=text_field(nullable=True),
        verb=text_field(),
        apart=boolean_field("The text counts these people apart from others of the same relay.", since=SINCE),
    ),
    "article": reference_field(
        ARTICLES,
        headline=text_field(nullable=True),
        label=text_field("The desk's own, where there is no headline.", nullable=True, since=SINCE),
        medium=choice_field(v.Medium, since=SINCE),
        outlet=named_reference(ORGANIZATIONS),
        published_on=date_field(),
        published_on_precision=choice_field(v.Precision, since=SINCE),
        source_url=text_field(nullable=True, format="uri"),
    ),
    "quote": object_field(
        "The passage that carries the claim (W3C TextQuoteSelector and TextPositionSelector).",
        nullable=True,
        exact=text_field("The passage, where it has at most 25 words and the desk holds the text.", nullable=True),
        prefix=text_field("Whole words before it.", nullable=True),
        suffix=text_field("Whole words after it.", nullable=True),
        first=text_field("The first words of a longer passage.", nullable=True, since=SINCE),
        last=text_field("Its last words.", nullable=True, since=SINCE),
        omitted=integer_field("How many words stand between these.", nullable=True, since=SINCE),
        fragment=text_field(
            "What leads a browser to it in its source, after `#:~:text=` (WICG text fragment).",
            nullable=True,
            since=SINCE,
        ),
        start=integer_field("First code point in the snapshot's text."),
        end=integer_field("One past the last code point."),
        passage_sha256=text_field("SHA-256 of the passage's UTF-8."),
        snapshot_sha256=text_field("SHA-256 of the whole text's UTF-8."),
        language=text_field("Of the passage, by BCP 47.", since=SINCE),
        translation=text_field("Ours, where it is in another language.", nullable=True, since=SINCE),
    ),
    "policies": named_reference(POLICIES, many=True),
    "people": named_reference(PEOPLE, "Mentioned; the speaker is not repeated.", many=True),
    "organizations": named_reference(ORGANIZATIONS, "Mentioned.", many=True),
    "figure": object_field(
        "The number, if the claim holds one.",
        nullable=True,
        measure=reference_field(MEASURES, name=text_field(), unit=text_field()),
        value=number_field(nullable=True),
        low=number_field(nullable=True),
        high=number_field(nullable=True),
        hedge=choice_field(v.Hedge),
        scope=text_field("Whom or where it counts.", nullable=True),
        period_from=date_field(nullable=True),
        period_to=date_field(nullable=True),
    ),
    "verdict": object_field(
        "How it was checked; without a verdict the rating is `unchecked`.",
        rating=choice_field(v.Rating),
        summary=text_field(nullable=True),
        reviewed_on=date_field(nullable=True),
        review_url=text_field("Where the check was published.", nullable=True, format="uri", since=SINCE),
        evidence=EVIDENCE_FIELD,
    ),
    "relations": object_field(
        "Towards published claims only.",
        many=True,
        kind=choice_field(v.RelationKind),
        claim=integer_field("The other claim's number."),
        note=text_field(nullable=True),
    ),
    **TIME_FIELDS,
    "corrected": boolean_field("Ever corrected or clarified."),
    "reviewed_by_second_person": boolean_field("Whether somebody who had not edited it approved this version."),
}

ARTICLE_SCHEMA = {
    **ADDRESS_FIELDS,
    "headline": text_field("The outlet's own.", nullable=True),
    "label": text_field("The desk's own, where there is no headline.", nullable=True, since=SINCE),
    "medium": choice_field(v.Medium, since=SINCE),
    "language": text_field("Of its text, by BCP 47.", since=SINCE),
    "outlet": named_reference(ORGANIZATIONS),
    "byline": text_field(many=True),
    "published_on": date_field("The article's own date; the first day of a month or year."),
    "published_on_precision": choice_field(v.Precision, since=SINCE),
    "source_url": text_field(nullable=True, format="uri"),
    "archive_url": text_field(nullable=True, format="uri"),
    "syndicated_from": named_reference(ORGANIZATIONS, nullable=True),
    "rests_on": named_reference(ORGANIZATIONS, "Whose report it says it relays.", many=True, since=SINCE),
    "copy": choice_field(v.CopyKind, "What the text that the desk holds is.", since=SINCE),
    "copy_note": text_field("Where it came from, and what it gets wrong.", nullable=True, since=SINCE),
    "inferred": choice_field(v.InferredKey, "Keys that the text does not say itself.", many=True, since=SINCE),
    **TIME_FIELDS,
}

PERSON_SCHEMA = {
    **ADDRESS_FIELDS,
    "name": text_field(),
    "sort_name": text_field("For sorting: family name first."),
    "aliases": text_field(many=True),
    "summary": text_field(nullable=True),
    **OUTSIDE_FIELDS,
    "roles": Field(
        "object",
        "Offices held, the earliest first; an open end is null.",
        many=True,
        keys={
            "title": text_field(),
            "organization": named_reference(ORGANIZATIONS, nullable=True),
            "from": date_field(nullable=True),
            "to": date_field(nullable=True),
        },
    ),
    **TIME_FIELDS,
}

POLICY_SCHEMA = {
    **ADDRESS_FIELDS,
    "name": text_field(),
    "aliases": text_field(many=True),
    "kind": choice_field(v.PolicyKind),
    "jurisdiction": text_field(),
    "issuer": named_reference(ORGANIZATIONS, nullable=True),
    "summary": text_field(nullable=True),
    **OUTSIDE_FIELDS,
    "events": object_field(
        "Dated changes, the earliest first.",
        many=True,
        on=date_field(),
        precision=choice_field(v.Precision),
        kind=choice_field(v.EventKind, since=SINCE),
        status=choice_field(v.PolicyStatus, "From this day on; null where it changes none.", nullable=True),
        note=text_field(),
        claim=integer_field("Number of the claim that shows it.", nullable=True),
        evidence=replace(EVIDENCE_FIELD, since=SINCE),
    ),
    **TIME_FIELDS,
}

ORGANIZATION_SCHEMA = {
    **ADDRESS_FIELDS,
    "name": text_field(),
    "kind": choice_field(v.OrganizationKind),
    **OUTSIDE_FIELDS,
    **TIME_FIELDS,
}

MEASURE_SCHEMA = {
    **ADDRESS_FIELDS,
    "name": text_field(),
    "unit": text_field("Example: people, encounters."),
    "nature": choice_field(v.Nature),
    "definition": text_field(),
    "year_starts": text_field("Month and day, where its years are not calendar years.", nullable=True, since=SINCE),
    **TIME_FIELDS,
}

CORRECTION_SCHEMA = {
    "seq": integer_field("The ledger entry."),
    "at": instant_field(),
    "action": choice_field(v.Action),
    "kind": choice_field(v.Collection, "Collection of the thing."),
    "key": text_field("Its number or slug."),
    "url": text_field("Root-relative address of its page."),
    "reason": text_field(),
    "before": Field("object", "The changed keys as they were.", nullable=True),
    "after": Field("object", "The changed keys as they are; null where it was retracted.", nullable=True),
}

# Fields that something is done with: each key, its field, and those of the kind below it.
Nodes = list[tuple[str, Field, "Nodes"]]


def select_nodes(schema: dict[str, Field], is_wanted: Callable[[Field], Any]) -> Nodes:
    """Select the fields that are wanted, and those with such fields below them: no others need a walk."""
    nodes = [(key, node, select_nodes(node.keys, is_wanted)) for key, node in schema.items()]
    return [(key, node, below) for key, node, below in nodes if is_wanted(node) or below]


def complete_values(later: Nodes, values: Any) -> Any:
    """Values with every key of today: what they lack of the `later` fields is null, or a list without entries."""
    if not later or values is None:
        return values
    if isinstance(values, list):
        return [complete_values(later, entry) for entry in values]
    full = {key: [] if node.many else None for key, node, _ in later} | values
    return full | {key: complete_values(below, full[key]) for key, _, below in later}


def list_missing_keys(nodes: Nodes, values: Any, prefix: str = "") -> Iterator[str]:
    """Dotted names of the keys among `nodes` that a document, or an object in it, lacks."""
    for entry in values if isinstance(values, list) else [values] if values else ():
        for key, _, below in nodes:
            if key in entry:
                yield from list_missing_keys(below, entry[key], f"{prefix}{key}.")
            else:
                yield prefix + key
