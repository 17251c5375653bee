"""Ledger document -> published row. A function of the record alone, so that `rebuild` can do it again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from factdb.choices import AttributionKind, Collection, Weight
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS, Kind, resolve_name
from factdb.models.published import Published
from factdb.partial_dates import find_last_iso_day
from factdb.schemas import JsonObject

from . import links, slug_ids, tallies
from .corroborations import TouchedClaims
from .ledger import Entry
from .published_names import Catalogue, NameSource
from .superseded_rows import keep_superseded
from .tables import TableRows, copy_tables, delete_rows, key_of_row
from .tallies import Counts

WEIGHTS = Weight.values
# Given by the database, or the same for ever.
UNTOUCHED = {"id", "search", "sort_key"}


@dataclass(frozen=True)
class Item:
    """One public item as its latest ledger entry has it. `document` says what `text` does, with every key of today."""

    key: str
    text: str
    seq: int
    at: datetime
    document: dict[str, Any]

    def read_text(self) -> JsonObject:
        """Read the document without what its version did not say yet, for who makes the next one of it."""
        return decode_json(self.text)


def parse_document(collection: str, text: str) -> JsonObject:
    return LEDGER_KINDS[collection].complete_document(decode_json(text))


def parse_item(collection: str, key: str, text: str, seq: int, at: datetime) -> Item:
    return Item(key, text, seq, at, parse_document(collection, text))


def parse_entry(entry: Entry) -> Item:
    return parse_item(entry.kind, entry.key, entry.require_document(), entry.seq, entry.at)


def parse_row(collection: str, row: Published) -> Item:
    return parse_item(collection, key_of_row(row), row.document, row.seq, row.changed_at)


def prepare_write(
    collection: str,
    items: list[Item],
    catalogue: Catalogue,
    before: dict[str, JsonObject],
    counts: Counts,
    touched: TouchedClaims,
) -> Callable[[], None]:
    """What inserts or replaces the rows of `items`, and what hangs on them, when it is called.

    `before` holds the documents of those public already, by key. What is to be tallied goes into `counts`, and what
    other claims' counts follow from into `touched`, which the caller saves when all is there.
    """
    kind = LEDGER_KINDS[collection]
    for item in items:
        touched.note_change(collection, before.get(item.key), item.document, catalogue)
    if kind.is_tallied:
        _tally_items(items, before, counts)
    if kind.is_copied:
        return _prepare_copy(kind, items, catalogue, before)
    replacements = [item for item in items if item.key in before]
    return partial(_replace_rows, collection, items, replacements, catalogue)


def _tally_items(items: list[Item], before: dict[str, JsonObject], counts: Counts) -> None:
    for item in items:
        if item.key in before:
            counts.move_claim(before[item.key], item.document)
        else:
            counts.add_claim(item.document)


def _prepare_copy(
    kind: Kind, items: list[Item], catalogue: Catalogue, before: dict[str, JsonObject]
) -> Callable[[], None]:
    collection = kind.collection
    # A rename changes nothing that hangs on a claim: narrow rows stay where they would be made again as they were.
    loose = [
        item
        for item in items
        if item.key not in before or not links.has_same_links(collection, before[item.key], item.document, catalogue)
    ]
    tables = build_copied_rows(collection, items, catalogue, loose)

    def replace_rows() -> None:
        keep_superseded(collection, [item for item in items if item.key in before])
        links.delete_links(collection, [int(item.key) for item in loose if item.key in before])
        delete_rows(kind.published, "id", [int(key) for key in before])
        copy_tables(tables)

    return replace_rows


def _replace_rows(collection: str, items: list[Item], replacements: list[Item], catalogue: Catalogue) -> None:
    keep_superseded(collection, replacements)
    write_items(collection, items, catalogue)


def write_items(collection: str, items: list[Item], catalogue: Catalogue) -> None:
    """Write what others point to: its rows keep their keys, and nothing of it is tallied."""
    keys = _upsert_rows(
        collection, [project_row(collection, item, item.document, catalogue) for item in items], catalogue
    )
    pairs = [(key, item.document) for key, item in zip(keys, items, strict=True)]
    copy_tables(links.build_link_rows(collection, pairs, catalogue))


def build_copied_rows(
    collection: str, items: list[Item], catalogue: Catalogue, loose: list[Item] | None = None
) -> list[TableRows]:
    """Make (model, columns, rows) in the order in which they can be copied in; of `loose` alone what hangs on them.

    All of them at once: the catalogue asks on the connection, which cannot answer while COPY runs.
    """
    model = LEDGER_KINDS[collection].published
    rows = [project_row(collection, item, item.document, catalogue) for item in items]
    pairs = [(int(item.key), item.document) for item in (items if loose is None else loose)]
    own = [(model, list(rows[0]), [list(row.values()) for row in rows])] if rows else []
    return [*own, *links.build_link_rows(collection, pairs, catalogue)]


def remove_all_but(collection: str, keys: set[int]) -> None:
    """Delete the rows of a collection that have other keys, and what then hangs on nothing."""
    model = LEDGER_KINDS[collection].published
    strays = [pk for pk in model.objects.order_by().values_list("pk", flat=True) if pk not in keys]
    delete_rows(model, "id", strays)
    links.delete_links(collection, links.find_stray_links(collection))


def remove_row(entry: Entry, row: Published) -> None:
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
    touched = TouchedClaims()
    touched.note_change(collection, parse_document(collection, row.document), None)
    touched.save()


def _upsert_rows(collection: str, rows: list[dict[str, Any]], catalogue: Catalogue) -> list[int]:
    """Rows that others point to keep their keys, and tell new ones; a slug that was public before has its old one."""
    model, ids = LEDGER_KINDS[collection].published, slug_ids.find_slug_ids(collection, [row["slug"] for row in rows])
    published_rows = model.objects.bulk_create(
        [model(id=ids.get(row["slug"]), **row) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[f.name for f in model._meta.concrete_fields if f.name not in UNTOUCHED | {"slug"}],
        batch_size=1000,
    )
    for row in published_rows:
        catalogue.put_row(collection, row)
    slug_ids.store_slug_ids(collection, {row.slug: row.pk for row in published_rows if row.slug not in ids})
    keys = [row.pk for row in published_rows]
    links.delete_links(collection, keys)
    return keys


def project_row(collection: str, item: Item, document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    """Make a published row, by column, its key first: what the ledger's entry says, and nothing else."""
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


def list_all_names(document: JsonObject) -> Iterator[str]:
    if "name" in document:
        yield document["name"]
    yield from document.get("aliases", ())


def project_organization(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    return {"headline": document["name"], "kind": document["kind"], "wikidata": document["wikidata"] or ""}


def project_measure(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    return {
        "headline": document["name"],
        "words": document["definition"],
        "unit": document["unit"],
        "nature": document["nature"],
    }


def project_person(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    titles = [role["title"] for role in document["roles"]]
    return {
        "headline": document["name"],
        "words": " ".join([*document["aliases"], document["summary"] or "", *titles]),
        "sort_name": document["sort_name"],
        "wikidata": document["wikidata"] or "",
    }


def project_policy(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    return {
        "headline": document["name"],
        "words": " ".join([*document["aliases"], document["summary"] or ""]),
        "kind": document["kind"],
        "jurisdiction": document["jurisdiction"],
        "wikidata": document["wikidata"] or "",
        "issuer_id": catalogue.id_of(Collection.ORGANIZATIONS, document["issuer"]),
        "status": next((event["status"] for event in reversed(document["events"]) if event["status"]), ""),
    }


def project_article(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    return {
        "headline": document["headline"] or document["label"],
        "words": " ".join([document["outlet"]["name"], *document["byline"]]),
        "outlet_id": catalogue.id_of(Collection.ORGANIZATIONS, document["outlet"]),
        "syndicated_from_id": catalogue.id_of(Collection.ORGANIZATIONS, document["syndicated_from"]),
        "rests_on": [catalogue.id_of(Collection.ORGANIZATIONS, agency) for agency in document["rests_on"]],
        "published_on": document["published_on"],
        "published_on_last": find_last_iso_day(document["published_on"], document["published_on_precision"]),
    }


def project_claim(document: JsonObject, catalogue: NameSource) -> dict[str, Any]:
    origin = document["attribution"][0] if document["attribution"] else {}
    figure = document["figure"] or {"measure": None, "value": None, "low": None, "high": None}
    speaks_for_itself = origin.get("kind") in (AttributionKind.ORGANIZATION, AttributionKind.DOCUMENT)
    return {
        "headline": document["text"],
        "words": " ".join(list_search_words(document, catalogue)),
        "kind": document["kind"],
        "stated_on": document["stated_on"],
        "stated_on_last": find_last_iso_day(document["stated_on"], document["stated_on_precision"]),
        "article_id": catalogue.id_of(Collection.ARTICLES, document["article"]),
        "outlet_id": catalogue.id_of(Collection.ORGANIZATIONS, document["article"]["outlet"]),
        "speaker_id": catalogue.id_of(Collection.PEOPLE, document["speaker"]),
        "origin_organization_id": catalogue.id_of(
            Collection.ORGANIZATIONS, origin["organization"] if speaks_for_itself else None
        ),
        "attribution": origin.get("kind", ""),
        "measure_id": catalogue.id_of(Collection.MEASURES, figure["measure"]),
        "low": coalesce_values(figure["value"], figure["low"]),
        "high": coalesce_values(figure["value"], figure["high"]),
        "policies": [catalogue.id_of(Collection.POLICIES, policy) for policy in document["policies"]],
        "weight_rank": WEIGHTS.index(document["weight"] or Weight.NORMAL) + 1,
        "has_quote": document["quote"] is not None,
        "rating": document["verdict"]["rating"],
        "corrected": document["corrected"],
    }


def list_search_words(document: JsonObject, catalogue: NameSource) -> Iterator[str]:
    """Yield what a search for a claim looks at beside its text: the quote, every name and alias of whom it concerns."""
    if document["quote"] and document["quote"]["exact"]:
        yield document["quote"]["exact"]
    for slug in links.people_of(document):
        yield catalogue.get_row(Collection.PEOPLE, slug).names
    for policy in document["policies"]:
        yield catalogue.get_row(Collection.POLICIES, policy["slug"]).names


def coalesce_values(*values: Any) -> Any:
    return next((v for v in values if v is not None), None)
