"""Sparse documents: the keys that `fields=` names, and nothing else."""

from collections.abc import Iterable, Iterator
from typing import Any

from factdb.choices import Collection
from factdb.schemas import CORRECTION, SHAPES, Node

from .raw_documents import decode, encode

Shape = dict[str, Node]
# What is kept of an object, by key; None keeps all.
Tree = dict[str, Any]


def shape_of(collection: str) -> Shape:
    return CORRECTION if collection == "corrections" else SHAPES[Collection(collection)]


def names(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Every dotted name of a shape, groups before their keys."""
    for key, node in shape.items():
        yield prefix + key
        yield from names(node.keys, f"{prefix}{key}.")


def tree(dotted: Iterable[str]) -> Tree:
    """A name that is asked for whole keeps all of its keys, whatever else is asked of it."""
    found: Tree = {}
    for name in sorted(dotted, key=lambda name: -name.count(".")):
        *groups, last = name.split(".")
        branch = found
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[last] = None
    return found


def sparse(document: str | bytes, kept: Tree) -> bytes:
    return encode(_pick(decode(document), kept))


def _pick(value: Any, kept: Tree | None) -> Any:
    if kept is None or value is None:
        return value
    if isinstance(value, list):
        return [_pick(item, kept) for item in value]
    return {key: _pick(item, kept[key]) for key, item in value.items() if key in kept}
