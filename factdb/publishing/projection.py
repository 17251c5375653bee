"""Ledger document -> published row. A function of the record alone, so that `rebuild` can do it again."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from factdb import models as m
from factdb.vocabulary import AttributionKind, Collection

from . import narrow, tallies
from .tables import ROWS, copy_rows, delete

# Given by the database, or the same for ever.
UNTOUCHED = {"id", "search"}


@dataclass(frozen=True)
class Item:
    """One public thing as its latest ledger entry has it."""

    key: str
    text: str
    seq: int
    at: datetime

    @cached_property
    def document(self):
        return json.loads(self.text)


def items(entries):
    return [Item(e.key, e.document, e.seq, e.at) for e in entries]


def save(collection, items, catalogue, before):
    """Insert or replace the rows of `items`, and what hangs on them; `before` holds those public already, by key.

    Gives the ids that the caller is to tally: counting for a whole publication at once costs half as much.
    """
    if collection != Collection.CLAIMS:
        write(collection, items, catalogue)
        return []
    olds = {key: json.loads(row.document) for key, row in before.items()}
    moved = [i for i in items if i.key not in olds or _tallied(olds[i.key]) != _tallied(i.document)]
    tallies.add([int(i.key) for i in moved if i.key in olds], -1)
    # A rename changes nothing that hangs on a claim: narrow rows stay where they would be made again as they were.
    loose = [i for i in items if i.key not in olds or not narrow.same(collection, olds[i.key], i.document, catalogue)]
    narrow.remove(collection, [int(i.key) for i in loose if i.key in olds])
    delete(m.PublishedClaim, "id", [int(key) for key in olds])
    _insert(collection, items, catalogue)
    narrow.write(collection, [(int(i.key), i.document) for i in loose], catalogue)
    return [int(i.key) for i in moved]


def write(collection, items, catalogue):
    """The same of what is not there yet, but for the tallies: who writes everything makes them at the end."""
    keys = _insert(collection, items, catalogue)
    narrow.write(collection, [(key, item.document) for key, item in zip(keys, items, strict=True)], catalogue)


def _insert(collection, items, catalogue):
    # All of them first: the catalogue asks on this connection, which cannot answer while COPY runs.
    rows = [columns(collection, item, item.document, catalogue) for item in items]
    return _insert_claims(rows) if collection == Collection.CLAIMS else _upsert(collection, rows, catalogue)


def remove(collection, row):
    """Take a row and what hangs on it out of the projection."""
    if collection == Collection.CLAIMS:
        tallies.add([row.pk], -1)
    narrow.remove(collection, [row.pk])
    delete(ROWS[collection], "id", [row.pk])


def _insert_claims(rows):
    if rows:
        copy_rows(m.PublishedClaim, rows[0], (row.values() for row in rows))
    return [row["id"] for row in rows]


def _upsert(collection, rows, catalogue):
    """Rows that others point to keep their keys, and tell new ones."""
    model = ROWS[collection]
    saved = model.objects.bulk_create(
        [model(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[f.name for f in model._meta.concrete_fields if f.name not in UNTOUCHED | {"slug"}],
        batch_size=1000,
    )
    for row in saved:
        catalogue.put(collection, row)
    keys = [row.pk for row in saved]
    narrow.remove(collection, keys)
    return keys


def columns(collection, item, document, catalogue):
    """A published row, by column: what the ledger's entry says, and nothing else."""
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
    return common | COLUMNS[collection](document, catalogue)


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
        "issuer_id": catalogue.id_of(Collection.ORGANIZATIONS, d["issuer"]),
        "status": d["events"][-1]["status"] if d["events"] else "",
    }


def article(d, catalogue):
    return {
        "headline": d["headline"],
        "words": " ".join([d["outlet"]["name"], *d["byline"]]),
        "outlet_id": catalogue.id_of(Collection.ORGANIZATIONS, d["outlet"]),
        "syndicated_from_id": catalogue.id_of(Collection.ORGANIZATIONS, d["syndicated_from"]),
        "published_on": d["published_on"],
    }


def claim(d, catalogue):
    origin = d["attribution"][0] if d["attribution"] else {}
    figure = d["figure"] or {"measure": None, "value": None, "low": None, "high": None}
    speaks_for_itself = origin.get("kind") in (AttributionKind.ORGANIZATION, AttributionKind.DOCUMENT)
    return {
        "headline": d["text"],
        "words": " ".join(words(d, catalogue)),
        "kind": d["kind"],
        "stated_on": d["stated_on"],
        "article_id": catalogue.id_of(Collection.ARTICLES, d["article"]),
        "outlet_id": catalogue.id_of(Collection.ORGANIZATIONS, d["article"]["outlet"]),
        "speaker_id": catalogue.id_of(Collection.PEOPLE, d["speaker"]),
        "origin_organization_id": catalogue.id_of(
            Collection.ORGANIZATIONS, origin["organization"] if speaks_for_itself else None
        ),
        "attribution": origin.get("kind", ""),
        "measure_id": catalogue.id_of(Collection.MEASURES, figure["measure"]),
        "low": first(figure["value"], figure["low"]),
        "high": first(figure["value"], figure["high"]),
        "policies": [catalogue.id_of(Collection.POLICIES, shown) for shown in d["policies"]],
        "has_quote": d["quote"] is not None,
        "rating": d["verdict"]["rating"],
        "corrected": d["corrected"],
    }


def _tallied(d):
    """What of a claim's document is tallied."""
    return (
        d["kind"],
        d["stated_on"],
        d["speaker"] and d["speaker"]["slug"],
        d["article"]["outlet"]["slug"],
        [shown["slug"] for shown in d["policies"]],
        [*narrow.people_of(d)],
        [*narrow.organizations_of(d)],
        d["figure"] and d["figure"]["measure"]["slug"],
        d["verdict"]["rating"],
        d["attribution"] and d["attribution"][0]["kind"],
    )


def words(d, catalogue):
    """What a search for a claim looks at beside its text: the quote, and every name and alias of whom it concerns."""
    if d["quote"] and d["quote"]["exact"]:
        yield d["quote"]["exact"]
    for slug in narrow.people_of(d):
        yield catalogue.row(Collection.PEOPLE, slug).names
    for shown in d["policies"]:
        yield catalogue.row(Collection.POLICIES, shown["slug"]).names


def first(*values):
    return next((v for v in values if v is not None), None)


COLUMNS = {
    Collection.ORGANIZATIONS: organization,
    Collection.MEASURES: measure,
    Collection.PEOPLE: person,
    Collection.POLICIES: policy,
    Collection.ARTICLES: article,
    Collection.CLAIMS: claim,
}
