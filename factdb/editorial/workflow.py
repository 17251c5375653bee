"""Who may move what to which state. The only writer of `state` and `edited_by` before publication."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from factdb.choices import Action, State
from factdb.models import Claim
from factdb.publishing import publish
from factdb.publishing.ledger import take_lock

from . import quotes


def may_publish(user):
    """Editors and administrators return, approve and retract; reporters draft and submit."""
    return user.has_perm("factdb.publish")


@transaction.atomic
def record_edit(thing, *, by):
    """After every change of a thing or its inlines: it is a draft again, and `by` edited it."""
    thing = _lock_row(thing)
    thing.state = State.DRAFT
    if by.pk not in thing.edited_by:
        thing.edited_by.append(by.pk)
    thing.save(update_fields=["state", "edited_by", "changed_at"])
    return thing


@transaction.atomic
def submit(thing, *, by):
    """A draft asks for a second person."""
    thing = _lock_row(thing)
    _require_state(thing, State.DRAFT, "submitted")
    check_ready_for_review(thing)
    return _set_state(thing, State.SUBMITTED)


@transaction.atomic
def send_back(thing, *, by, note):
    """A submitted thing returns to its reporter, with a note that says what to do."""
    _require_publisher(by)
    if not note.strip():
        raise ValidationError("Say what to change: the reporter sees this note.")
    thing = _lock_row(thing)
    _require_state(thing, State.SUBMITTED, "sent back")
    thing.note = f"{thing.note}\n{by.get_username()}: {note.strip()}".strip()
    thing.save(update_fields=["note"])
    return _set_state(thing, State.DRAFT)


@transaction.atomic
def approve(thing, *, by, seen, action=Action.UPDATED, reason=""):
    """A second person publishes a submitted thing, exactly as seen at `seen` (its `changed_at`)."""
    _require_publisher(by)
    take_lock()  # before any row's, as every publication does: else two could wait for each other
    thing = _lock_row(thing)
    _require_state(thing, State.SUBMITTED, "approved")
    if thing.changed_at != seen:
        raise ValidationError("It was changed after you opened it: read it again before you approve.")
    check_ready_for_review(thing)
    publish.publish_items([thing], by=by, action=action, reason=reason)
    return _lock_row(thing)


@transaction.atomic
def retract(thing, *, by, reason):
    """Take a public thing back, with a reason that readers see."""
    _require_publisher(by)
    take_lock()
    return publish.retract_item(_lock_row(thing), by=by, reason=reason)


@transaction.atomic
def erase(thing, *, by, asked_by, reason):
    """Blank all that was ever published of a thing. The desk's working copy is for its editors to blank."""
    _require_publisher(by)
    take_lock()
    return publish.erase_item(_lock_row(thing), by=by, asked_by=asked_by, reason=reason)


def check_ready_for_review(thing):
    """Everything that must hold before a second person looks at it."""
    thing.full_clean()
    if not isinstance(thing, Claim):
        return
    faults = []
    try:
        quotes.check_quote(thing)
    except ValidationError as error:
        faults += error.messages
    places = list(thing.attribution.order_by("position").values_list("position", flat=True))
    if not places:
        faults.append("Say who says so: the attribution chain needs at least its origin.")
    if places != list(range(1, len(places) + 1)):
        faults.append("Number the hops of the chain 1, 2, 3 … without a gap, the origin first.")
    if faults:
        raise ValidationError(faults)


def _require_publisher(user):
    if not may_publish(user):
        raise PermissionDenied("Only editors may do this.")


def _lock_row(thing):
    """The row as it is now, held until the transaction ends, so that two people cannot move it at once."""
    return type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)


def _require_state(thing, state, what):
    if thing.state != state:
        raise ValidationError(f"Only what is {state.label.lower()} can be {what}; this is {thing.get_state_display()}.")


def _set_state(thing, state):
    thing.state = state
    thing.save(update_fields=["state"])
    return thing
