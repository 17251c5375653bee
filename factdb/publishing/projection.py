"""Ledger document -> published row. A function of the record alone, so that `rebuild` can do it again."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from msgspec.json import decode

from factdb import models as m
from factdb.choices import AttributionKind, Collection

from . import links, slug_ids, tallies
from .published_names import Catalogue
from .superseded_rows import keep_superseded
from .tables import ROWS, copy_tables, delete, key_of_row

# Given by the database, or the same for ever.
UNTOUCHED = {"id", "search"}


@dataclass(frozen=True)
class Item:
    """One public thing as its latest ledger entry has it. `document` says what `text` does, and is read from it."""

    key: str
    text: str
    seq: int
    at: datetime
    document: dict[str, Any]


def read(key, text, seq, at):
    return Item(key, text, seq, at, decode(text))


def items(entries):
    return [read(e.key, e.document, e.seq, e.at) for e in entries]


def item_of(row):
    return read(key_of_row(row), row.document, row.seq, row.changed_at)


def prepared(collection, items, catalogue, before, counts):
    """What inserts or replaces the rows of `items`, and what hangs on them, when it is called.

    `before` holds the documents of those public already, by key. What is to be tallied goes into `counts`, which the
    caller saves when all is there.
    """
    superseding = [item for item in items if item.key in before]
    if collection != Collection.CLAIMS:
        return partial(_replace, collection, items, superseding, catalogue)
    # A rename changes nothing that hangs on a claim: narrow rows stay where they would be made again as they were.
    loose = [
        item
        for item in items
        if item.key not in before or not links.same(collection, before[item.key], item.document, catalogue)
    ]
    for item in items:
        if item.key in before:
            counts.move(before[item.key], item.document)
        else:
            counts.add(item.document)
    tables = rows_of_claims(items, catalogue, loose)

    def replace():
        keep_superseded(Collection.CLAIMS, superseding)
        links.remove(Collection.CLAIMS, [int(item.key) for item in loose if item.key in before])
        delete(m.PublishedClaim, "id", [int(key) for key in before])
        copy_tables(tables)

    return replace


def _replace(collection, items, superseding, catalogue):
    keep_superseded(collection, superseding)
    write(collection, items, catalogue)


def write(collection, items, catalogue):
    """The same of what others point to: it has rows to be kept, and nothing that is tallied."""
    keys = _upsert(collection, [columns(collection, i, i.document, catalogue) for i in items], catalogue)
    pairs = [(key, item.document) for key, item in zip(keys, items, strict=True)]
    copy_tables(links.rows(collection, pairs, catalogue))


def rows_of_claims(items, catalogue, loose=None):
    """(model, columns, rows) in the order in which they can be copied in; of `loose` alone what hangs on them.

    All of them at once: the catalogue asks on the connection, which cannot answer while COPY runs.
    """
    rows = [columns(Collection.CLAIMS, item, item.document, catalogue) for item in items]
    pairs = [(int(item.key), item.document) for item in (items if loose is None else loose)]
    claims = [(m.PublishedClaim, list(rows[0]), [list(row.values()) for row in rows])] if rows else []
    return [*claims, *links.rows(Collection.CLAIMS, pairs, catalogue)]


def remove_all_but(collection, keys):
    """Delete the rows of a collection that have other keys, and what then hangs on nothing."""
    strays = [pk for pk in ROWS[collection].objects.order_by().values_list("pk", flat=True) if pk not in keys]
    delete(ROWS[collection], "id", strays)
    links.remove(collection, links.strays(collection))


def remove(entry, row):
    """Take a row and what hangs on it out of the projection, as `entry` says."""
    collection = entry.kind
    keep_superseded(collection, [entry])
    if collection == Collection.CLAIMS:
        document = decode(row.document)
        counts = tallies.Counts(Catalogue.of(collection, [document]))
        counts.take(document)
        counts.save()
    links.remove(collection, [row.pk])
    delete(ROWS[collection], "id", [row.pk])


def _upsert(collection, rows, catalogue):
    """Rows that others point to keep their keys, and tell new ones; a slug that was public before has its old one."""
    model, ids = ROWS[collection], slug_ids.find(collection, [row["slug"] for row in rows])
    saved = model.objects.bulk_create(
        [model(id=ids.get(row["slug"]), **row) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[f.name for f in model._meta.concrete_fields if f.name not in UNTOUCHED | {"slug"}],
        batch_size=1000,
    )
    for row in saved:
        catalogue.put(collection, row)
    slug_ids.remember(collection, {row.slug: row.pk for row in saved if row.slug not in ids})
    keys = [row.pk for row in saved]
    links.remove(collection, keys)
    return keys


def columns(collection, item, document, catalogue):
    """A published row, by column, its key first: what the ledger's entry says, and nothing else."""
    if collection == Collection.CLAIMS:
        key = {"id": document["id"]}
    else:
        key = {"slug": document["slug"], "names": " ".join([*names(document)])}
    common = {
        "version": document["version"],
        "seq": item.seq,
        "document": item.text,
        "published_at": document["published_at"],
        "updated_at": document["updated_at"],
        "changed_at": item.at,
    }
    return key | common | COLUMNS[collection](document, catalogue)


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


def words(d, catalogue):
    """What a search for a claim looks at beside its text: the quote, and every name and alias of whom it concerns."""
    if d["quote"] and d["quote"]["exact"]:
        yield d["quote"]["exact"]
    for slug in links.people_of(d):
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
