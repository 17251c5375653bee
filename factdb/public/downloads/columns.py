"""The columns of a CSV: each is a dotted name of the shape and the SQL that reads it from a document `d` (jsonb)."""

from collections.abc import Iterable, Iterator

from factdb.public.record.sparse_fields import Shape
from factdb.schemas import Field

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


def build_csv_columns(shape: Shape, selection: Iterable[str] | None = None) -> dict[str, str]:
    """Give each column's SQL by name, in the shape's order; in a `selection` a group stands for all its columns."""
    names = list(list_default_columns(shape)) if selection is None else list(_expand_columns(shape, set(selection)))
    return {name: build_cell_sql(shape, name.split(".")) for name in names}


def list_default_columns(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Name the columns of a shape: groups become their keys, lists stay one column."""
    for key, node in shape.items():
        if node.keys and not node.many:
            yield from list_default_columns(node.keys, f"{prefix}{key}.")
        else:
            yield prefix + key


def _expand_columns(shape: Shape, selection: set[str], prefix: str = "") -> Iterator[str]:
    for key, node in shape.items():
        name = prefix + key
        if name not in selection:
            yield from _expand_columns(node.keys, selection, f"{name}.")
        elif node.keys and not node.many:
            yield from list_default_columns(node.keys, f"{name}.")
        else:
            yield name


def build_cell_sql(shape: Shape, path: list[str]) -> str:
    nodes = follow_path(shape, path)
    if path == ["attribution"]:
        return guard_formula(CHAIN)
    for depth, node in enumerate(nodes, 1):
        if node.many:
            return guard_formula(_join_entries_sql(path[:depth], path[depth:] or list_entry_keys(node)))
    value = f"d #>> {_quote_path(path)}"
    if is_partial_date(shape, path):
        precision = f"d #>> {_quote_path([*path[:-1], f'{path[-1]}_precision'])}"
        return f"left({value}, CASE {precision} WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)"
    return guard_formula(value) if nodes[-1].type == "string" and nodes[-1].format != "date" else value


def is_partial_date(shape: Shape, path: list[str]) -> bool:
    """Say whether the month or year may be all that is known of it."""
    nodes = follow_path(shape, path)
    return f"{path[-1]}_precision" in (nodes[-2].keys if len(nodes) > 1 else shape)


def guard_formula(value: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; numbers and dates never get one."""
    return f"regexp_replace({value}, {FORMULA}, '''\\&')"


def follow_path(shape: Shape, path: list[str]) -> list[Field]:
    nodes = []
    for key in path:
        nodes.append(shape[key])
        shape = shape[key].keys
    return nodes


def list_entry_keys(node: Field) -> list[str]:
    return [key for key in ENTRY if key in node.keys][:1]


def _join_entries_sql(path: list[str], inner: list[str]) -> str:
    entries = f"jsonb_array_elements(d #> {_quote_path(path)}) WITH ORDINALITY AS entries (e, n)"
    return f"(SELECT string_agg(e #>> {_quote_path(inner)}, '|' ORDER BY n) FROM {entries})"  # noqa: S608


def _quote_path(keys: list[str]) -> str:
    return "'{" + ",".join(keys) + "}'"
