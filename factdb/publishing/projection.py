"""Ledger document -> published row. A function of the record alone, so that `rebuild` can do it again."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from msgspec.json import decode

from factdb.choices import AttributionKind, Collection
from factdb.kinds import LEDGER_KINDS, resolve_name

from . import links, slug_ids, tallies
from .published_names import Catalogue
from .superseded_rows import keep_superseded
from .tables import copy_tables, delete_rows, key_of_row

# Given by the database, or the same for ever.
UNTOUCHED = {"id", "search"}


@dataclass(frozen=True)
class Item:
    """One public item as its latest ledger entry has it. `document` says what `text` does, with every key of today."""

    key: str
    text: str
    seq: int
    at: datetime
    document: dict[str, Any]

    def read_text(self):
        """The document without what its version did not say yet, for who makes the next one of it."""
        return decode(self.text)


def parse_document(collection, text):
    return LEDGER_KINDS[collection].complete_document(decode(text))


def parse_item(collection, key, text, seq, at):
    return Item(key, text, seq, at, parse_document(collection, text))


def parse_entry(entry):
    return parse_item(entry.kind, entry.key, entry.document, entry.seq, entry.at)


def parse_row(collection, row):
    return parse_item(collection, key_of_row(row), row.document, row.seq, row.changed_at)


def prepare_write(collection, items, catalogue, before, counts):
    """What inserts or replaces the rows of `items`, and what hangs on them, when it is called.

    `before` holds the documents of those public already, by key. What is to be tallied goes into `counts`, which the
    caller saves when all is there.
    """
    kind = LEDGER_KINDS[collection]
    if kind.is_tallied:
        _tally_items(items, before, counts)
    if kind.is_copied:
        return _prepare_copy(kind, items, catalogue, before)
    superseding = [item for item in items if item.key in before]
    return partial(_replace_rows, collection, items, superseding, catalogue)


def _tally_items(items, before, counts):
    for item in items:
        if item.key in before:
            counts.move_claim(before[item.key], item.document)
        else:
            counts.add_claim(item.document)


def _prepare_copy(kind, items, catalogue, before):
    collection = kind.collection
    # A rename changes nothing that hangs on a claim: narrow rows stay where they would be made again as they were.
    loose = [
        item
        for item in items
        if item.key not in before or not links.has_same_links(collection, before[item.key], item.document, catalogue)
    ]
    tables = build_copied_rows(collection, items, catalogue, loose)

    def replace_rows():
        keep_superseded(collection, [item for item in items if item.key in before])
        links.delete_links(collection, [int(item.key) for item in loose if item.key in before])
        delete_rows(kind.published, "id", [int(key) for key in before])
        copy_tables(tables)

    return replace_rows


def _replace_rows(collection, items, superseding, catalogue):
    keep_superseded(collection, superseding)
    write_items(collection, items, catalogue)


def write_items(collection, items, catalogue):
    """The same of what others point to: it has rows to be kept, and nothing that is tallied."""
    keys = _upsert_rows(collection, [project_row(collection, i, i.document, catalogue) for i in items], catalogue)
    pairs = [(key, item.document) for key, item in zip(keys, items, strict=True)]
    copy_tables(links.build_link_rows(collection, pairs, catalogue))


def build_copied_rows(collection, items, catalogue, loose=None):
    """(model, columns, rows) in the order in which they can be copied in; of `loose` alone what hangs on them.

    All of them at once: the catalogue asks on the connection, which cannot answer while COPY runs.
    """
    model = LEDGER_KINDS[collection].published
    rows = [project_row(collection, item, item.document, catalogue) for item in items]
    pairs = [(int(item.key), item.document) for item in (items if loose is None else loose)]
    own = [(model, list(rows[0]), [list(row.values()) for row in rows])] if rows else []
    return [*own, *links.build_link_rows(collection, pairs, catalogue)]


def remove_all_but(collection, keys):
    """Delete the rows of a collection that have other keys, and what then hangs on nothing."""
    model = LEDGER_KINDS[collection].published
    strays = [pk for pk in model.objects.order_by().values_list("pk", flat=True) if pk not in keys]
    delete_rows(model, "id", strays)
    links.delete_links(collection, links.find_stray_links(collection))


def remove_row(entry, row):
    """Take a row and what hangs on it out of the projection, as `entry` says."""
    collection, kind = entry.kind, LEDGER_KINDS[entry.kind]
    keep_superseded(collection, [entry])
    if kind.is_tallied:
        document = parse_document(collection, row.document)
        counts = tallies.Counts(Catalogue.for_documents(collection, [document]))
        counts.subtract_claim(document)
        counts.save()
    links.delete_links(collection, [row.pk])
    delete_rows(kind.published, "id", [row.pk])


def _upsert_rows(collection, rows, catalogue):
    """Rows that others point to keep their keys, and tell new ones; a slug that was public before has its old one."""
    model, ids = LEDGER_KINDS[collection].published, slug_ids.find_slug_ids(collection, [row["slug"] for row in rows])
    saved = model.objects.bulk_create(
        [model(id=ids.get(row["slug"]), **row) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[f.name for f in model._meta.concrete_fields if f.name not in UNTOUCHED | {"slug"}],
        batch_size=1000,
    )
    for row in saved:
        catalogue.put_row(collection, row)
    slug_ids.store_slug_ids(collection, {row.slug: row.pk for row in saved if row.slug not in ids})
    keys = [row.pk for row in saved]
    links.delete_links(collection, keys)
    return keys


def project_row(collection, item, document, catalogue):
    """A published row, by column, its key first: what the ledger's entry says, and nothing else."""
    kind = LEDGER_KINDS[collection]
    key = {kind.key_column: document[kind.key_column]}
    if not kind.is_numbered:
        key["names"] = " ".join([*list_all_names(document)])
    common = {
        "version": document["version"],
        "seq": item.seq,
        "document": item.text,
        "published_at": document["published_at"],
        "updated_at": document["updated_at"],
        "changed_at": item.at,
    }
    return key | common | resolve_name(kind.column_builder)(document, catalogue)


def list_all_names(document):
    if "name" in document:
        yield document["name"]
    yield from document.get("aliases", ())


def project_organization(d, catalogue):
    return {"headline": d["name"], "kind": d["kind"]}


def project_measure(d, catalogue):
    return {"headline": d["name"], "words": d["definition"], "unit": d["unit"], "nature": d["nature"]}


def project_person(d, catalogue):
    titles = [role["title"] for role in d["roles"]]
    return {
        "headline": d["name"],
        "words": " ".join([*d["aliases"], d["summary"] or "", *titles]),
        "sort_name": d["sort_name"],
    }


def project_policy(d, catalogue):
    return {
        "headline": d["name"],
        "words": " ".join([*d["aliases"], d["summary"] or ""]),
        "kind": d["kind"],
        "jurisdiction": d["jurisdiction"],
        "issuer_id": catalogue.id_of(Collection.ORGANIZATIONS, d["issuer"]),
        "status": d["events"][-1]["status"] if d["events"] else "",
    }


def project_article(d, catalogue):
    return {
        "headline": d["headline"],
        "words": " ".join([d["outlet"]["name"], *d["byline"]]),
        "outlet_id": catalogue.id_of(Collection.ORGANIZATIONS, d["outlet"]),
        "syndicated_from_id": catalogue.id_of(Collection.ORGANIZATIONS, d["syndicated_from"]),
        "published_on": d["published_on"],
    }


def project_claim(d, catalogue):
    origin = d["attribution"][0] if d["attribution"] else {}
    figure = d["figure"] or {"measure": None, "value": None, "low": None, "high": None}
    speaks_for_itself = origin.get("kind") in (AttributionKind.ORGANIZATION, AttributionKind.DOCUMENT)
    return {
        "headline": d["text"],
        "words": " ".join(list_search_words(d, catalogue)),
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
        "low": coalesce_values(figure["value"], figure["low"]),
        "high": coalesce_values(figure["value"], figure["high"]),
        "policies": [catalogue.id_of(Collection.POLICIES, shown) for shown in d["policies"]],
        "has_quote": d["quote"] is not None,
        "rating": d["verdict"]["rating"],
        "corrected": d["corrected"],
    }


def list_search_words(d, catalogue):
    """What a search for a claim looks at beside its text: the quote, and every name and alias of whom it concerns."""
    if d["quote"] and d["quote"]["exact"]:
        yield d["quote"]["exact"]
    for slug in links.people_of(d):
        yield catalogue.get_row(Collection.PEOPLE, slug).names
    for shown in d["policies"]:
        yield catalogue.get_row(Collection.POLICIES, shown["slug"]).names


def coalesce_values(*values):
    return next((v for v in values if v is not None), None)
