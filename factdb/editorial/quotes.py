"""A quote is proved against a snapshot: its offsets, and the SHA-256 of the passage between them.

Offsets count code points and `end` is exclusive (W3C TextPositionSelector).
"""

from hashlib import sha256

from django.core.exceptions import ValidationError

from factdb.models import Claim

EXCERPT_CHARACTERS = 40
# Of a passage that is not there: to compare 10,000 characters takes a minute.
COMPARED_CHARACTERS = 200
MAX_LISTED_OCCURRENCES = 5


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


def describe_missing_passage(text: str, passage: str) -> ValidationError:
    nearest = (
        f"The nearest passage is: “{find_nearest_passage(text, passage)}”. If you mean it, paste it as it stands here."
    )
    return ValidationError(["These words occur nowhere in the snapshot.", nearest])


def find_nearest_passage(text: str, passage: str) -> str:
    """The whole words of `text` that come closest."""
    # Here, because whoever answers readers needs none of its 6 MB.
    from rapidfuzz import fuzz

    alignment = fuzz.partial_ratio_alignment(passage[:COMPARED_CHARACTERS], text)
    if alignment is None:
        return ""
    start, end = alignment.dest_start, alignment.dest_end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip()


def describe_ambiguous_passage(text: str, spans: list[tuple[int, int]]) -> ValidationError:
    excerpts = [f"{n}: “…{cut_excerpt(text, *span)}…”" for n, span in enumerate(spans[:MAX_LISTED_OCCURRENCES], 1)]
    return ValidationError(
        [
            f"These words occur {len(spans)} times: paste a longer passage, or give the number of the occurrence.",
            *excerpts,
        ]
    )


def cut_excerpt(text: str, start: int, end: int) -> str:
    return text[max(0, start - EXCERPT_CHARACTERS) : end + EXCERPT_CHARACTERS].replace("\n", " ")
