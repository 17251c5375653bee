"""A quote is proved against a snapshot: its offsets, and the SHA-256 of the passage between them.

Offsets count code points and `end` is exclusive (W3C TextPositionSelector).
"""

from hashlib import sha256

from django.core.exceptions import ValidationError

from factdb.models import Claim


def normalize_text(text: str) -> str:
    """Make a source's text as snapshots keep it: without BOM, with LF line ends, nothing else changed."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def hash_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def find_occurrences(text: str, exact: str) -> list[tuple[int, int]]:
    """Find all (start, end) at which `exact` stands in `text`, overlapping ones included."""
    spans, start = [], text.find(exact) if exact else -1
    while start >= 0:
        spans.append((start, start + len(exact)))
        start = text.find(exact, start + 1)
    return spans


def check_quote(claim: Claim) -> None:
    """Raise ValidationError unless the claim's quote is proved, as far as the desk holds the text."""
    if claim.snapshot is None or claim.quote_end is None:
        raise ValidationError("A claim needs the passage that carries it: choose the snapshot and mark the quote.")
    if claim.snapshot.article_id != claim.article_id:
        raise ValidationError("The quote is from a snapshot of another article.")
    text = claim.snapshot.text
    if text is None:
        return
    if claim.quote_end > len(text):
        raise ValidationError(
            f"The quote ends at {claim.quote_end}, but the snapshot has only {len(text)} characters: mark it again."
        )
    if hash_text(text[claim.quote_start : claim.quote_end]) != claim.quote_sha256:
        raise ValidationError("The quote does not match the snapshot's text: mark the passage again.")
