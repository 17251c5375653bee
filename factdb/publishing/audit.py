"""Proof that the record is whole: the chain, the versions, and the projection that must equal the ledger."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, OuterRef

from factdb.choices import CORRECTIONS_LOG_ACTIONS, TOMBSTONE_ACTIONS
from factdb.kinds import LEDGER_KINDS
from factdb.models import LedgerEntry, PublishedAudit, PublishedCorrection, PublishedTally
from factdb.models.published import Published

from . import links, projection, tally_check
from .corrections import build_correction_row
from .corroborations import find_corroboration_faults
from .ledger import GENESIS, chain_hash, hash_document, hash_staff
from .past_check import find_past_faults
from .published_names import Catalogue
from .tables import ProgressReport, key_of_row, select_rows

AUDIT_BATCH_ROWS = 1000


def find_faults(
    expect: tuple[int, str] | None = None, report: ProgressReport = lambda *progress: None
) -> Iterator[str]:
    """Yield every fault as a sentence; none means that the record is whole.

    `expect` is a (seq, sha256) that was kept elsewhere: a ledger rewritten from there on cannot hide.
    `report` is called with what is checked, how many of it were and how many there are.
    The record is read as it stood at one moment, while others may publish.
    """
    with _audit_transaction():
        yield from _chain_faults(expect, report)
        faulty = yield from _relay_faults(_projection_faults(report))
        yield from _correction_faults()
        yield from find_past_faults(report)
        if not faulty:
            # These count the projection: where that is wrong they only repeat it.
            report("tallies", 0, PublishedTally.objects.count())
            yield from _tally_faults()
            yield from find_corroboration_faults()


def record_audit(at: datetime, seq: int, faults: int) -> None:
    """Record that the ledger was audited at `at`, up to `seq` at least. A standby cannot keep that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone()[0]:
            return
    PublishedAudit.objects.update_or_create(id=1, defaults={"at": at, "seq": seq, "faults": faults})


def _relay_faults(faults: Iterable[str]) -> Generator[str, None, bool]:
    """Yield the faults, and return whether there was any."""
    count = 0
    for count, fault in enumerate(faults, 1):  # noqa: B007
        yield fault
    return count > 0


@contextmanager
def _audit_transaction() -> Iterator[None]:
    """Open a transaction that sees the record as it is now; inside another one, that one's view."""
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if not is_nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _chain_faults(expect: tuple[int, str] | None, report: ProgressReport) -> Iterator[str]:
    versions: dict[tuple[str, str], int] = {}
    previous, is_met = None, expect is None
    total = LedgerEntry.objects.count()
    for count, entry in enumerate(LedgerEntry.objects.order_by("seq").iterator(AUDIT_BATCH_ROWS)):
        if not count % AUDIT_BATCH_ROWS:
            report("ledger entries", count, total)
        yield from _entry_faults(entry, previous, versions)
        is_met = is_met or (entry.seq, entry.sha256) == expect
        previous = entry
    if expect and not is_met:
        yield f"The ledger does not hold entry {expect[0]} with the hash {expect[1]}."


def _entry_faults(
    entry: LedgerEntry, previous: LedgerEntry | None, versions: dict[tuple[str, str], int]
) -> Iterator[str]:
    name = f"Entry {entry.seq} ({entry.kind}/{entry.key})"
    seq, head = (previous.seq, previous.sha256) if previous else (0, GENESIS)
    if entry.seq != seq + 1:
        yield f"{name} follows entry {seq}: entries are missing between them."
    if entry.previous_sha256 != head or entry.sha256 != chain_hash(entry):
        yield f"{name} breaks the hash chain."
    if previous and entry.at <= previous.at:
        yield f"{name} is not later than the entry before it."
    if entry.document is not None and hash_document(entry.document) != entry.document_sha256:
        yield f"{name} holds a document that its hash does not match."
    if entry.staff_sha256 is not None and entry.staff_sha256 != hash_staff(entry):
        yield f"{name} names other people than its staff hash covers."
    if previous and previous.staff_sha256 is not None and entry.staff_sha256 is None:
        yield f"{name} has no staff hash, and the entry before it has one."
    last = versions.get((entry.kind, entry.key), 0)
    if entry.version != last + 1:
        yield f"{name} is version {entry.version} after version {last}."
    versions[entry.kind, entry.key] = entry.version


def _projection_faults(report: ProgressReport) -> Iterator[str]:
    catalogue = Catalogue()
    for collection, kind in LEDGER_KINDS.items():
        entries = chain.from_iterable(
            fetch_latest_entries(find_latest_seqs(collection), "key", "seq", "document_sha256")
        )
        latest = {key: (seq, sha256) for key, seq, sha256 in entries}
        rows, count, total = kind.published.objects.order_by("pk").iterator(AUDIT_BATCH_ROWS), 0, len(latest)
        while batch := list(islice(rows, AUDIT_BATCH_ROWS)):
            right = []
            for row in batch:
                if latest.pop(key_of_row(row), None) == (row.seq, hash_document(row.document)):
                    right.append(row)
                else:
                    yield f"{collection}/{key_of_row(row)}: the public document is not the ledger's latest."
            yield from _row_faults(collection, right, catalogue)
            count += len(batch)
            report(collection, count, total)
        yield from (f"{collection}/{key}: in the ledger but not public." for key in latest)
        yield from (
            f"{collection}/{pk}: filters find it, and it is not public." for pk in links.find_stray_links(collection)
        )


def _row_faults(collection: str, rows: list[Published], catalogue: Catalogue) -> Iterator[str]:
    items = {row.pk: projection.parse_row(collection, row) for row in rows}
    for row in rows:
        yield from _column_faults(collection, row, items[row.pk], catalogue)
    link_rows = links.fetch_link_rows(collection, list(items))
    for pk in sorted(
        links.find_wrong_links(collection, [(pk, item.document) for pk, item in items.items()], catalogue, link_rows)
    ):
        yield f"{collection}/{items[pk].key}: what filters find it by does not follow from the document."


def _column_faults(collection: str, row: Published, item: projection.Item, catalogue: Catalogue) -> Iterator[str]:
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in projection.project_row(collection, item, item.document, catalogue).items():
        field = fields[name]
        if field.to_python(value) != getattr(row, field.attname):
            yield f"{collection}/{item.key}: the column {field.name} does not follow from the document."


def _correction_faults() -> Iterator[str]:
    expected_documents = {c.seq: c.document for c in build_correction_rows()}
    documents = dict(PublishedCorrection.objects.values_list("seq", "document"))
    for seq in sorted(expected_documents.keys() | documents.keys()):
        if expected_documents.get(seq) != documents.get(seq):
            yield f"corrections/{seq}: the corrections log does not follow from the ledger."


def _tally_faults() -> Iterator[str]:
    for dimension, value, by, by_value, tally, count in tally_check.find_wrong_tallies():
        pair = " and ".join(f"{name} {text}" for name, text in ((dimension, value), (by, by_value)) if name)
        yield f"tallies: {tally} claims are counted for {pair or 'all'}, and there are {count}."


def find_latest_seqs(collection: str) -> list[int]:
    """Find the number of the latest entry of everything of a collection that was ever public, the oldest first.

    In order before their documents are read: PostgreSQL would sort these as well.
    """
    last = LedgerEntry.objects.filter(kind=collection).values("key").annotate(last=Max("seq"))
    return list(last.order_by("last").values_list("last", flat=True))


def fetch_latest_entries(seqs: list[int], *columns: str) -> Iterator[list[list[Any]]]:
    """Yield these columns of the latest entries of what is public, of those with these numbers, a batch for so many."""
    for start in range(0, len(seqs), AUDIT_BATCH_ROWS):
        entries = select_rows(LedgerEntry, ("action", *columns), "seq", seqs[start : start + AUDIT_BATCH_ROWS])
        yield [values for action, *values in entries if action not in TOMBSTONE_ACTIONS]


def build_correction_rows() -> Iterator[PublishedCorrection]:
    """Yield rows of the corrections log as the ledger has them; none where either document was erased."""
    before = LedgerEntry.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), version=OuterRef("version") - 1)
    corrections = LedgerEntry.objects.filter(action__in=CORRECTIONS_LOG_ACTIONS).annotate(
        before=before.values("document")
    )
    for entry in corrections.exclude(before=None).order_by("seq").iterator(AUDIT_BATCH_ROWS):
        if not entry.is_blanked:
            yield build_correction_row(entry, entry.before)
