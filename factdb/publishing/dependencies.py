"""What a publication takes along: things that a document shows by name and that were never published."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from factdb.choices import State
from factdb.kinds import LEDGER_KINDS

from .children import fetch_children
from .tables import kind_of


def _by_collection():
    return {collection: {} for collection in LEDGER_KINDS}


@dataclass
class Batch:
    """`things` to publish and what they name, by collection and primary key, each with its lines."""

    things: dict = field(default_factory=_by_collection)
    named: dict = field(default_factory=_by_collection)

    def __iter__(self):
        return (thing for held in self.things.values() for thing in held.values())

    def list_items(self, collection):
        return list(self.things[collection].values())


def gather_batch(things):
    """Things, with what they need, by collection in the order in which documents may name one another."""
    batch = Batch()
    asked = {(type(t), t.pk) for t in things}
    for thing in things:
        batch.things[kind_of(thing).collection].setdefault(thing.pk, thing)
    # Whoever names another thing comes after it: one way back finds everything.
    for collection in reversed(LEDGER_KINDS):
        for thing in fetch_children(collection, batch.list_items(collection)):
            _add_named(batch, thing)
    refuse_withdrawn(batch, asked)
    return batch


def _add_named(batch, thing):
    collection = kind_of(thing).collection
    batch.named[collection][thing.pk] = thing
    if not thing.is_public:
        batch.things[collection].setdefault(thing.pk, thing)


def refuse_withdrawn(batch, asked):
    gone = [t for t in batch if t.state == State.WITHDRAWN and (type(t), t.pk) not in asked]
    if gone:
        raise ValidationError(
            [f"{describe_item(t)} was withdrawn: publish it again first, or take it out." for t in gone]
        )


def describe_item(thing):
    return f"{thing._meta.verbose_name.capitalize()} “{thing}”"
