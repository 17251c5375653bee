"""Past rows made from the ledger: where nothing kept them when they were superseded, or where they are wrong."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F

from factdb.choices import Collection
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models import LedgerEntry, PastBuilt
from factdb.schemas import JsonObject

from . import links, projection, slug_ids
from .ledger import take_lock
from .published_names import PublishedRow
from .slug_ids import SlugIds
from .sync_table import sync_rows
from .tables import ProgressReport, TableRows, format_pg_array

FILL_BATCH_ENTRIES = 1000
LEDGER = LedgerEntry._meta.db_table
# An entry that superseded what had a document, and the entry before it: NULL documents were taken back or erased.
SUPERSEDED = f"""
    {LEDGER} AS old JOIN {LEDGER} AS new ON new.kind = old.kind AND new.key = old.key AND new.version = old.version + 1
    WHERE new.version > 1 AND old.document IS NOT NULL AND new.kind = %(kind)s"""
SEQS = f"SELECT new.seq FROM {SUPERSEDED} AND new.seq > %(after)s AND new.seq <= %(until)s ORDER BY new.seq"  # noqa: S608
ENTRIES = f"""
    SELECT old.key, old.document, old.seq, old.at, new.seq, new.at
    FROM {SUPERSEDED} AND new.seq = ANY(%(seqs)s) ORDER BY new.seq"""  # noqa: S608
STRAYS = f"""
    FROM {{past}} AS past WHERE NOT EXISTS (
        SELECT FROM {SUPERSEDED} AND old.seq = past.seq AND old.key = past.{{key}}::text AND new.at = past.valid_to)"""
# Whom a claim shows: it is found by aliases, too, that it does not show.
VERSIONS = f"""
    SELECT key, seq, document FROM {LEDGER}
    WHERE kind = %(kind)s AND key = ANY(%(keys)s) AND document IS NOT NULL ORDER BY seq DESC"""  # noqa: S608


class Superseded(NamedTuple):
    """What was public from one entry to the one with the number `until`."""

    item: projection.Item
    until: int
    valid_to: datetime


# By collection and slug: (seq, name, all names) of each version, the latest first.
NameVersions = dict[tuple[str, str], list[tuple[int, str, str]]]


class PastCatalogue:
    """What a document showed by name, as the door knew it when it put the document into the projection."""

    def __init__(self, ids: SlugIds, versions: NameVersions, row: Superseded) -> None:
        self._ids, self._versions, self._until = ids, versions, row.until
        self._shown = dict(_show_names(row.item.document))

    def get_row(self, collection: str, slug: str) -> PublishedRow:
        if (collection, slug) not in self._ids:
            raise ValidationError(f"{LEDGER_KINDS[collection].title}: “{slug}” was never public.")
        return PublishedRow(self._ids[collection, slug], slug, self._find_names(collection, slug), "")

    def id_of(self, collection: str, reference: JsonObject | None) -> int | None:
        return self.get_row(collection, reference["slug"]).pk if reference else None

    def _find_names(self, collection: str, slug: str) -> str:
        """Find name and aliases: of the thing's latest version by then that has the name which is shown.

        A later one, which has another, was not yet there: this is what it superseded when it came.
        """
        shown_name = self._shown.get((collection, slug), "")
        versions = self._versions.get((collection, slug), ())
        return next((names for seq, name, names in versions if seq < self._until and name == shown_name), shown_name)


def _show_names(document: JsonObject) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield ((collection, slug), name) of people and policies of a claim's document, by whose aliases it is found."""
    for hop in document.get("attribution", ()):
        if hop["person"]:
            yield (Collection.PEOPLE, hop["person"]["slug"]), hop["person"]["name"]
    for collection in (Collection.PEOPLE, Collection.POLICIES):
        yield from (((collection, reference["slug"]), reference["name"]) for reference in document.get(collection, ()))


def fill_all(report: ProgressReport = lambda *progress: None, *, again: bool = False) -> None:
    """Make past rows where they are not all there, in the order in which they name one another.

    Each batch is a transaction of its own: to stop at any moment is safe, and the next run goes on. With `again` what
    is there is compared with the ledger as well, and what is wrong is written anew.
    """
    for collection in LEDGER_KINDS:
        if again or not is_complete(collection):
            _fill_collection(collection, report, again)


def is_complete(collection: str | None = None) -> bool:
    """Say whether all past rows of a collection, or of every one, are there."""
    gaps = PastBuilt.objects.filter(filled_to__lt=F("kept_after"))
    return not (gaps.filter(collection=collection) if collection else gaps).exists()


def _fill_collection(collection: str, report: ProgressReport, again: bool) -> None:
    progress, until, batches = _begin_filling(collection, again)
    ids, count, total = slug_ids.find_all_slug_ids(), 0, sum(map(len, batches))
    for batch in batches:
        with transaction.atomic():
            take_lock()
            write_past(collection, batch, ids)
            _mark_filled(progress, batch[-1])
        count += len(batch)
        report(f"earlier {collection}", count, total)
    _mark_filled(progress, until)


def _begin_filling(collection: str, again: bool) -> tuple[PastBuilt, int, list[list[int]]]:
    """Say how far it has come, to which entry it goes, and the batches up to there."""
    with transaction.atomic():
        take_lock()
        progress = PastBuilt.objects.get(collection=collection)
        if not LEDGER_KINDS[collection].is_numbered:
            slug_ids.complete_slug_ids(collection)
        _delete_strays(collection)
        after, until = (0, _find_head()) if again else (progress.filled_to, progress.kept_after)
        return progress, until, find_batches(collection, after, until)


def _mark_filled(progress: PastBuilt, seq: int) -> None:
    if progress.filled_to < min(seq, progress.kept_after):
        progress.filled_to = seq
        progress.save(update_fields=["filled_to"])


def _find_head() -> int:
    return LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _delete_strays(collection: str) -> None:
    """Delete past rows that no two entries of the ledger, one after the other, account for."""
    sql, values = find_strays(collection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE {sql}", values)


def find_strays(collection: str) -> tuple[str, dict[str, Any]]:
    """Give FROM and WHERE, with their parameters, of past rows that the ledger does not account for."""
    kind = LEDGER_KINDS[collection]
    return STRAYS.format(past=kind.past._meta.db_table, key=kind.key_column), {"kind": collection}


def find_batches(collection: str, after: int = 0, until: int | None = None) -> list[list[int]]:
    """List numbers of the entries that superseded something of a collection, in order, so many at a time."""
    last = _find_head() if until is None else until
    seqs = [seq for (seq,) in _query_ledger(SEQS, kind=collection, after=after, until=last)]
    return [seqs[start : start + FILL_BATCH_ENTRIES] for start in range(0, len(seqs), FILL_BATCH_ENTRIES)]


def find_superseded(collection: str, seqs: Iterable[int]) -> list[Superseded]:
    """Find what entries with these numbers superseded."""
    return [
        Superseded(projection.parse_item(collection, key, text, seq, at), until, valid_to)
        for key, text, seq, at, until, valid_to in _query_ledger(ENTRIES, kind=collection, seqs=list(seqs))
    ]


def write_past(collection: str, seqs: list[int], ids: SlugIds) -> None:
    """Write the past rows that entries with these numbers superseded, where they are not there as they must be."""
    rows = find_superseded(collection, seqs)
    for model, columns, values in make_tables(collection, rows, ids):
        sync_rows(model, columns, values, [row.item.seq for row in rows])


def make_tables(collection: str, rows: list[Superseded], ids: SlugIds) -> Iterator[TableRows]:
    """Yield (model, columns, rows) of the past rows of these superseded ones and of what hangs on them, seq first."""
    kind = LEDGER_KINDS[collection]
    versions = _find_versions(rows) if kind.is_aliased else {}
    pairs = [(row, PastCatalogue(ids, versions, row)) for row in rows]
    past_rows = [_make_row(collection, row, catalogue, ids) for row, catalogue in pairs]
    if past_rows:
        yield kind.past, list(past_rows[0]), [list(past_row.values()) for past_row in past_rows]
    for table in links.list_link_tables(collection):
        link_rows = [
            (row.item.seq, _key_of(collection, row.item, ids), *rest)
            for row, catalogue in pairs
            for rest in table.rows(row.item.document, catalogue)
        ]
        yield table.past, ["row_id", *table.columns], link_rows


def _make_row(collection: str, row: Superseded, catalogue: PastCatalogue, ids: SlugIds) -> dict[str, Any]:
    columns = projection.project_row(collection, row.item, row.item.document, catalogue)
    key = {"seq": row.item.seq, "id": _key_of(collection, row.item, ids)}
    # An organization has no words but its name.
    return key | {"words": ""} | columns | {"valid_to": row.valid_to}


def _key_of(collection: str, item: projection.Item, ids: SlugIds) -> int:
    return int(item.key) if LEDGER_KINDS[collection].is_numbered else ids[collection, item.key]


def _find_versions(rows: list[Superseded]) -> NameVersions:
    """Find {(collection, slug): [(seq, name, names), ...]}, the latest first, of whom these claims show."""
    keys: dict[str, set[str]] = {Collection.PEOPLE: set(), Collection.POLICIES: set()}
    for row in rows:
        for (collection, slug), _ in _show_names(row.item.document):
            keys[collection].add(slug)
    versions: NameVersions = {}
    for collection, slugs in keys.items():
        for key, seq, text in _query_ledger(VERSIONS, kind=collection, keys=list(slugs)):
            document = decode_json(text)
            versions.setdefault((collection, key), []).append(
                (seq, document["name"], " ".join([*projection.list_all_names(document)]))
            )
    return versions


def _query_ledger(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    arrays = {name: format_pg_array(value) if isinstance(value, list) else value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, arrays)
        return cursor.fetchall()
