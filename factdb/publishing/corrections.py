"""The corrections log: what changed, as it was and as it is, for every entry that corrected or took back."""

from msgspec.json import decode

from factdb.choices import CORRECTIONS_LOG_ACTIONS
from factdb.kinds import LEDGER_KINDS
from factdb.models import PublishedCorrection

from .documents import encode_document, url_of
from .ledger import format_utc_instant

BOOKKEEPING = ("version", "published_at", "updated_at", "corrected", "reviewed_by_second_person")


def log_corrections(pairs):
    """Log those of (entry, text of the document before it) that correct, clarify or retract."""
    PublishedCorrection.objects.bulk_create(
        build_correction_row(entry, before) for entry, before in pairs if entry.action in CORRECTIONS_LOG_ACTIONS
    )


def build_correction_row(entry, before):
    return PublishedCorrection(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        kind=entry.kind,
        key=entry.key,
        document=encode_document(build_correction_document(entry, decode(before))),
    )


def build_correction_document(entry, before):
    """The corrections log's document: what changed, as it was and as it is."""
    after = decode(entry.document) if entry.document else None
    changed = [k for k in before if k not in BOOKKEEPING and after and before[k] != after[k]]
    changed = changed or [LEDGER_KINDS[entry.kind].heading]
    return {
        "seq": entry.seq,
        "at": format_utc_instant(entry.at),
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "url": url_of(entry.kind, entry.key),
        "reason": entry.reason,
        "before": {k: before[k] for k in changed},
        "after": {k: after[k] for k in changed} if after else None,
    }
