"""What evidence must be before a second person looks at it, on a verdict and on a policy's event alike."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError

from factdb.choices import EvidenceReading, Rating
from factdb.models import Evidence, Verdict
from factdb.publishing.quoted_words import MAX_QUOTED_WORDS, WORD

# Where the day begins first (UTC+14): what is today for anybody is not the future.
FIRST_CLOCK = timedelta(hours=14)
READ_RATINGS = (Rating.CONFIRMED, Rating.FALSE)


def find_latest_today() -> date:
    return (datetime.now(UTC) + FIRST_CLOCK).date()


def list_evidence_faults(evidence: Evidence) -> dict[str, str]:
    """List what is wrong with a piece of evidence, as sentences by field."""
    faults = {}
    is_read = evidence.reading != EvidenceReading.NOT_READ
    if is_read and not evidence.read_on:
        faults["read_on"] = "Give the day on which it was read."
    if evidence.read_on and not is_read:
        faults["read_on"] = "Say how it was read on this day, or take the day out."
    if evidence.read_on and evidence.read_on > find_latest_today():
        faults["read_on"] = "This day is still to come: give the day on which it was read."
    if evidence.words and not is_read:
        faults["words"] = "Say how these words were read: what nobody read decides nothing."
    word_count = len(WORD.findall(evidence.words))
    if word_count > MAX_QUOTED_WORDS:
        faults["words"] = f"These are {word_count} words: give the {MAX_QUOTED_WORDS} that decide."
    return faults


def list_faults_of_each(pieces: Iterable[Evidence]) -> list[str]:
    """List what is wrong with any of them, as sentences that say of which."""
    return [f"Evidence “{piece.title}”: {sentence}" for piece in pieces for sentence in _list_sentences(piece)]


def _list_sentences(piece: Evidence) -> list[str]:
    faults = list_evidence_faults(piece)
    try:
        piece.full_clean(exclude=faults)
    except ValidationError as error:
        return [*faults.values(), *error.messages]
    return list(faults.values())


def list_verdict_faults(verdict: Verdict) -> list[str]:
    """List, as sentences, what keeps a verdict from being looked at by a second person."""
    pieces = list(verdict.evidence.all())
    faults = list_faults_of_each(pieces)
    if not pieces:
        faults.append("A verdict names its evidence: add what it rests on, or take the verdict out.")
    elif verdict.rating in READ_RATINGS and not any(piece.read_on for piece in pieces):
        faults.append(f"“{verdict.get_rating_display()}” needs evidence that somebody read: none of this was.")
    if any(piece.read_on and piece.read_on > verdict.reviewed_on for piece in pieces):
        faults.append("Evidence was read after the day of the verdict: the check ends when its evidence was read.")
    return faults
