"""Appending to the ledger: order, time and hash chain. Only the door does it, in its own transaction."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Self

from django.db import connection

from factdb.exact_json import compact
from factdb.models import LedgerEntry

from .tables import copy_in

GENESIS = "0" * 64
LOCK = 0x46616374  # "Fact", the key of the advisory lock that makes ledger order commit order
SALT_BYTES = 16
LEDGER_TICK = timedelta(microseconds=1)
LAST_ENTRY_SQL = f"SELECT seq, at, sha256 FROM {LedgerEntry._meta.db_table} ORDER BY seq DESC LIMIT 1"  # noqa: S608


def hash_document(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def format_utc_instant(at: datetime) -> str:
    """Write an instant as documents and the chain spell it: UTC with microseconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def hash_staff(entry: "Entry | LedgerEntry") -> str:
    """Compute SHA-256 over the compact JSON list of who stands behind an entry."""
    values = [entry.staff_salt, entry.actor, entry.edited_by, entry.approved_by, entry.solo]
    return sha256(compact(values)).hexdigest()


def chain_hash(entry: "Entry | LedgerEntry") -> str:
    """Compute SHA-256 over the compact JSON list that links an entry to the one before it.

    Entries older than the staff hash chain nine elements, all others ten.
    """
    values = [
        entry.previous_sha256,
        entry.seq,
        format_utc_instant(entry.at),
        entry.action,
        entry.kind,
        entry.key,
        entry.version,
        entry.reason,
        entry.document_sha256,
    ]
    if entry.staff_sha256 is not None:
        values.append(entry.staff_sha256)
    return sha256(compact(values)).hexdigest()


@dataclass(frozen=True)
class Responsible:
    """Who stands behind an entry; `solo` where nobody but its editors approved it."""

    actor: str
    approved_by: int | None
    edited_by: list[int] = field(default_factory=list)
    solo: bool = False


@dataclass(slots=True)
class Entry:
    """A row of the ledger to be written: the model's own object costs five times as much to make."""

    seq: int
    at: datetime
    action: str
    kind: str
    key: str
    version: int
    reason: str
    document: str | None
    document_sha256: str | None
    previous_sha256: str
    solo: bool
    actor: str
    edited_by: list[int]
    approved_by: int | None
    staff_salt: str = field(init=False)
    staff_sha256: str = field(init=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        self.staff_salt = token_hex(SALT_BYTES)
        self.staff_sha256 = hash_staff(self)
        self.sha256 = chain_hash(self)

    def require_document(self) -> str:
        """Read the document's text. Raises ValueError for a tombstone, which has none."""
        if self.document is None:
            raise ValueError(f"Entry {self.seq} is a tombstone.")
        return self.document


def take_lock() -> datetime:
    """Be the only publication until the transaction ends; give the instant. Raises RuntimeError outside of one."""
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger grows only inside a transaction.")
    with connection.cursor() as cursor:
        # The clock is read for a row, which is there when the lock is held.
        cursor.execute("SELECT clock_timestamp() FROM (SELECT pg_advisory_xact_lock(%s) OFFSET 0) AS held", [LOCK])
        return cursor.fetchone()[0]


class Ledger:
    """The open end of the ledger, held under an advisory lock until the transaction ends."""

    def __init__(self) -> None:
        self._read_head(take_lock())

    def _read_head(self, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LAST_ENTRY_SQL)
            last: tuple[int, datetime, str] = cursor.fetchone() or (0, now - LEDGER_TICK, GENESIS)
        self.seq, at, self.head = last
        self.at = max(now - LEDGER_TICK, at)

    @classmethod
    def open_read_only(cls) -> Self:
        """Read the open end as it is now, held by nobody: entries can be made, and never be appended."""
        ledger = cls.__new__(cls)
        ledger._read_head(datetime.now(UTC))
        return ledger

    def next_at(self) -> datetime:
        """Give the instant that the next entry will bear; later than every earlier one."""
        return self.at + LEDGER_TICK

    def chain_entry(
        self,
        *,
        action: str,
        kind: str,
        key: str,
        version: int,
        responsible: Responsible,
        reason: str = "",
        document: str | None = None,
    ) -> Entry:
        """Chain one entry; `append` writes it. `document` is its text, None for a tombstone."""
        self.seq, self.at = self.seq + 1, self.next_at()
        entry = Entry(
            seq=self.seq,
            at=self.at,
            action=action,
            kind=kind,
            key=key,
            version=version,
            reason=reason,
            document=document,
            document_sha256=None if document is None else hash_document(document),
            previous_sha256=self.head,
            solo=responsible.solo,
            actor=responsible.actor,
            edited_by=responsible.edited_by,
            approved_by=responsible.approved_by,
        )
        self.head = entry.sha256
        return entry

    @staticmethod
    def append(entries: list[Entry]) -> None:
        copy_in(LedgerEntry, entries)
