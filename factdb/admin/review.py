"""What a reviewer reads and signs: every document that approving would publish, whole, beside what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from factdb.editorial import password_resets, signing
from factdb.editorial.doubts import list_doubts
from factdb.exact_json import decode_json
from factdb.models.desk import Desk
from factdb.publishing import publish
from factdb.publishing.ledger import Entry
from factdb.publishing.publication_batch import Batch, gather_batch
from factdb.publishing.shown_words import compare_shares
from factdb.publishing.tables import key_of, kind_of

from .comparison import ComparisonRow, compare_documents


@dataclass(frozen=True)
class ReviewedDocument:
    """`lines` compare it with what readers see now; `is_new` where they see nothing of it.

    `url` is that of its form, `address` the one that it will have for ever.
    """

    title: str
    url: str
    address: str
    lines: list[ComparisonRow]
    is_new: bool


def review_items(items: Sequence[Desk], user: User) -> dict[str, Any]:
    """Show what approving each of these would publish, made by the door as it makes what it publishes.

    `seen` is what approving signs. It is empty where nothing could be shown, and then nothing can be approved.
    """
    # The items were read before all else that is shown: whatever moves meanwhile no longer fits what is signed.
    batch = gather_batch(items)
    obstacles = signing.list_unready(batch) + password_resets.list_reset_refusals(batch, user)
    doubts = list_doubts(batch)
    try:
        preview = publish.preview_publication(batch, by=user)
    except ValidationError as error:
        return {"seen": "", "obstacles": obstacles + error.messages, "doubts": doubts}
    own, along = _show_documents(batch, preview)
    return {
        "seen": signing.sign_batch(batch),
        "obstacles": obstacles,
        "doubts": doubts,
        "own": own,
        "along": along,
        "again": preview.again,
        "shares": compare_shares(batch, preview.entries),
        "most_quoted": settings.FACTDB_MOST_QUOTED,
    }


def _show_documents(batch: Batch, preview: publish.Preview) -> tuple[list[ReviewedDocument], list[ReviewedDocument]]:
    """Those that were asked for, and those that go along."""
    items = {(kind_of(item).collection, key_of(item)): item for item in batch}
    own: list[ReviewedDocument] = []
    along: list[ReviewedDocument] = []
    for entry in preview.entries:
        item = items[entry.kind, entry.key]
        documents = own if (entry.kind, item.pk) in batch.roots else along
        documents.append(_compare_entry(entry, item, preview.public_rows.get((entry.kind, entry.key))))
    return own, along


def _compare_entry(entry: Entry, item: Desk, row: Any) -> ReviewedDocument:
    before, after = decode_json(row.document) if row else None, decode_json(entry.require_document())
    return ReviewedDocument(
        title=f"{str(item._meta.verbose_name).capitalize()}: {item}",
        url=reverse(f"admin:factdb_{item._meta.model_name}_change", args=[item.pk]),
        address=after["url"],
        lines=compare_documents(before, after),
        is_new=row is None,
    )
