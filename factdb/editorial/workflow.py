"""Who may move what to which state. The only writer of `state` and `edited_by` before publication."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from factdb.choices import Action, State
from factdb.kinds import resolve_name
from factdb.models import Claim, LedgerEntry, Verdict
from factdb.models.desk import RETRACTION_COLUMNS, Desk
from factdb.models.ledger import ERASED_SLUG
from factdb.publishing import erasure, publish, removal
from factdb.publishing.erasure import Erasure
from factdb.publishing.ledger import take_lock
from factdb.publishing.publication_batch import Batch, describe_item, lock_batch
from factdb.publishing.tables import ProgressReport, kind_of

from . import password_resets, quotes, signing, two_logins
from .doubts import list_doubts
from .evidence import list_verdict_faults

BY_LAW = "(taken down by one person at once, by law)"


def may_publish(user: User) -> bool:
    """Say whether somebody returns, approves and confirms retractions: editors and administrators, not reporters."""
    return user.has_perm("factdb.publish")


@transaction.atomic
def record_edit(item: Desk, *, by: User) -> Desk:
    """Make a thing a draft again after every change of it or its inlines, and remember that `by` edited it.

    Raises PermissionDenied where it was erased.
    """
    item = _lock_row(item)
    if item.is_erased:
        raise PermissionDenied("It was erased by law: nobody fills it again.")
    item.state = State.DRAFT
    if by.pk not in item.edited_by:
        item.edited_by.append(by.pk)
    item.save(update_fields=["state", "edited_by", "changed_at"])
    return item


@transaction.atomic
def submit(item: Desk, *, by: User) -> Desk:
    """Do what `submit_with_drafts` does; give the item alone."""
    return submit_with_drafts(item, by=by)[0]


@transaction.atomic
def submit_with_drafts(item: Desk, *, by: User) -> list[Desk]:
    """Ask for a second person to look at a draft, and at the drafts that it needs and that were never published.

    Gives all that is submitted now, the item first. Raises ValidationError with all that is missing in any of them.
    """
    batch = _lock_reviewed(item, State.DRAFT, "submitted")
    if stops := signing.list_stops(batch):
        raise ValidationError(stops)
    drafts = [one for one in batch.list_company() if one.state == State.DRAFT]
    (item,) = batch.list_roots()
    check_ready_for_review(item)
    if faults := [fault for draft in drafts for fault in _list_draft_faults(draft)]:
        raise ValidationError(faults)
    for one in [item, *drafts]:
        one.state, one.is_sent_back = State.SUBMITTED, False
        one.save(update_fields=["state", "is_sent_back"])
    return [item, *drafts]


def _list_draft_faults(draft: Desk) -> list[str]:
    try:
        check_ready_for_review(draft)
    except ValidationError as error:
        return [f"{describe_item(draft)}: {sentence}" for sentence in error.messages]
    return []


@transaction.atomic
def send_back(item: Desk, *, by: User, note: str) -> Desk:
    """Return what was submitted to its reporter, with a note. Raises ValidationError, PermissionDenied."""
    _require_publisher(by)
    if not note.strip():
        raise ValidationError("Say what to change: the reporter sees this note.")
    item = _lock_row(item)
    _require_state(item, State.SUBMITTED, "sent back")
    _append_note(item, by, note)
    item.state, item.is_sent_back = State.DRAFT, True
    item.save(update_fields=["note", "state", "is_sent_back"])
    return item


@transaction.atomic
def approve(
    item: Desk, *, by: User, seen: str, action: str = Action.UPDATED, reason: str = "", accepted: Collection[str] = ()
) -> Desk:
    """Publish a submitted thing and what goes along, by a second person, exactly as `seen` (by `signing.sign_batch`).

    `accepted` are the doubts (of `doubts.list_doubts`) that the reviewer looked into.
    Raises ValidationError with all that is against it, and PermissionDenied.
    """
    _require_publisher(by)
    batch = _lock_reviewed(item, State.SUBMITTED, "approved")
    faults = signing.list_moves(batch, seen) + signing.list_unready(batch)
    if faults := faults + password_resets.list_reset_refusals(batch, by):
        raise ValidationError(faults)
    if open_doubts := [doubt for doubt in list_doubts(batch) if doubt not in accepted]:
        raise ValidationError([f"Look into this and tick it: {doubt}" for doubt in open_doubts])
    (item,) = batch.list_roots()
    check_ready_for_review(item)
    publish.publish_batch(batch, by=by, action=action, reason=reason)
    return _lock_row(item)


@transaction.atomic
def delete_draft(item: Desk, *, by: User) -> None:
    """Delete what was never published. Claims that mentioned it are changed by that, and `by` changed them.

    Raises PermissionDenied where it was published meanwhile.
    """
    take_lock()
    item = _lock_row(item)
    if item.version is not None:
        raise PermissionDenied("It was published meanwhile, and what was ever published stays.")
    for claim in _list_mentioning(item):
        record_edit(claim, by=by)
    item.delete()


def _list_mentioning(item: Any) -> list[Desk]:
    """List the working copies whose mentions the database would drop with the item; all else protects it."""
    relations = [relation for relation in item._meta.related_objects if relation.many_to_many]
    return [copy for relation in relations for copy in getattr(item, relation.get_accessor_name()).order_by("pk")]


@transaction.atomic
def retract(item: Desk, *, by: User, reason: str, by_law: bool = False) -> Desk:
    """Ask for a second person to take a public thing back, with the reason that readers will see; it stays public.

    With `by_law` an editor does it alone and at once, whoever asked before; the ledger and the public reason say so.
    Raises ValidationError, PermissionDenied.
    """
    if by_law:
        _require_publisher(by)
    take_lock()
    item = _lock_row(item)
    reason = removal.check_retraction(item, reason)
    if by_law:
        _note_settled_request(item, by)
        return removal.retract_item(item, by=by, reason=f"{reason} {BY_LAW}")
    if item.retraction_asked_at:
        raise ValidationError("Somebody asked for its retraction already: confirm that or take it back first.")
    item.retraction_reason, item.retraction_asked_by, item.retraction_asked_at = reason, by.pk, timezone.now()
    item.save(update_fields=RETRACTION_COLUMNS)
    return item


def _note_settled_request(item: Desk, by: User) -> None:
    """Keep what was asked for, which the retraction forgets, for whoever asked."""
    if item.retraction_asked_by:
        asker = User.objects.filter(pk=item.retraction_asked_by).first() or "somebody"
        _append_note(item, by, f"Retracted at once, by law. This settles what {asker} asked: {item.retraction_reason}")
        item.save(update_fields=["note"])


@transaction.atomic
def confirm_retraction(item: Desk, *, by: User, seen: str) -> Desk:
    """Take back what somebody else asked to retract, for the reason as `seen` (by `sign_retraction_request`).

    Raises ValidationError, also while live things depend on it, and PermissionDenied.
    """
    _require_publisher(by)
    take_lock()
    item = _lock_row(item)
    if not seen or seen != sign_retraction_request(item):
        raise ValidationError(
            "The request was changed or taken back after you opened it: read it again before you confirm."
        )
    if is_own_request(item, by):
        raise ValidationError("You asked for this retraction, so somebody else must confirm it.")
    if item.retraction_asked_by:
        _refuse_reset(item.retraction_asked_by, by)
    return removal.retract_item(item, by=by, reason=item.retraction_reason, asked_by=item.retraction_asked_by)


@transaction.atomic
def withdraw_retraction(item: Desk, *, by: User, note: str) -> Desk:
    """Take a request for retraction back, as an editor or as whoever asked.

    Raises ValidationError, PermissionDenied.
    """
    if not note.strip():
        raise ValidationError("Say why it stays: whoever asked sees this note.")
    item = _lock_row(item)
    if by.pk != item.retraction_asked_by:
        _require_publisher(by)
    if not item.retraction_asked_at:
        raise ValidationError("Nobody asks for its retraction now.")
    _append_note(item, by, note)
    item.close_retraction_request()
    item.save(update_fields=["note", *RETRACTION_COLUMNS])
    return item


def sign_retraction_request(item: Desk) -> str:
    """Write which request for retraction is open, for `confirm_retraction` to compare; empty where none is."""
    return item.retraction_asked_at.isoformat() if item.retraction_asked_at else ""


def is_own_request(item: Desk, by: User) -> bool:
    """Say whether `by` asked for the retraction, and so may not confirm it but at a desk of one."""
    return by.pk == item.retraction_asked_by and not settings.FACTDB_SOLO


@transaction.atomic
def erase(
    item: Desk, *, by: User, asked_by: User, reason: str, report: ProgressReport = lambda *progress: None
) -> Erasure:
    """Erase by law all that was ever published of a thing, and its working copy. Two people do it, with a login each.

    Raises ValidationError, PermissionDenied.
    """
    _require_publisher(by)
    _refuse_reset(asked_by.pk, by)
    two_logins.require_two_logins(by, asked_by)
    take_lock()
    return erasure.erase_item(_lock_row(item), by=by, asked_by=asked_by, reason=reason, report=report)


def check_ready_for_review(item: Desk) -> None:
    """Raise ValidationError unless all holds that must before a second person looks at it."""
    item.full_clean()
    _require_free_slug(item)
    check = kind_of(item).review_check
    if check and (faults := resolve_name(check)(item)):
        raise ValidationError(faults)


def _require_free_slug(item: Desk) -> None:
    """An erased thing has left its slug at the desk, and not in the ledger."""
    kind = kind_of(item)
    if item.version is None and not kind.is_numbered:
        if ERASED_SLUG.fullmatch(item.slug):
            raise ValidationError(f"The address {item.slug} is kept for what is erased by law: choose another slug.")
        if LedgerEntry.objects.filter(kind=kind.collection, key=item.slug).exists():
            raise ValidationError(f"The address {item.slug} was something's that was erased: choose another slug.")


def list_claim_faults(claim: Claim) -> list[str]:
    """Sentences, none where a claim's quote and chain are as they must be."""
    faults = []
    try:
        quotes.check_quote(claim)
    except ValidationError as error:
        faults += error.messages
    places = list(claim.attribution.order_by("position").values_list("position", flat=True))
    if not places:
        faults.append("Say who says so: the attribution chain needs at least its origin.")
    if places != list(range(1, len(places) + 1)):
        faults.append("Number the hops of the chain 1, 2, 3 … without a gap, the origin first.")
    verdict = Verdict.objects.filter(claim=claim).first()
    return faults + (list_verdict_faults(verdict) if verdict else [])


def _append_note(item: Desk, by: User, note: str) -> None:
    item.note = f"{item.note}\n{by.get_username()}: {note.strip()}".strip()


def _require_publisher(user: User) -> None:
    if not may_publish(user):
        raise PermissionDenied("Only editors may do this.")


def _refuse_reset(asked_by: int, by: User) -> None:
    if refusal := password_resets.explain_request_refusal(asked_by, by):
        raise ValidationError(refusal)


def _lock_row(item: Desk) -> Desk:
    """Lock the row as it is now, held until the transaction ends, so that two people cannot move it at once."""
    return type(item).objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)


def _lock_reviewed(item: Desk, state: State, step: str) -> Batch:
    """Lock an item and all that goes along: the ledger's lock first, then row by row, as every publication does."""
    take_lock()
    batch = lock_batch([item])
    _require_state(batch.list_roots()[0], state, step)
    return batch


def _require_state(item: Desk, state: State, what: str) -> None:
    if item.state != state:
        raise ValidationError(f"Only what is {state.label.lower()} can be {what}; this is {item.get_state_display()}.")
