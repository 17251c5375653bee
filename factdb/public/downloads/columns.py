"""The columns of a CSV: each is a dotted name of the shape and the SQL that reads it from a document `d` (jsonb)."""

from collections.abc import Iterable, Iterator

from factdb.public.record.sparse_fields import Shape
from factdb.schemas import Node

# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = r"'^[=+@\t\r-]'"
# What stands for an entry of a list of objects.
ENTRY = ("slug", "claim", "url", "title")
# The outlet is the last hop even where it is not written.
CHAIN = """(SELECT string_agg(coalesce(h #>> '{person,name}',
    CASE h ->> 'kind' WHEN 'organization' THEN h #>> '{organization,name}' END,
    (h ->> 'label') || CASE h ->> 'kind' WHEN 'anonymous' THEN ' (anonymous)' ELSE '' END), ' > ' ORDER BY n)
    || coalesce(' > ' ||
        nullif(d #>> '{article,outlet,name}', (d -> 'attribution' -> -1) #>> '{organization,name}'), '')
    FROM jsonb_array_elements(d -> 'attribution') WITH ORDINALITY AS hops (h, n))"""


def columns(shape: Shape, wanted: Iterable[str] | None = None) -> dict[str, str]:
    """SQL by name, in the shape's order; of `wanted`, a group stands for all of its columns."""
    names = list(default(shape)) if wanted is None else list(_widened(shape, set(wanted)))
    return {name: expression(shape, name.split(".")) for name in names}


def default(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Groups become their keys, lists stay one column."""
    for key, node in shape.items():
        if node.keys and not node.many:
            yield from default(node.keys, f"{prefix}{key}.")
        else:
            yield prefix + key


def _widened(shape: Shape, wanted: set[str], prefix: str = "") -> Iterator[str]:
    for key, node in shape.items():
        name = prefix + key
        if name not in wanted:
            yield from _widened(node.keys, wanted, f"{name}.")
        elif node.keys and not node.many:
            yield from default(node.keys, f"{name}.")
        else:
            yield name


def expression(shape: Shape, path: list[str]) -> str:
    nodes = nodes_of(shape, path)
    if path == ["attribution"]:
        return guarded(CHAIN)
    for depth, node in enumerate(nodes, 1):
        if node.many:
            return guarded(_joined(path[:depth], path[depth:] or entry_of(node)))
    value = f"d #>> {_path(path)}"
    return guarded(value) if nodes[-1].type == "string" and nodes[-1].format != "date" else value


def guarded(value: str) -> str:
    """Text that a spreadsheet would run gets a leading apostrophe; numbers and dates never do."""
    return f"regexp_replace({value}, {FORMULA}, '''\\&')"


def nodes_of(shape: Shape, path: list[str]) -> list[Node]:
    found = []
    for key in path:
        found.append(shape[key])
        shape = shape[key].keys
    return found


def entry_of(node: Node) -> list[str]:
    return [key for key in ENTRY if key in node.keys][:1]


def _joined(path: list[str], inner: list[str]) -> str:
    entries = f"jsonb_array_elements(d #> {_path(path)}) WITH ORDINALITY AS entries (e, n)"
    return f"(SELECT string_agg(e #>> {_path(inner)}, '|' ORDER BY n) FROM {entries})"  # noqa: S608


def _path(keys: list[str]) -> str:
    return "'{" + ",".join(keys) + "}'"
