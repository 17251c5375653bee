"""The corrections log: what changed, as it was and as it is, for every entry that corrected or took back.

And what may not happen outside of it.
"""

from collections.abc import Iterable
from typing import Any

from factdb.choices import CORRECTIONS_LOG_ACTIONS, Collection, Rating
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models import LedgerEntry, PublishedClaim, PublishedCorrection
from factdb.schemas import JsonObject

from .documents import encode_document, url_of
from .ledger import Entry, format_utc_instant
from .publication_batch import Batch, describe_item

BOOKKEEPING = ("version", "published_at", "updated_at", "corrected", "reviewed_by_second_person")


def log_corrections(pairs: Iterable[tuple[Entry, str]]) -> None:
    """Log those of (entry, text of the document before it) that correct, clarify or retract."""
    PublishedCorrection.objects.bulk_create(
        build_correction_row(entry, before) for entry, before in pairs if entry.action in CORRECTIONS_LOG_ACTIONS
    )


def list_silent_ratings(batch: Batch) -> list[str]:
    """List, as sentences, the claims of a batch whose public rating changes: that belongs into the corrections log.

    The first rating of a claim is an update.
    """
    claims = {claim.number: claim for claim in batch.list_items(Collection.CLAIMS) if claim.is_public}
    rated = PublishedClaim.objects.filter(pk__in=claims).exclude(rating=Rating.UNCHECKED) if claims else []
    return [
        f"{describe_item(claims[row.pk])}: its rating changes from “{Rating(row.rating).label}” to “{rating.label}”. "
        "That is a correction or a clarification, with a reason, and no update."
        for row in rated
        if (rating := _rate(claims[row.pk])) != row.rating
    ]


def _rate(claim: Any) -> Rating:
    return Rating(claim.lines.verdict.rating) if claim.lines.verdict else Rating.UNCHECKED


def build_correction_row(entry: Entry | LedgerEntry, before: str) -> PublishedCorrection:
    return PublishedCorrection(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        kind=entry.kind,
        key=entry.key,
        document=encode_document(build_correction_document(entry, decode_json(before))),
    )


def build_correction_document(entry: Entry | LedgerEntry, before: JsonObject) -> JsonObject:
    """Build the corrections log's document: what changed, as it was and as it is."""
    after = decode_json(entry.document) if entry.document else None
    keys = [k for k in before if k not in BOOKKEEPING and after and not _says_same(before[k], after[k])]
    keys = keys or [LEDGER_KINDS[entry.kind].heading]
    return {
        "seq": entry.seq,
        "at": format_utc_instant(entry.at),
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "url": url_of(entry.kind, entry.key),
        "reason": entry.reason,
        "before": {k: before[k] for k in keys},
        "after": {k: after[k] for k in keys} if after else None,
    }


def _says_same(before: Any, after: Any) -> bool:
    """Compare what the version before said at all: a key that came later corrects nothing."""
    if isinstance(before, dict) and isinstance(after, dict):
        return all(key in after and _says_same(value, after[key]) for key, value in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_says_same, before, after))
    return before == after
