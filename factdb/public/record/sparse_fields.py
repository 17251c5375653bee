"""Sparse documents: the keys that `fields=` names, and nothing else."""

from collections.abc import Iterable, Iterator
from typing import Any

from factdb.choices import Collection
from factdb.schemas import CORRECTION_SCHEMA, SCHEMAS, Field

from .raw_documents import decode_json, encode_json

Shape = dict[str, Field]
# What is kept of an object, by key; None keeps all.
Tree = dict[str, Any]


def shape_of(collection: str) -> Shape:
    return CORRECTION_SCHEMA if collection == "corrections" else SCHEMAS[Collection(collection)]


def list_field_names(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Every dotted name of a shape, groups before their keys."""
    for key, node in shape.items():
        yield prefix + key
        yield from list_field_names(node.keys, f"{prefix}{key}.")


def build_field_tree(dotted: Iterable[str]) -> Tree:
    """A name that is asked for whole keeps all of its keys, whatever else is asked of it."""
    found: Tree = {}
    for name in sorted(dotted, key=lambda name: -name.count(".")):
        *groups, last = name.split(".")
        branch = found
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[last] = None
    return found


def select_fields(document: str | bytes, kept: Tree) -> bytes:
    return encode_json(_pick_fields(decode_json(document), kept))


def _pick_fields(value: Any, kept: Tree | None) -> Any:
    if kept is None or value is None:
        return value
    if isinstance(value, list):
        return [_pick_fields(item, kept) for item in value]
    return {key: _pick_fields(item, kept[key]) for key, item in value.items() if key in kept}
