"""Ledger document -> published row. A function of the record alone, so that `rebuild` can do it again."""

import json
from dataclasses import dataclass
from datetime import datetime

from factdb import models as m
from factdb.shapes import SHAPES
from factdb.vocabulary import AttributionKind, Collection

from .documents import encode, url_of
from .ledger import instant
from .needs import needs
from .tables import COLLECTION_OF, ROWS

CORRECTING = ("corrected", "clarified", "retracted")
# Given by the database, or the same for ever.
UNTOUCHED = {"id", "search"}


@dataclass(frozen=True)
class Item:
    """One public thing as its latest ledger entry has it."""

    key: str
    text: str
    seq: int
    at: datetime

    @property
    def document(self):
        return json.loads(self.text)


def save(collection, items, catalogue):
    """Insert or replace the rows of `items`, and the narrow rows that hang on them."""
    documents = [item.document for item in items]
    preload(collection, documents, catalogue)
    rows = [row(collection, item, doc, catalogue) for item, doc in zip(items, documents, strict=True)]
    unique = "id" if collection == Collection.CLAIMS else "slug"
    ROWS[collection].objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[unique],
        update_fields=[f.name for f in ROWS[collection]._meta.concrete_fields if f.name not in UNTOUCHED | {unique}],
        batch_size=1000,
    )
    if collection != Collection.CLAIMS:
        for saved in rows:
            catalogue.put(collection, saved)
    if collection in HANGING:
        HANGING[collection](list(zip(rows, documents, strict=True)), catalogue)


def preload_desk(things, catalogue):
    """Fetch in bulk what the documents of these working copies will show."""
    wanted = {}
    for thing in things:
        for needed in needs(thing):
            if needed:
                wanted.setdefault(COLLECTION_OF[type(needed)], set()).add(needed.slug)
    for target, slugs in wanted.items():
        catalogue.load(target, slugs)


def preload(collection, documents, catalogue):
    wanted = {}
    for document in documents:
        for target, slug in references(collection, document):
            wanted.setdefault(target, set()).add(slug)
    for target, slugs in wanted.items():
        catalogue.load(target, slugs)


def references(collection, document):
    """(collection, slug) of everything that the document shows by name."""
    yield from _references(SHAPES[collection], document)


def _references(shape, values):
    for key, node in shape.items():
        for value in _each(node, values.get(key)):
            if node.ref:
                yield node.ref, value["slug"]
            yield from _references(node.keys, value)


def _each(node, value):
    if value is None or not node.keys:
        return []
    return value if node.many else [value]


def row(collection, item, document, catalogue):
    common = {
        "version": document["version"],
        "seq": item.seq,
        "document": item.text,
        "published_at": datetime.fromisoformat(document["published_at"]),
        "updated_at": datetime.fromisoformat(document["updated_at"]),
        "changed_at": item.at,
    }
    if collection == Collection.CLAIMS:
        common["id"] = document["id"]
    else:
        common |= {"slug": document["slug"], "names": " ".join([*names(document)])}
    return ROWS[collection](**common, **COLUMNS[collection](document, catalogue))


def names(document):
    if "name" in document:
        yield document["name"]
    yield from document.get("aliases", ())


def organization(d, catalogue):
    return {"headline": d["name"], "kind": d["kind"]}


def measure(d, catalogue):
    return {"headline": d["name"], "words": d["definition"], "unit": d["unit"], "nature": d["nature"]}


def person(d, catalogue):
    titles = [role["title"] for role in d["roles"]]
    return {
        "headline": d["name"],
        "words": " ".join([*d["aliases"], d["summary"] or "", *titles]),
        "sort_name": d["sort_name"],
    }


def policy(d, catalogue):
    return {
        "headline": d["name"],
        "words": " ".join([*d["aliases"], d["summary"] or ""]),
        "kind": d["kind"],
        "jurisdiction": d["jurisdiction"],
        "issuer_id": id_of(Collection.ORGANIZATIONS, d["issuer"], catalogue),
        "status": d["events"][-1]["status"] if d["events"] else "",
    }


def article(d, catalogue):
    return {
        "headline": d["headline"],
        "words": " ".join([d["outlet"]["name"], *d["byline"]]),
        "outlet_id": id_of(Collection.ORGANIZATIONS, d["outlet"], catalogue),
        "syndicated_from_id": id_of(Collection.ORGANIZATIONS, d["syndicated_from"], catalogue),
        "published_on": d["published_on"],
    }


def claim(d, catalogue):
    origin = d["attribution"][0] if d["attribution"] else {}
    figure = d["figure"] or {"measure": None, "value": None, "low": None, "high": None}
    speaks_for_itself = origin.get("kind") == AttributionKind.ORGANIZATION
    return {
        "headline": d["text"],
        "words": " ".join(words(d, catalogue)),
        "kind": d["kind"],
        "stated_on": d["stated_on"],
        "article_id": id_of(Collection.ARTICLES, d["article"], catalogue),
        "outlet_id": id_of(Collection.ORGANIZATIONS, d["article"]["outlet"], catalogue),
        "speaker_id": id_of(Collection.PEOPLE, d["speaker"], catalogue),
        "origin_organization_id": id_of(
            Collection.ORGANIZATIONS, origin["organization"] if speaks_for_itself else None, catalogue
        ),
        "attribution": origin.get("kind", ""),
        "measure_id": id_of(Collection.MEASURES, figure["measure"], catalogue),
        "low": first(figure["value"], figure["low"]),
        "high": first(figure["value"], figure["high"]),
        "has_quote": d["quote"] is not None,
        "rating": d["verdict"]["rating"],
        "corrected": d["corrected"],
    }


def words(d, catalogue):
    """What a search for a claim looks at beside its text: the quote, and every name and alias of whom it concerns."""
    if d["quote"] and d["quote"]["exact"]:
        yield d["quote"]["exact"]
    for slug in people_of(d):
        yield catalogue.row(Collection.PEOPLE, slug).names
    for shown in d["policies"]:
        yield catalogue.row(Collection.POLICIES, shown["slug"]).names


def first(*values):
    return next((v for v in values if v is not None), None)


def id_of(collection, shown, catalogue):
    return catalogue.row(collection, shown["slug"]).pk if shown else None


def people_of(d):
    """Slugs of all who speak, relay or are mentioned, each once."""
    chain = [hop["person"] for hop in d["attribution"] if hop["person"]]
    return dict.fromkeys(shown["slug"] for shown in chain + d["people"])


def organizations_of(d):
    """Slugs of all that stand in the chain or are mentioned, each once."""
    chain = [hop["organization"] for hop in d["attribution"] if hop["organization"]]
    return dict.fromkeys(shown["slug"] for shown in chain + d["organizations"])


def hang_on_people(pairs, catalogue):
    m.PublishedRole.objects.filter(person__in=[r.pk for r, _ in pairs]).delete()
    m.PublishedRole.objects.bulk_create(
        m.PublishedRole(
            person=r,
            organization_id=id_of(Collection.ORGANIZATIONS, role["organization"], catalogue),
            title=role["title"],
        )
        for r, d in pairs
        for role in d["roles"]
    )


def hang_on_policies(pairs, catalogue):
    m.PublishedPolicyEvent.objects.filter(policy__in=[r.pk for r, _ in pairs]).delete()
    m.PublishedPolicyEvent.objects.bulk_create(
        m.PublishedPolicyEvent(
            policy=r,
            position=position,
            on=event["on"],
            precision=event["precision"],
            status=event["status"],
            note=event["note"],
            claim_id=event["claim"],
        )
        for r, d in pairs
        for position, event in enumerate(d["events"])
    )


def hang_on_claims(pairs, catalogue):
    ids = [r.pk for r, _ in pairs]
    for model, field, collection, slugs_of in LINKS:
        model.objects.filter(claim__in=ids).delete()
        model.objects.bulk_create(
            model(
                claim_id=r.pk,
                stated_on=d["stated_on"],
                **{field: catalogue.row(collection, slug).pk},
            )
            for r, d in pairs
            for slug in slugs_of(d)
        )
    m.PublishedRelation.objects.filter(claim__in=ids).delete()
    m.PublishedRelation.objects.bulk_create(
        m.PublishedRelation(claim_id=r.pk, kind=relation["kind"], target_id=relation["claim"])
        for r, d in pairs
        for relation in d["relations"]
    )


LINKS = [
    (
        m.PublishedClaimPolicy,
        "policy_id",
        Collection.POLICIES,
        lambda d: [shown["slug"] for shown in d["policies"]],
    ),
    (m.PublishedClaimPerson, "person_id", Collection.PEOPLE, people_of),
    (m.PublishedClaimOrganization, "organization_id", Collection.ORGANIZATIONS, organizations_of),
]
COLUMNS = {
    Collection.ORGANIZATIONS: organization,
    Collection.MEASURES: measure,
    Collection.PEOPLE: person,
    Collection.POLICIES: policy,
    Collection.ARTICLES: article,
    Collection.CLAIMS: claim,
}
HANGING = {
    Collection.PEOPLE: hang_on_people,
    Collection.POLICIES: hang_on_policies,
    Collection.CLAIMS: hang_on_claims,
}


BOOKKEEPING = ("version", "published_at", "updated_at", "corrected", "reviewed_by_second_person")


def log_corrections(pairs):
    """Rows of the corrections log for (entry, text of the document before it) that correct, clarify or retract."""
    m.PublishedCorrection.objects.bulk_create(
        m.PublishedCorrection(
            seq=entry.seq,
            at=entry.at,
            action=entry.action,
            kind=entry.kind,
            key=entry.key,
            document=encode(correction(entry, json.loads(before))),
        )
        for entry, before in pairs
        if entry.action in CORRECTING
    )


def correction(entry, before):
    """The corrections log's document: what changed, as it was and as it is."""
    after = json.loads(entry.document) if entry.document else None
    changed = [k for k in before if k not in BOOKKEEPING and after and before[k] != after[k]]
    changed = changed or [k for k in ("text", "headline", "name") if k in before]
    return {
        "seq": entry.seq,
        "at": instant(entry.at),
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "url": url_of(entry.kind, entry.key),
        "reason": entry.reason,
        "before": {k: before[k] for k in changed},
        "after": {k: after[k] for k in changed} if after else None,
    }
