"""What is live and unchanged at the desk, rendered again: so a key that came later reaches what was published before.

Each batch is a transaction. Whatever says the same already is passed over, so it can be stopped and run again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from factdb.choices import Collection, State
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import LedgerEntry
from factdb.models.desk import Desk
from factdb.schemas import JsonObject

from . import projection
from .children import fetch_children
from .documents import encode_document, render_document
from .ledger import Ledger, Responsible
from .publish import find_public_numbers
from .published_names import Catalogue
from .rerender_dependents import BATCH, Change, rerender_dependents, resume_rerendering
from .rewrite import rewrite_documents
from .shown_words import keep_public_words
from .tables import ProgressReport, fetch_objects, key_of, kind_of, select_rows

# What the record adds to the desk's words: it stays as it is.
ENVELOPE_KEYS = ("version", "published_at", "updated_at", "corrected", "reviewed_by_second_person")


@dataclass
class RerenderSummary:
    """How many items were rendered again, said the same, or are being edited; and which keys changed in how many."""

    changed: int = 0
    same: int = 0
    edited: int = 0
    keys: Counter[str] = field(default_factory=Counter)


def rerender_kind(
    collection: str,
    *,
    is_trial: bool = False,
    report: ProgressReport = lambda *progress: None,
) -> RerenderSummary:
    """Render every live item of a collection again that nobody edits; what is being edited keeps what it says.

    `report` is called with the collection, how many of it are done and how many there are.
    Under `is_trial` nothing is written, and the summary says what would be.
    """
    if not is_trial:
        resume_rerendering()
    summary, after, total = RerenderSummary(), 0, LEDGER_KINDS[collection].published.objects.count()
    while True:
        with transaction.atomic():
            ledger = Ledger.open_read_only() if is_trial else Ledger()
            rows = list(LEDGER_KINDS[collection].published.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
            changes = list(_find_changes(collection, rows, summary))
            if changes and not is_trial:
                _write_changes(ledger, collection, rows, changes)
        report(collection, summary.changed + summary.same + summary.edited, total)
        if len(rows) < BATCH:
            return summary
        after = rows[-1].pk


def _find_changes(
    collection: str, rows: list[Any], summary: RerenderSummary
) -> Iterator[tuple[projection.Item, JsonObject]]:
    """(item, what it says now) of those of these rows that say something else."""
    items = [projection.parse_row(collection, row) for row in rows]
    copies = _fetch_live_copies(collection, [item.key for item in items])
    targets = fetch_children(collection, list(copies.values()))
    if collection == Collection.CLAIMS:
        # To show words of a source is for two people to decide.
        for item in items:
            if item.key in copies:
                keep_public_words(copies[item.key], item.document["quote"])
    catalogue = _load_names(targets)
    numbers = find_public_numbers(lambda name: copies.values() if name == collection else ())
    for item in items:
        if item.key not in copies:
            summary.edited += 1
            continue
        envelope = {key: item.document[key] for key in ENVELOPE_KEYS if key in item.document}
        document = render_document(copies[item.key], envelope=envelope, catalogue=catalogue, number_of=numbers)
        if encode_document(document) == item.text:
            summary.same += 1
            continue
        before = item.read_text()
        summary.changed += 1
        summary.keys.update(key for key in document if key not in before or document[key] != before[key])
        yield item, document


def _fetch_live_copies(collection: str, keys: list[str]) -> dict[str, Any]:
    kind = LEDGER_KINDS[collection]
    values = map(int, keys) if kind.is_numbered else keys
    copies = fetch_objects(resolve_name(kind.desk_model), kind.desk_key, values)
    return {key_of(copy): copy for copy in copies if copy.state == State.LIVE}


def _load_names(targets: Iterable[Desk]) -> Catalogue:
    catalogue = Catalogue()
    slugs: dict[str, set[str]] = {}
    for target in targets:
        slugs.setdefault(kind_of(target).collection, set()).add(target.slug)
    for collection, those in slugs.items():
        catalogue.load_rows(collection, those)
    return catalogue


def _write_changes(ledger: Ledger, collection: str, rows: list[Any], changes: list[Any]) -> None:
    columns = ("seq", "actor", "approved_by", "edited_by", "solo")
    # Nobody decided anew: who stood behind the words stands behind them still.
    responsible = {
        seq: Responsible(*rest) for seq, *rest in select_rows(LedgerEntry, columns, "seq", [i.seq for i, _ in changes])
    }
    catalogue = Catalogue.for_documents(collection, [document for _, document in changes])
    entries = rewrite_documents(ledger, collection, changes, lambda item: responsible[item.seq], catalogue)
    before = {projection.key_of_row(row): row for row in rows}
    rerender_dependents(ledger, [Change(before[entry.key], entry) for entry in entries])
