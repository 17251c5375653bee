"""What a question needs before it can be asked, in one query: the ledger's head, and what it names."""

from collections import defaultdict
from typing import Any, NamedTuple

from factdb.public.filters.filter_types import RelationFilter, Target
from factdb.public.record.as_of import mark_others, resolve_others
from factdb.public.record.queries import EMPTY, HEAD, TALLY, Head, Sql, fetch_rows

# One row for each that is known: (what it is asked for, filter, model, text, number).
LATEST = f"(SELECT 'head', '', '', sha256::text, seq FROM ({HEAD}) latest)"  # noqa: S608
IDS = "SELECT 'id', '{name}', '{target}', c.{column}::text, c.id FROM {table} c WHERE c.{column} = ANY(%({name})s)"
WORDS = "SELECT 'words', '', '', '', numnode(websearch_to_tsquery('factdb', %(q)s))::bigint"
CLAIM_COUNTS = "SELECT 'claims', '{name}', '', '', ({tally})::bigint"


class Identifiers(NamedTuple):
    """`ids` are by filter, model and slug or number. `words` is None where nothing is searched for."""

    head: Head
    ids: dict[str, dict[str, dict[str, int]]]
    words: int | None
    claims: dict[str, int]


def find_identifiers(filters: dict[str, Any], values: dict[str, Any], tallied_names: list[str]) -> Identifiers:
    """Look up `values`, by name of their `filters`; count claims of the filters `tallied_names`, one value each.

    With `as_of` among the values, of what was public then.
    """
    lookups = [LATEST]
    id_lookups = [
        IDS.format(name=n, target=t.name, table=t.table, column=f.column)
        for n, f in filters.items()
        for t in _list_targets(f)
    ]
    lookups += [resolve_others(mark_others(sql), as_of="as_of" in values) for sql in id_lookups]
    lookups += [WORDS] * ("q" in filters)
    lookups += [CLAIM_COUNTS.format(name=name, tally=_build_tally_sql(name, filters[name])) for name in tallied_names]
    params = values | {f"tally_{name}": str(values[name][0]) for name in tallied_names}
    return _collect_rows(fetch_rows(Sql(" UNION ALL ".join(lookups), params, is_prepared=True)))


def _list_targets(filter_: Any) -> tuple[Target, ...]:
    return filter_.targets if isinstance(filter_, RelationFilter) else ()


def _build_tally_sql(name: str, filter_: Any) -> str:
    """Give the SQL of a tally: things are tallied by id, codes as they are."""
    value = f"%(tally_{name})s"
    for target in _list_targets(filter_):
        value = f"(SELECT id::text FROM {target.table} WHERE slug = {value})"  # noqa: S608
    return TALLY.format(dimension=f"'{name}'", value=value)


def _collect_rows(rows: list[tuple[Any, ...]]) -> Identifiers:
    ids: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    head, words, claims = EMPTY, None, {}
    for kind, name, model, text, number in rows:
        if kind == "id":
            ids[name][model][text] = number
        elif kind == "words":
            words = number
        elif kind == "head":
            head = Head(number, text)
        else:
            claims[name] = number or 0
    return Identifiers(head, ids, words, claims)
