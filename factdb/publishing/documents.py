"""Desk object -> public document. What is not written out here is not public.

A document shows names of other things. They are filled in from what is public of those things, never
from the desk, so that a name still under review cannot leak through a claim that shows it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from factdb.choices import Collection, Rating
from factdb.exact_json import compact, describe_digits, simplify_number
from factdb.kinds import resolve_name
from factdb.models import Article, Claim, Evidence, Measure, Organization, Person, Policy, Verdict
from factdb.models.desk import Desk, OutsideIdentity
from factdb.partial_dates import find_first_day, find_last_iso_day
from factdb.schemas import Field, JsonObject, Nodes

from .children import AttributionHop, Event, Related
from .published_names import Catalogue, list_naming_nodes
from .tables import key_of, kind_of


def url_of(collection: str, key: str) -> str:
    return f"/{collection}/{key}/"


def encode_document(document: JsonObject) -> str:
    """Write the document's one text: compact JSON in the contract's key order."""
    return compact(document).decode()


def render_document(
    item: Desk, *, envelope: JsonObject, catalogue: Catalogue, number_of: dict[int, int | None]
) -> JsonObject:
    """Render the public document of a working copy.

    `envelope` holds version, instants and flags; `number_of` maps the desk's claims that are public,
    or about to be in the same publication, to their numbers.
    """
    kind = kind_of(item)
    address = {kind.key_column: getattr(item, kind.desk_key), "url": url_of(kind.collection, key_of(item))}
    values = resolve_name(kind.body_builder)(item, number_of) | envelope | address
    return fill_references(kind.collection, {key: values[key] for key in kind.schema}, catalogue)


def fill_references(collection: str, document: JsonObject, catalogue: Catalogue) -> JsonObject:
    """Make a copy in which every reference shows what is public of its target now."""
    copy = _fill_values(list_naming_nodes(collection), document, catalogue)
    speaker = copy.get("speaker")
    if speaker:
        person = catalogue.get_document(Collection.PEOPLE, speaker["slug"])
        first, precision = copy["stated_on"], copy["stated_on_precision"]
        copy["speaker"] = speaker | {"role": role_in(person, first, find_last_iso_day(first, precision))}
    return copy


def _fill_values(nodes: Nodes, values: JsonObject, catalogue: Catalogue) -> JsonObject:
    copy = values.copy()
    for key, node, below in nodes:
        # What an earlier version did not say stays unsaid: only the desk knows it.
        value = values.get(key)
        if value:
            copy[key] = (
                [_fill_reference(node, below, item, catalogue) for item in value]
                if node.many
                else _fill_reference(node, below, value, catalogue)
            )
    return copy


def _fill_reference(node: Field, below: Nodes, value: JsonObject, catalogue: Catalogue) -> JsonObject:
    return (
        catalogue.get_shown_fields(node.ref, node, value["slug"]) if node.ref else _fill_values(below, value, catalogue)
    )


def role_in(person: JsonObject, first: str, last: str) -> str | None:
    """Find the title of the office that somebody held from one ISO day to another; the latest begun where several."""
    roles = [role for role in person["roles"] if (role["from"] or "") <= first and (role["to"] or "9999") >= last]
    return max(roles, key=lambda role: role["from"] or "")["title"] if roles else None


def format_iso_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def format_first_day(day: date, precision: str) -> str:
    return find_first_day(day, precision).isoformat()


def build_reference(item: Desk | None) -> JsonObject | None:
    return {"slug": item.slug} if item else None


def build_references(items: Iterable[Desk]) -> list[JsonObject | None]:
    return [build_reference(item) for item in sorted(items, key=lambda item: item.slug)]


def build_number(number: Decimal | None) -> int | Decimal | None:
    """Give a figure's number as it is published. Raises ValidationError where a reader would hold another one."""
    if number is None:
        return None
    if fault := describe_digits(number):
        raise ValidationError(fault)
    return simplify_number(number)


def build_organization_body(organization: Organization, number_of: dict[int, int | None]) -> JsonObject:
    return {"name": organization.name, "kind": organization.kind} | build_identity(organization)


def build_identity(item: OutsideIdentity) -> JsonObject:
    return {"wikidata": item.wikidata or None, "same_as": item.same_as}


def build_measure_body(measure: Measure, number_of: dict[int, int | None]) -> JsonObject:
    return {
        "name": measure.name,
        "unit": measure.unit,
        "nature": measure.nature,
        "definition": measure.definition,
        "year_starts": measure.year_starts or None,
    }


def build_person_body(person: Person, number_of: dict[int, int | None]) -> JsonObject:
    roles = sorted(person.lines, key=lambda role: (format_iso_day(role.started_on) or "", role.title))
    return build_identity(person) | {
        "name": person.name,
        "sort_name": person.sort_name,
        "aliases": person.aliases,
        "summary": person.summary or None,
        "roles": [
            {
                "title": role.title,
                "organization": build_reference(role.organization),
                "from": format_iso_day(role.started_on),
                "to": format_iso_day(role.ended_on),
            }
            for role in roles
        ],
    }


def build_policy_body(policy: Policy, number_of: dict[int, int | None]) -> JsonObject:
    events = [
        build_event(event, event.claim_id and number_of[event.claim_id])
        for event in policy.lines
        if event.claim_id is None or event.claim_id in number_of
    ]
    return build_identity(policy) | {
        "name": policy.name,
        "aliases": policy.aliases,
        "kind": policy.kind,
        "jurisdiction": policy.jurisdiction,
        "issuer": build_reference(policy.issuer),
        "summary": policy.summary or None,
        "events": sorted(events, key=event_order),
    }


def build_event(event: Event, number: int | None) -> JsonObject:
    return {
        "on": format_first_day(event.on, event.precision),
        "precision": event.precision,
        "kind": event.kind,
        "status": event.status or None,
        "note": event.note,
        "claim": number,
        "evidence": [build_evidence(evidence) for evidence in event.evidence],
    }


def build_evidence(evidence: Evidence) -> JsonObject:
    return {
        "url": evidence.url,
        "title": evidence.title,
        "publisher": evidence.publisher or None,
        "reading": evidence.reading,
        "read_on": format_iso_day(evidence.read_on),
        "archive_url": evidence.archive_url or None,
        "words": evidence.words or None,
        "figure": evidence.figure or None,
        "bearing": evidence.bearing,
    }


def event_order(event: JsonObject) -> tuple[str, int, str]:
    return event["on"], event["claim"] or 0, event["note"]


def build_article_body(article: Article, number_of: dict[int, int | None]) -> JsonObject:
    return {
        "headline": article.headline or None,
        "label": None if article.headline else article.label,
        "medium": article.medium,
        "language": article.language,
        "outlet": build_reference(article.outlet),
        "byline": article.byline,
        "published_on": format_first_day(article.published_on, article.published_on_precision),
        "published_on_precision": article.published_on_precision,
        "source_url": article.source_url or None,
        "archive_url": article.archive_url or None,
        "syndicated_from": build_reference(article.syndicated_from),
        "rests_on": build_references(article.lines),
        "copy": article.copy,
        "copy_note": article.copy_note or None,
        "inferred": article.inferred,
    }


def build_claim_body(claim: Claim, number_of: dict[int, int | None]) -> JsonObject:
    lines = claim.lines
    chain = sorted(lines.attribution, key=lambda hop: hop.position)
    return {
        "text": claim.text,
        "note": claim.public_note or None,
        "kind": claim.kind,
        "weight": claim.weight,
        "stated_on": format_first_day(claim.stated_on, claim.stated_on_precision),
        "stated_on_precision": claim.stated_on_precision,
        "occurred_from": format_iso_day(claim.occurred_from),
        "occurred_to": format_iso_day(claim.occurred_to),
        "speaker": build_reference(chain[0].person) if chain else None,
        "attribution": [build_hop(place, hop) for place, hop in enumerate(chain, 1)],
        "article": build_reference(claim.article),
        "quote": build_quote(claim),
        "policies": build_references(lines.policies),
        "people": build_references(lines.people),
        "organizations": build_references(lines.organizations),
        "figure": build_figure(claim),
        "verdict": build_verdict(lines.verdict),
        "relations": sorted(
            (
                build_relation(relation, number_of[relation.target_id])
                for relation in lines.relations
                if relation.target_id in number_of
            ),
            key=relation_order,
        ),
    }


def build_relation(line: Related, number: int | None) -> JsonObject:
    return {"kind": line.kind, "claim": number, "note": line.note or None}


def relation_order(relation: JsonObject) -> tuple[int, str]:
    return relation["claim"] or 0, relation["kind"]


def build_hop(place: int, hop: AttributionHop) -> JsonObject:
    return {
        "position": place,
        "kind": hop.kind,
        "person": build_reference(hop.person),
        "organization": build_reference(hop.organization),
        "label": hop.label or None,
        "verb": hop.verb,
        "apart": hop.apart,
    }


def build_quote(claim: Claim) -> JsonObject | None:
    if claim.snapshot is None or claim.quote_start is None or claim.quote_end is None:
        return None
    return claim.lines.words | {
        "start": claim.quote_start,
        "end": claim.quote_end,
        "passage_sha256": claim.quote_sha256,
        "snapshot_sha256": claim.snapshot.sha256,
        "language": claim.article.language,
        "translation": claim.translation or None,
    }


def build_figure(claim: Claim) -> JsonObject | None:
    if not claim.measure:
        return None
    return {
        "measure": build_reference(claim.measure),
        "value": build_number(claim.value),
        "low": build_number(claim.low),
        "high": build_number(claim.high),
        "hedge": claim.hedge,
        "scope": claim.scope or None,
        "period_from": format_iso_day(claim.period_from),
        "period_to": format_iso_day(claim.period_to),
    }


def build_verdict(verdict: Verdict | None) -> JsonObject:
    if verdict is None:
        return {
            "rating": Rating.UNCHECKED.value,
            "summary": None,
            "reviewed_on": None,
            "review_url": None,
            "evidence": [],
        }
    return {
        "rating": verdict.rating,
        "summary": verdict.summary,
        "reviewed_on": format_iso_day(verdict.reviewed_on),
        "review_url": verdict.review_url or None,
        "evidence": [build_evidence(evidence) for evidence in verdict.evidence.all()],
    }
