"""What an erasure leaves at the desk: a working copy without words, which nobody fills again, and blank log lines."""

import json
import re
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from factdb.choices import State
from factdb.models import Claim, Relation, Snapshot
from factdb.models.desk import Desk
from factdb.models.ledger import name_erased

from .pending_links import list_pending_kinds
from .tables import kind_of

ERASED_HEADING = "Erased by law"
# What says that it was there, and which ledger entries are its.
KEPT_FIELDS = {"id", "number", "state", "is_public", "version", "created_at", "changed_at"}
# Longer names are cut where a log cuts them.
LOGGED_CHARACTERS = 100


def blank_copy(item: Desk, seq: int) -> None:
    """Take every word, day, number and reference from a working copy, and what hangs on it."""
    _delete_children(item)
    for field in item._meta.concrete_fields:
        if field.name not in KEPT_FIELDS:
            setattr(item, field.attname, _make_blank(item, field))
    item.slug, item.state = name_erased(seq), State.WITHDRAWN
    setattr(item, kind_of(item).heading, ERASED_HEADING)
    item.save()


def _make_blank(item: Desk, field: models.Field) -> Any:
    """A choice and the one thing that a row cannot be without stay; a day becomes that of the erasure."""
    if field.null:
        return None
    if isinstance(field, ArrayField | models.JSONField):
        return []
    if isinstance(field, models.DateField):
        return timezone.now().date()
    is_text = isinstance(field, models.CharField | models.TextField)
    return "" if is_text and (field.blank or not field.choices) else field.value_from_object(item)


def _delete_children(item: Desk) -> None:
    for field in item._meta.many_to_many:
        getattr(item, field.name).clear()
    for relation in item._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: item})
        if relation.related_model is Snapshot:
            # Claims are anchored in it, by its hash.
            rows.update(text=None, note="")
        elif relation.on_delete is models.CASCADE:
            rows.delete()
    if isinstance(item, Claim):
        Relation.objects.filter(target=item).delete()
        _forget_waiting(item)


def _forget_waiting(claim: Claim) -> None:
    """What others would have said of it, were it published once more."""
    for _, model, _ in list_pending_kinds():
        for copy in model.objects.filter(waiting__contains=[{"to": claim.pk}]):
            copy.waiting = [link for link in copy.waiting if link["to"] != claim.pk]
            copy.save(update_fields=["waiting"])


def blank_log_lines(item: Desk, names: set[str]) -> int:
    """Blank what Django's log of the desk tells of a thing, and of others where it names that one."""
    condition = Q(content_type=ContentType.objects.get_for_model(item), object_id=str(item.pk))
    for pattern in _list_patterns(names):
        condition |= Q(object_repr__regex=pattern) | Q(change_message__regex=pattern)
    lines = LogEntry.objects.filter(condition).exclude(object_repr=ERASED_HEADING, change_message="")
    return lines.update(object_repr=ERASED_HEADING, change_message="")


def _list_patterns(names: set[str]) -> set[str]:
    """A change message is JSON, in ASCII."""
    texts = {text for name in names if name for text in (name, json.dumps(name)[1:-1])}
    return {
        rf"(?<!\w){re.escape(text[:LOGGED_CHARACTERS])}" + r"(?!\w)" * (len(text) <= LOGGED_CHARACTERS)
        for text in texts
    }
