"""The SQL of a list: the conditions of its filters, joined to what is read of the rows that match.

Lists of one value are prepared once a connection, for all values: an index has their rows in order. All other SQL has
its values written into it, so that PostgreSQL plans for these very ones, and begins with the rarest of them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from .filters import FILTERSETS
from .lookups import LinkFilter, PublicFilter
from .ordering import Order, Position, condition_after
from .queries import MODELS, Sql

SEARCH_QUERY = "websearch_to_tsquery('factdb', %(q)s)"
# As double precision: what a cursor carries then compares equal to what the row has.
RANK = f"ts_rank(c.search, {SEARCH_QUERY})::float8"
# The document with one key more: its headline as HTML, every hit in <mark>.
ESCAPED = "replace(replace(replace(c.headline, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
MARKED = (
    f"ts_headline('factdb', {ESCAPED}, {SEARCH_QUERY}, 'StartSel=\"<mark>\", StopSel=\"</mark>\", HighlightAll=true')"
)
HIGHLIGHTED = f"left(c.document, -1) || ',\"highlight\":' || to_json({MARKED})::text || '}}'"


# Beyond every claim's (stated_on, id), by whether the order descends.
ENDS = {True: ["date 'infinity'", f"{2**63 - 1}::bigint"], False: ["date '-infinity'", "0::bigint"]}


class Source(NamedTuple):
    """FROM and WHERE of a list, with the values that they are bound to.

    `columns` says where a column of the order is read, if not from the row `c`. `is_walk`: in the default order an
    index has these rows, whatever the values; `equation` is then the (column, value) that heads this index.
    """

    rows: str
    conditions: tuple[str, ...]
    params: dict[str, Any]
    columns: dict[str, str]
    is_walk: bool
    equation: tuple[str, str] | None

    def column(self, name: str) -> str:
        return self.columns.get(name, f"c.{name}")

    def select(self, columns: Iterable[str], *conditions: str) -> str:
        where = " AND ".join(["TRUE", *self.conditions, *conditions])
        return f"SELECT {', '.join(columns)} FROM {self.rows} WHERE {where}"  # noqa: S608


def build_source(collection: str, values: dict[str, Any], leader: str | None = None) -> Source:
    """Where the rows come from that match filters. `values` are read, and ids where relations are asked for.

    `leader` is the filter whose narrow table the rows are read from, in the order that it carries.
    """
    filters: dict[str, PublicFilter] = FILTERSETS[collection].base_filters
    rows, columns = f"{MODELS[collection]._meta.db_table} c", {"relevance": RANK}
    params: dict[str, Any] = {}
    grouped: dict[str, list[str]] = {}
    for name, value in values.items():
        filter_ = filters[name]
        condition = filter_.condition(value)
        if name == leader and isinstance(filter_, LinkFilter):
            rows = f"{filter_.link} l JOIN {rows} ON c.id = l.claim_id"
            columns |= {"stated_on": "l.stated_on", "id": "l.claim_id"}
            condition = filter_.condition_as_leader(value)
        grouped.setdefault(filter_.within, []).append(condition)
        params |= filter_.params(value)
    conditions = tuple(
        within.replace("{}", " AND ".join(joined)).replace("{stated_on}", columns.get("stated_on", "c.stated_on"))
        for within, joined in grouped.items()
    )
    is_walk = len(values) < 2 and all(filters[n].is_walk and filters[n].is_single(v) for n, v in values.items())
    equations = [filters[name].equation(value) for name, value in values.items() if is_walk]
    return Source(rows, conditions, params, columns, is_walk, next(iter(equations), None))


def build_page(source: Source, order: Order, size: int, position: Position | None, *, highlight: bool) -> Sql:
    """Documents with their sort values, from a position on where one is given; one more than the page has."""
    columns = [source.column(name) for name in order.names]
    shown = [HIGHLIGHTED if highlight else "c.document", *columns]
    is_walk = source.is_walk and not highlight and (not source.conditions or order.is_default)
    if is_walk and source.equation:
        statement = _stretch(source, order, position, shown)
    else:
        beyond = [condition_after(order, columns, position.places(order))] if position else []
        statement = f"{source.select(shown, *beyond)} {order.sql(columns)}"
    params = source.params | (position.params if position else {})
    return Sql(f"{statement} LIMIT {size + 1}", params, is_prepared=is_walk)


def _stretch(source: Source, order: Order, position: Position | None, shown: list[str]) -> str:
    """`column = value` as a stretch of its index, from a position or the far end of the value's rows.

    An equation would let PostgreSQL drop the column from the order; planning once for all values, it would then walk
    through the whole list for what is rare.
    """
    assert source.equation
    column, value = source.equation
    down = order.columns[0].startswith("-")
    walk = Order(order.name, (f"-{column}" if down else column, *order.columns))
    columns = [column, *(source.column(name) for name in order.names)]
    after = condition_after(walk, columns, [value, *(position.places(order) if position else ENDS[down])])
    where = f"{after} AND {column} {'>=' if down else '<='} {value}"
    return f"SELECT {', '.join(shown)} FROM {source.rows} WHERE {where} {walk.sql(columns)}"  # noqa: S608


def build_documents(source: Source, order: Order) -> Sql:
    """All documents that match, in order: for streams."""
    sql = f"{source.select(['c.document'])} {order.sql([source.column(name) for name in order.names])}"
    return Sql(sql, source.params)


def build_matched(source: Source, *columns: str) -> Sql:
    """Columns of all that match, in no order."""
    return Sql(source.select([f"c.{column}" for column in columns]), source.params)


def build_count(source: Source) -> Sql:
    return Sql(source.select(["count(*)"]), source.params)
