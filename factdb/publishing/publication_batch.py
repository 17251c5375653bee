"""What a publication takes along: things that a document shows by name and that were never published."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from factdb.choices import State
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models.desk import Desk

from .children import fetch_children
from .tables import kind_of, lock_by_key

ItemsByKey = dict[int, Any]


def _by_collection() -> dict[str, ItemsByKey]:
    return {collection: {} for collection in LEDGER_KINDS}


@dataclass
class Batch:
    """`items` to publish and what they name, by collection and primary key, each with its lines.

    The publication was asked for of the `roots` (collection, primary key); the others go along.
    """

    items: dict[str, ItemsByKey] = field(default_factory=_by_collection)
    named: dict[str, ItemsByKey] = field(default_factory=_by_collection)
    roots: set[tuple[str, int]] = field(default_factory=set)

    def __iter__(self) -> Iterator[Any]:
        return (item for items in self.items.values() for item in items.values())

    def list_items(self, collection: str) -> list[Any]:
        return list(self.items[collection].values())

    def list_roots(self) -> list[Any]:
        return [self.items[collection][pk] for collection, pk in self.roots]

    def list_company(self) -> list[Any]:
        """List what goes along, in the order of the ledger."""
        return [item for item in self if (kind_of(item).collection, item.pk) not in self.roots]


def gather_batch(items: Iterable[Desk]) -> Batch:
    """Gather things, with what they need, by collection in the order in which documents may name one another."""
    return _gather_by(lambda collection, items_by_key: items_by_key, items)


def lock_batch(items: Iterable[Desk]) -> Batch:
    """Gather the same, each row read after it was locked until the transaction ends.

    Whoever locks more than one working copy holds the ledger's lock, so that no two wait for each other.
    Raises ValidationError where one was deleted.
    """
    return _gather_by(_lock_items, items)


def _gather_by(read_items: Callable[[str, ItemsByKey], ItemsByKey], items: Iterable[Desk]) -> Batch:
    batch = Batch()
    for item in items:
        collection = kind_of(item).collection
        batch.roots.add((collection, item.pk))
        batch.items[collection].setdefault(item.pk, item)
    # Whoever names another thing comes after it: one way back finds everything.
    for collection in reversed(LEDGER_KINDS):
        batch.items[collection] = read_items(collection, batch.items[collection])
        for item in fetch_children(collection, batch.list_items(collection)):
            _add_named(batch, item)
    return batch


def _lock_items(collection: str, items: ItemsByKey) -> ItemsByKey:
    rows = lock_by_key(resolve_name(LEDGER_KINDS[collection].desk_model), items) if items else {}
    if rows.keys() != items.keys():
        raise ValidationError(
            [f"{describe_item(item)} was deleted meanwhile." for pk, item in items.items() if pk not in rows]
        )
    return {pk: rows[pk] for pk in items}


def _add_named(batch: Batch, item: Desk) -> None:
    collection = kind_of(item).collection
    batch.named[collection][item.pk] = item
    if not item.is_public:
        batch.items[collection].setdefault(item.pk, item)


def list_withdrawn(batch: Batch) -> list[str]:
    """List, as sentences, what cannot go along because it was taken back."""
    return [
        f"{describe_item(item)} was "
        + ("erased: take it out." if item.is_erased else "withdrawn: publish it again first, or take it out.")
        for item in batch.list_company()
        if item.state == State.WITHDRAWN
    ]


def describe_item(item: Desk) -> str:
    return f"{str(item._meta.verbose_name).capitalize()} “{item}”"
