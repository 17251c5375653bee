"""Texts come to the desk from files; a snapshot gets its text back by its hash, and every quote on it is proved."""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from factdb.models import Snapshot

from . import quotes, words


@dataclass
class AttachResult:
    """What one file gave: its article, how many passages are proved, and of how many claims words can be shown now.

    `faults` are sentences.
    """

    article: str
    proved: int = 0
    offered: int = 0
    faults: list[str] = field(default_factory=list)


def read_text_file(path: Path) -> str:
    """Read the file's text as snapshots keep it. Raises ValidationError where it is not UTF-8 text."""
    try:
        return quotes.normalize_text(path.read_bytes().decode())
    except UnicodeDecodeError as error:
        raise ValidationError(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise ValidationError(f"{path.name} cannot be read: {error.strerror}.") from error


@transaction.atomic
def attach_text(text: str) -> list[AttachResult]:
    """Give `text` to each snapshot with its hash and prove every quote on it. Publishes nothing.

    Returns a list of `AttachResult`, empty where no snapshot has this hash. Texts of an erased article stay away.
    """
    snapshots = Snapshot.objects.select_for_update(of=("self",)).filter(sha256=quotes.hash_text(text))
    return [
        _attach_to_snapshot(snapshot, text)
        for snapshot in snapshots.select_related("article")
        if not snapshot.article.is_erased
    ]


def _attach_to_snapshot(snapshot: Snapshot, text: str) -> AttachResult:
    if snapshot.text is None:
        snapshot.text = text
        snapshot.save(update_fields=["text"])
    result = AttachResult(snapshot.article.slug)
    for claim in snapshot.claims.select_related("snapshot").order_by("quote_start", "pk"):
        try:
            quotes.check_quote(claim)
            result.proved += 1
        except ValidationError as error:
            result.faults.append(f"{claim.slug}: {' '.join(error.messages)}")
    result.offered = words.count_offer(snapshot.article)
    return result


def is_held(text: str) -> bool:
    """Say whether no snapshot waits for this text, and one has it."""
    snapshots = Snapshot.objects.filter(sha256=quotes.hash_text(text))
    return snapshots.exists() and not snapshots.filter(text=None).exists()


def list_text_files(folder: Path) -> list[Path]:
    """List a folder's .txt files by name. Raises ValidationError where there are none."""
    if not folder.is_dir():
        raise ValidationError(f"{folder} is not a folder.")
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise ValidationError(f"{folder} holds no .txt file.")
    return files
