"""A quote is proved against a snapshot: its offsets, and the SHA-256 of the passage between them.

Offsets count code points and `end` is exclusive (W3C TextPositionSelector).
"""

from hashlib import sha256

from django.core.exceptions import ValidationError


def normalize_text(text):
    """A source's text as snapshots keep it: without BOM, with LF line ends, nothing else changed."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def hash_text(text):
    return sha256(text.encode()).hexdigest()


def find_occurrences(text, exact):
    """All (start, end) at which `exact` stands in `text`, overlapping ones included."""
    found, start = [], text.find(exact) if exact else -1
    while start >= 0:
        found.append((start, start + len(exact)))
        start = text.find(exact, start + 1)
    return found


def anchor_quote(claim, snapshot, start, end):
    """Anchor the claim to a passage of a snapshot whose text is held. Saves nothing."""
    claim.snapshot, claim.quote_start, claim.quote_end = snapshot, start, end
    claim.quote_sha256 = hash_text(snapshot.text[start:end])


def check_quote(claim):
    """Raise ValidationError unless the claim's quote is proved, as far as the desk holds the text."""
    if not claim.has_quote:
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
