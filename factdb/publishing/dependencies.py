"""What a publication takes along: things that a document shows by name and that were never published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from factdb.choices import State
from factdb.kinds import LEDGER_KINDS
from factdb.models.desk import Desk

from .children import fetch_children
from .tables import kind_of


def _by_collection() -> dict[str, dict[int, Any]]:
    return {collection: {} for collection in LEDGER_KINDS}


@dataclass
class Batch:
    """`items` to publish and what they name, by collection and primary key, each with its lines."""

    items: dict[str, dict[int, Any]] = field(default_factory=_by_collection)
    named: dict[str, dict[int, Any]] = field(default_factory=_by_collection)

    def __iter__(self) -> Iterator[Any]:
        return (item for items in self.items.values() for item in items.values())

    def list_items(self, collection: str) -> list[Any]:
        return list(self.items[collection].values())


def gather_batch(items: Iterable[Desk]) -> Batch:
    """Gather things, with what they need, by collection in the order in which documents may name one another."""
    batch = Batch()
    roots = {(type(item), item.pk) for item in items}
    for item in items:
        batch.items[kind_of(item).collection].setdefault(item.pk, item)
    # Whoever names another thing comes after it: one way back finds everything.
    for collection in reversed(LEDGER_KINDS):
        for item in fetch_children(collection, batch.list_items(collection)):
            _add_named(batch, item)
    refuse_withdrawn(batch, roots)
    return batch


def _add_named(batch: Batch, item: Desk) -> None:
    collection = kind_of(item).collection
    batch.named[collection][item.pk] = item
    if not item.is_public:
        batch.items[collection].setdefault(item.pk, item)


def refuse_withdrawn(batch: Batch, roots: set[tuple[type[Desk], int]]) -> None:
    offenders = [item for item in batch if item.state == State.WITHDRAWN and (type(item), item.pk) not in roots]
    if offenders:
        raise ValidationError(
            [f"{describe_item(item)} was withdrawn: publish it again first, or take it out." for item in offenders]
        )


def describe_item(item: Desk) -> str:
    return f"{str(item._meta.verbose_name).capitalize()} “{item}”"
