"""The SQL of a list: the conditions of its filters, joined to what is read of the rows that match.

Lists of one value are prepared once a connection, for all values: an index has their rows in order. All other SQL has
its values written into it, so that PostgreSQL plans for these very ones, and begins with the rarest of them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from factdb.kinds import PUBLIC_KINDS
from factdb.public.filters.cursors import Position, condition_after
from factdb.public.filters.filter_types import LinkFilter, PublicFilter
from factdb.public.filters.filtersets import get_filterset
from factdb.public.filters.ordering import Order
from factdb.public.record.as_of import STILL, THEN, read_past, resolve_others
from factdb.public.record.queries import Sql

SEARCH_QUERY = "websearch_to_tsquery('factdb', %(q)s)"
# As double precision: what a cursor carries then compares equal to what the row has.
RANK = f"ts_rank(c.search, {SEARCH_QUERY})::float8"
# The document with one key more: its headline as HTML, every hit in <mark>.
ESCAPED = "replace(replace(replace(c.headline, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
HIGHLIGHT_SQL = (
    f"ts_headline('factdb', {ESCAPED}, {SEARCH_QUERY}, 'StartSel=\"<mark>\", StopSel=\"</mark>\", HighlightAll=true')"
)
HIGHLIGHTED = f"left(c.document, -1) || ',\"highlight\":' || to_json({HIGHLIGHT_SQL})::text || '}}'"


# Beyond every claim's (stated_on, id), by whether the order descends.
ENDS = {True: ["date 'infinity'", f"{2**63 - 1}::bigint"], False: ["date '-infinity'", "0::bigint"]}


class Source(NamedTuple):
    """FROM and WHERE of a list, with the values that they are bound to.

    `columns` says where a column of the order is read, if not from the row `c`. `is_walk`: in the default order an
    index has these rows, whatever the values; `equation` is then the (column, value) that heads this index. `has_past`:
    it is about a moment that is past, for which superseded rows are looked through as well.
    """

    rows: str
    conditions: tuple[str, ...]
    params: dict[str, Any]
    columns: dict[str, str]
    is_walk: bool
    equation: tuple[str, str] | None
    has_past: bool

    def column_sql(self, name: str) -> str:
        return self.columns.get(name, f"c.{name}")

    def select_rows(self, columns: Iterable[str], *conditions: str, tail: str = "") -> str:
        """`tail` is ORDER BY and LIMIT; of a moment that is past, each part of the rows has its own."""
        sql = self._select_where(columns, *conditions)
        if not self.has_past:
            return resolve_others(f"{sql} {tail}", as_of=False)
        parts = f"({sql} AND {STILL} {tail}) UNION ALL ({read_past(f'{sql} AND {THEN} {tail}')})"
        return resolve_others(parts, as_of=True)

    def select_superseded(self, column: str) -> str:
        """Select those that match and have been superseded since."""
        return resolve_others(read_past(self._select_where([column], THEN)), as_of=True)

    def _select_where(self, columns: Iterable[str], *conditions: str) -> str:
        where = " AND ".join(["TRUE", *self.conditions, *conditions])
        return f"SELECT {', '.join(columns)} FROM {self.rows} WHERE {where}"  # noqa: S608


def build_source(
    collection: str,
    values: dict[str, Any],
    leader: str | None = None,
    as_of: datetime | None = None,
    horizon: date | None = None,
) -> Source:
    """Say where the rows come from that match filters. `values` are read; of relations they are ids.

    `leader` is the filter whose narrow table the rows are read from, in the order that it carries. No claim that was
    public at `as_of` was stated after `horizon`.
    """
    filters: dict[str, PublicFilter] = get_filterset(collection).base_filters
    kind = PUBLIC_KINDS[collection]
    rows, columns = f"{kind.published._meta.db_table} c", {"relevance": RANK}
    params: dict[str, Any] = {"as_of": as_of} if as_of else {}
    groups: dict[str, list[str]] = {}
    for name, value in values.items():
        filter_ = filters[name]
        condition = filter_.build_condition(value)
        if name == leader and isinstance(filter_, LinkFilter):
            rows = f"{filter_.link} l JOIN {rows} ON l.claim_id = c.id"
            columns |= {"stated_on": "l.stated_on", "id": "l.claim_id"}
            condition = filter_.build_driving_condition(value)
        groups.setdefault(filter_.within, []).append(condition)
        params |= filter_.build_params(value)
    conditions = tuple(
        within.replace("{}", " AND ".join(terms)).replace("{stated_on}", columns.get("stated_on", "c.stated_on"))
        for within, terms in groups.items()
    )
    if as_of and not kind.past:
        # The log is never rewritten: its rows have no past.
        return Source(rows, (*conditions, "c.at <= %(as_of)s"), params, columns, False, None, has_past=False)
    if horizon:
        params["horizon"] = horizon
        conditions += (f"{columns.get('stated_on', 'c.stated_on')} <= %(horizon)s",)
    is_single = not as_of and len(values) < 2
    is_walk = is_single and all(filters[name].is_walk and filters[name].is_single(v) for name, v in values.items())
    equations = [filters[name].find_equation(value) for name, value in values.items() if is_walk]
    return Source(rows, conditions, params, columns, is_walk, next(iter(equations), None), has_past=bool(as_of))


def build_page(source: Source, order: Order, size: int, position: Position | None, *, highlight: bool) -> Sql:
    """Select documents with their sort values, from a position on if one is given; one more than the page has."""
    columns = [source.column_sql(name) for name in order.column_names]
    selects = [HIGHLIGHTED if highlight else "c.document", *columns]
    limit = f" LIMIT {size + 1}"
    is_walk = source.is_walk and not highlight and (not source.conditions or order.is_default)
    if is_walk and source.equation:
        statement = _build_index_scan(source, order, position, selects)
    else:
        conditions = [condition_after(order, columns, position.list_placeholders(order))] if position else []
        statement = source.select_rows(
            selects, *conditions, tail=order.order_by_sql(columns) + (limit if source.has_past else "")
        )
        if source.has_past:
            # By place, as the parts have no names in common.
            statement += f" {order.order_by_sql([str(place) for place in range(2, len(selects) + 1)])}"
    params = source.params | (position.params if position else {})
    return Sql(statement + limit, params, is_prepared=is_walk)


def _build_index_scan(source: Source, order: Order, position: Position | None, selects: list[str]) -> str:
    """Ask `column = value` as a stretch of its index, from a position or the far end of the value's rows.

    An equation would let PostgreSQL drop the column from the order; planning once for all values, it would then walk
    through the whole list for what is rare.
    """
    assert source.equation
    column, value = source.equation
    down = order.columns[0].startswith("-")
    walk = Order(order.name, (f"-{column}" if down else column, *order.columns))
    columns = [column, *(source.column_sql(name) for name in order.column_names)]
    after = condition_after(walk, columns, [value, *(position.list_placeholders(order) if position else ENDS[down])])
    where = f"{after} AND {column} {'>=' if down else '<='} {value}"
    return f"SELECT {', '.join(selects)} FROM {source.rows} WHERE {where} {walk.order_by_sql(columns)}"  # noqa: S608


def build_documents(source: Source, order: Order) -> Sql:
    """Select all documents that match, in order: for streams."""
    columns = [source.column_sql(name) for name in order.column_names]
    if not source.has_past:
        return Sql(source.select_rows(["c.document"], tail=order.order_by_sql(columns)), source.params)
    keys = [f"key_{place}" for place in range(len(columns))]
    subquery = f"({source.select_rows(['c.document', *columns])}) AS stood (document, {', '.join(keys)})"
    return Sql(f"SELECT document FROM {subquery} {order.order_by_sql(keys)}", source.params)  # noqa: S608


def build_matched(source: Source, *columns: str) -> Sql:
    """Select columns of all that match, in no order."""
    return Sql(source.select_rows([f"c.{column}" for column in columns]), source.params)


def build_count(source: Source) -> Sql:
    return Sql(f"SELECT count(*) FROM ({source.select_rows(['1'])}) AS matched", source.params)  # noqa: S608
