"""Who may move what to which state. The only writer of `state` and `edited_by` before publication."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from factdb.choices import Action, State
from factdb.kinds import resolve_name
from factdb.models import Claim
from factdb.models.desk import Desk
from factdb.publishing import publish
from factdb.publishing.ledger import take_lock
from factdb.publishing.tables import kind_of

from . import quotes


def may_publish(user: User) -> bool:
    """Say whether somebody returns, approves and retracts: editors and administrators do, reporters do not."""
    return user.has_perm("factdb.publish")


@transaction.atomic
def record_edit(item: Desk, *, by: User) -> Desk:
    """Make a thing a draft again after every change of it or its inlines, and remember that `by` edited it."""
    item = _lock_row(item)
    item.state = State.DRAFT
    if by.pk not in item.edited_by:
        item.edited_by.append(by.pk)
    item.save(update_fields=["state", "edited_by", "changed_at"])
    return item


@transaction.atomic
def submit(item: Desk, *, by: User) -> Desk:
    """Ask for a second person to look at a draft. Raises ValidationError with all that is missing."""
    item = _lock_row(item)
    _require_state(item, State.DRAFT, "submitted")
    check_ready_for_review(item)
    return _set_state(item, State.SUBMITTED)


@transaction.atomic
def send_back(item: Desk, *, by: User, note: str) -> Desk:
    """Return what was submitted to its reporter, with a note. Raises ValidationError, PermissionDenied."""
    _require_publisher(by)
    if not note.strip():
        raise ValidationError("Say what to change: the reporter sees this note.")
    item = _lock_row(item)
    _require_state(item, State.SUBMITTED, "sent back")
    item.note = f"{item.note}\n{by.get_username()}: {note.strip()}".strip()
    item.save(update_fields=["note"])
    return _set_state(item, State.DRAFT)


@transaction.atomic
def approve(item: Desk, *, by: User, seen: datetime | None, action: str = Action.UPDATED, reason: str = "") -> Desk:
    """Publish a submitted thing, by a second person, exactly as seen at `seen` (its `changed_at`).

    Raises ValidationError with all that is against it, and PermissionDenied.
    """
    _require_publisher(by)
    take_lock()  # before any row's, as every publication does: else two could wait for each other
    item = _lock_row(item)
    _require_state(item, State.SUBMITTED, "approved")
    if item.changed_at != seen:
        raise ValidationError("It was changed after you opened it: read it again before you approve.")
    check_ready_for_review(item)
    publish.publish_items([item], by=by, action=action, reason=reason)
    return _lock_row(item)


@transaction.atomic
def retract(item: Desk, *, by: User, reason: str) -> Desk:
    """Take a public thing back, with a reason that readers see. Raises ValidationError, PermissionDenied."""
    _require_publisher(by)
    take_lock()
    return publish.retract_item(_lock_row(item), by=by, reason=reason)


@transaction.atomic
def erase(item: Desk, *, by: User, asked_by: User, reason: str) -> Desk:
    """Blank all that was ever published of a thing. The desk's working copy is for its editors to blank."""
    _require_publisher(by)
    take_lock()
    return publish.erase_item(_lock_row(item), by=by, asked_by=asked_by, reason=reason)


def check_ready_for_review(item: Desk) -> None:
    """Raise ValidationError unless all holds that must before a second person looks at it."""
    item.full_clean()
    check = kind_of(item).review_check
    if check and (faults := resolve_name(check)(item)):
        raise ValidationError(faults)


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
    return faults


def _require_publisher(user: User) -> None:
    if not may_publish(user):
        raise PermissionDenied("Only editors may do this.")


def _lock_row(item: Desk) -> Desk:
    """Lock the row as it is now, held until the transaction ends, so that two people cannot move it at once."""
    return type(item).objects.select_for_update(of=("self",)).get(pk=item.pk)


def _require_state(item: Desk, state: State, what: str) -> None:
    if item.state != state:
        raise ValidationError(f"Only what is {state.label.lower()} can be {what}; this is {item.get_state_display()}.")


def _set_state(item: Desk, state: State) -> Desk:
    item.state = state
    item.save(update_fields=["state"])
    return item
