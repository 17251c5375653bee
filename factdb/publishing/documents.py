"""Desk object -> public document. What is not written out here is not public.

A document shows names of other things. They are filled in from what is public of those things, never
from the desk, so that a name still under review cannot leak through a claim that shows it.
"""

from factdb.choices import Collection, Rating
from factdb.kinds import resolve_name

from .ledger import compact
from .published_names import list_naming_nodes
from .tables import key_of, kind_of

MAX_QUOTED_WORDS = 25
QUOTE_CONTEXT_CHARS = 32


def url_of(collection, key):
    return f"/{collection}/{key}/"


def encode_document(document):
    """The document's one text: compact JSON in the contract's key order."""
    return compact(document).decode()


def render_document(thing, *, envelope, catalogue, number_of):
    """The public document of a working copy.

    `envelope` holds version, instants and flags; `number_of` maps the desk's claims that are public,
    or about to be in the same publication, to their numbers.
    """
    kind = kind_of(thing)
    address = {kind.key_column: getattr(thing, kind.desk_key), "url": url_of(kind.collection, key_of(thing))}
    values = resolve_name(kind.body_builder)(thing, number_of) | envelope | address
    return fill_references(kind.collection, {key: values[key] for key in kind.schema}, catalogue)


def fill_references(collection, document, catalogue):
    """A copy in which every reference shows what is public of its target now."""
    filled = _fill_values(list_naming_nodes(collection), document, catalogue)
    speaker = filled.get("speaker")
    if speaker:
        person = catalogue.get_document(Collection.PEOPLE, speaker["slug"])
        filled["speaker"] = speaker | {"role": role_on(person, filled["stated_on"])}
    return filled


def _fill_values(naming, values, catalogue):
    filled = values.copy()
    for key, node, below in naming:
        # What an earlier version did not say stays unsaid: only the desk knows it.
        value = values.get(key)
        if value:
            filled[key] = (
                [_fill_reference(node, below, item, catalogue) for item in value]
                if node.many
                else _fill_reference(node, below, value, catalogue)
            )
    return filled


def _fill_reference(node, below, value, catalogue):
    return catalogue.get_shown_fields(node, value["slug"]) if node.ref else _fill_values(below, value, catalogue)


def role_on(person, day):
    """Title of the office that the person's document shows for an ISO day; the latest begun where several."""
    held = [r for r in person["roles"] if (r["from"] or "") <= day and (r["to"] or "9999") >= day]
    return max(held, key=lambda r: r["from"] or "")["title"] if held else None


def format_iso_day(day):
    return day.isoformat() if day else None


def build_reference(thing):
    return {"slug": thing.slug} if thing else None


def build_references(things):
    return [build_reference(thing) for thing in sorted(things, key=lambda t: t.slug)]


def decimal_to_number(decimal):
    """A decimal as the JSON number a reader expects: 299000, not 299000.0000."""
    if decimal is None:
        return None
    return int(decimal) if decimal == int(decimal) else float(decimal)


def build_organization_body(o, number_of):
    return {"name": o.name, "kind": o.kind}


def build_measure_body(m, number_of):
    return {"name": m.name, "unit": m.unit, "nature": m.nature, "definition": m.definition}


def build_person_body(p, number_of):
    roles = sorted(p.lines, key=lambda r: (format_iso_day(r.started_on) or "", r.title))
    return {
        "name": p.name,
        "sort_name": p.sort_name,
        "aliases": p.aliases,
        "summary": p.summary or None,
        "roles": [
            {
                "title": r.title,
                "organization": build_reference(r.organization),
                "from": format_iso_day(r.started_on),
                "to": format_iso_day(r.ended_on),
            }
            for r in roles
        ],
    }


def build_policy_body(p, number_of):
    shown = [build_event(e, number_of[e.claim_id]) for e in p.lines if e.claim_id in number_of]
    return {
        "name": p.name,
        "aliases": p.aliases,
        "kind": p.kind,
        "jurisdiction": p.jurisdiction,
        "issuer": build_reference(p.issuer),
        "summary": p.summary or None,
        "events": sorted(shown, key=event_order),
    }


def build_event(e, number):
    return {"on": format_iso_day(e.on), "precision": e.precision, "status": e.status, "note": e.note, "claim": number}


def event_order(event):
    return event["on"], event["claim"] or 0, event["note"]


def build_article_body(a, number_of):
    return {
        "headline": a.headline,
        "outlet": build_reference(a.outlet),
        "byline": a.byline,
        "published_on": format_iso_day(a.published_on),
        "source_url": a.source_url or None,
        "archive_url": a.archive_url or None,
        "syndicated_from": build_reference(a.syndicated_from),
    }


def build_claim_body(c, number_of):
    lines = c.lines
    chain = sorted(lines.attribution, key=lambda hop: hop.position)
    return {
        "text": c.text,
        "kind": c.kind,
        "stated_on": format_iso_day(c.stated_on),
        "stated_on_precision": c.stated_on_precision,
        "occurred_from": format_iso_day(c.occurred_from),
        "occurred_to": format_iso_day(c.occurred_to),
        "speaker": build_reference(chain[0].person) if chain else None,
        "attribution": [build_hop(place, h) for place, h in enumerate(chain, 1)],
        "article": build_reference(c.article),
        "quote": build_quote(c),
        "policies": build_references(lines.policies),
        "people": build_references(lines.people),
        "organizations": build_references(lines.organizations),
        "figure": build_figure(c),
        "verdict": build_verdict(lines.verdict),
        "relations": sorted(
            (build_relation(r, number_of[r.target_id]) for r in lines.relations if r.target_id in number_of),
            key=relation_order,
        ),
    }


def build_relation(r, number):
    return {"kind": r.kind, "claim": number, "note": r.note or None}


def relation_order(relation):
    return relation["claim"] or 0, relation["kind"]


def build_hop(place, h):
    return {
        "position": place,
        "kind": h.kind,
        "person": build_reference(h.person),
        "organization": build_reference(h.organization),
        "label": h.label or None,
        "verb": h.verb,
    }


def build_quote(c):
    if not c.has_quote:
        return None
    shown = build_passage(c.snapshot.text, c.quote_start, c.quote_end)
    return shown | {
        "start": c.quote_start,
        "end": c.quote_end,
        "passage_sha256": c.quote_sha256,
        "snapshot_sha256": c.snapshot.sha256,
    }


def build_passage(text, start, end):
    """The passage with its surroundings, where the desk holds the text and it is short enough to publish."""
    exact = text[start:end] if text is not None else None
    if exact is None or len(exact.split()) > MAX_QUOTED_WORDS:
        return {"exact": None, "prefix": None, "suffix": None}
    return {
        "exact": exact,
        "prefix": text[max(0, start - QUOTE_CONTEXT_CHARS) : start],
        "suffix": text[end : end + QUOTE_CONTEXT_CHARS],
    }


def build_figure(c):
    if not c.measure:
        return None
    return {
        "measure": build_reference(c.measure),
        "value": decimal_to_number(c.value),
        "low": decimal_to_number(c.low),
        "high": decimal_to_number(c.high),
        "hedge": c.hedge,
        "scope": c.scope or None,
        "period_from": format_iso_day(c.period_from),
        "period_to": format_iso_day(c.period_to),
    }


def build_verdict(v):
    if v is None:
        return {"rating": Rating.UNCHECKED.value, "summary": None, "reviewed_on": None, "evidence": []}
    return {
        "rating": v.rating,
        "summary": v.summary,
        "reviewed_on": format_iso_day(v.reviewed_on),
        "evidence": [{"url": e.url, "title": e.title} for e in v.evidence.all()],
    }
