"""The way out: a tombstone in the ledger for what is taken back, and nothing of it in the projection."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from factdb.choices import Action, State
from factdb.kinds import LEDGER_KINDS
from factdb.models import PendingRender
from factdb.models.desk import RETRACTION_COLUMNS, Desk

from . import corrections, pending_links, projection, rerender_dependents
from .ledger import Entry, Ledger, Responsible
from .publication_batch import describe_item
from .tables import key_of, kind_of, row_of


def check_retraction(item: Desk, reason: str) -> str:
    """Give the reason as readers will see it. Raises ValidationError unless the thing is public and there is one."""
    if not item.is_public:
        raise ValidationError(f"{describe_item(item)} is not public: there is nothing to retract.")
    return _clean_reason(reason)


@transaction.atomic
def retract_item(item: Desk, *, by: User, reason: str, asked_by: int | None = None) -> Desk:
    """Take a public thing back: a tombstone in the ledger, and it is gone from every list.

    `asked_by` is who asked for what `by` confirms. Where that is nobody else, the entry is `solo`.
    Raises ValidationError: with their list while live things depend on it, and without a reason.
    """
    reason = check_retraction(item, reason)
    asker = asked_by or by.pk
    responsible = Responsible(by.get_username(), by.pk, [asker], solo=asker == by.pk)
    take_back(item, Action.RETRACTED, responsible, reason)
    return item


def _clean_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError("Say why: readers will see the reason.")
    return reason.strip()


def take_back(item: Desk, action: str, responsible: Responsible, reason: str) -> Entry:
    """Append the tombstone, and take what is public of a thing out of the projection."""
    reason = _clean_reason(reason)
    ledger = Ledger()
    entry = ledger.chain_entry(
        action=action,
        kind=kind_of(item).collection,
        key=key_of(item),
        version=(item.version or 0) + 1,
        reason=reason,
        responsible=responsible,
    )
    ledger.append([entry])
    if item.is_public:
        _remove_item(ledger, item, entry, responsible)
    item.state, item.is_public, item.version = State.WITHDRAWN, False, entry.version
    item.close_retraction_request()
    type(item).objects.bulk_update([item], ["state", "is_public", "version", *RETRACTION_COLUMNS])
    return entry


def _remove_item(ledger: Ledger, item: Any, entry: Entry, responsible: Responsible) -> None:
    row = row_of(entry.kind, entry.key)
    rerender_dependents.refuse_dependents(entry.kind, row)
    corrections.log_corrections([(entry, row.document)])
    if LEDGER_KINDS[entry.kind].is_awaited:
        pending_links.withdraw_links(ledger, item, responsible)
    projection.remove_row(entry, row)
    PendingRender.objects.filter(entry__kind=entry.kind, entry__key=entry.key).delete()
