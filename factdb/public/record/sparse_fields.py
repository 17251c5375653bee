"""Sparse documents: the keys that `fields=` names, and nothing else."""

from collections.abc import Iterable, Iterator
from typing import Any

from factdb.exact_json import decode_json
from factdb.kinds import PUBLIC_KINDS
from factdb.schemas import Field

from .raw_documents import encode_json

Shape = dict[str, Field]
# What is kept of an object, by key; None keeps all.
Tree = dict[str, Any]


def shape_of(collection: str) -> Shape:
    return PUBLIC_KINDS[collection].schema


def list_field_names(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Yield every dotted name of a shape, groups before their keys."""
    for key, node in shape.items():
        yield prefix + key
        yield from list_field_names(node.keys, f"{prefix}{key}.")


def build_field_tree(names: Iterable[str]) -> Tree:
    """Make a tree of names. One that is asked for whole keeps all of its keys, whatever else is asked of it."""
    tree: Tree = {}
    for name in sorted(names, key=lambda name: -name.count(".")):
        *groups, last = name.split(".")
        branch = tree
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[last] = None
    return tree


def select_fields(document: str | bytes, tree: Tree) -> bytes:
    return encode_json(_pick_fields(decode_json(document), tree))


def _pick_fields(value: Any, tree: Tree | None) -> Any:
    if tree is None or value is None:
        return value
    if isinstance(value, list):
        return [_pick_fields(item, tree) for item in value]
    return {key: _pick_fields(item, tree[key]) for key, item in value.items() if key in tree}
