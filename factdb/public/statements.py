"""The SQL of a question: a page, all documents, their number, or what facets count, compiled once for each shape."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from factdb.models.ledger import LedgerEntry
from factdb.models.record import PublishedClaim

from .filters import FILTERSETS
from .matching import NONE, ONE, highlighted
from .ordering import RELEVANCE, Order, past, ranked
from .plans import MOST, Asked, Named, Part, Plan, Shape, planned
from .queries import COLLECTIONS, ID_OF, LATEST, TALLIED, AsSent, key_field

# Where the columns of a claim's order are read when a narrow table leads.
WALKED = {"stated_on": "walk_stated_on", "id": "walk_id"}


DAYS = ("stated_after", "stated_before")
# Beyond every claim's (stated_on, id), by whether the order descends.
ENDS = {True: [date.max, Value(2**63 - 1, BigIntegerField())], False: [date.min, Value(0, BigIntegerField())]}
# Of the row that `whole` joins the page to.
UNKNOWN = RawSQL("told.seq <> %s", [Asked("known")], output_field=BooleanField())


@lru_cache(MOST)
def page(shape: Shape, order: Order, size: int, has_mark: bool, highlight: bool) -> Plan:
    """Documents with their sort values, from a mark on where one is given; one more than the page has."""
    (qs, columns), document = _asked(shape, order, has_mark), "document"
    if highlight:
        qs, document = highlighted(qs, Part("q", None)), "highlighted"
    plan = planned(qs.order_by(*columns).values_list(Cast(document, AsSent()), *_shown(shape, order))[: size + 1])
    return plan._replace(is_walk=not highlight and is_walk(shape, order))


@lru_cache(MOST)
def whole(shape: Shape, order: Order, size: int, has_mark: bool, names: tuple[str, ...], has_tally: bool) -> Plan:
    """A page of a walk and what `queries.find` gives for the slugs that `names` ask for, in one query.

    Rows are (document, sort values..., the head's number and hash, ids...), and with `has_tally` how many claims match,
    as the record keeps it for all and for one value. PostgreSQL leaves the page unread where the head's number is the
    one that is `known`: then the answer is kept. Where there is no page, one row comes without a document.
    """
    qs, columns = _asked(shape, order, has_mark, names)
    cut = qs.filter(UNKNOWN).order_by(*columns).values_list(Cast("document", AsSent()), *_shown(shape, order))
    read = planned(cut[: size + 1])
    ids = [f'{_id(shape, name)} AS "{name}"' for name in names]
    tally, counted = _tally(shape, names) if has_tally else ([], ())
    told = ", ".join(["seq", "sha256::bpchar", *ids, *tally])
    keys = ", ".join(f"k{place}" for place in range(len(order.columns)))
    sql = (
        f"SELECT document, {keys}, told.* FROM (SELECT {told} {LATEST}) AS told"  # noqa: S608
        f" LEFT JOIN LATERAL ({read.sql}) AS page (document, {keys}) ON TRUE"
    )
    return Plan(sql, (*(Asked(name, 0) for name in names), *counted, *read.params), is_walk=True)


def _tally(shape: Shape, names: tuple[str, ...]) -> tuple[list[str], tuple[Any, ...]]:
    """How many claims there are of all, or of the one value that is asked for."""
    name = shape.filters[0][0] if shape.filters else ""
    value = Asked(name, 0) if name else ""
    of = f"{_id(shape, name)}::text" if names else "%s"
    return [f"(SELECT claims {TALLIED.format(of)})"], (name, value)


def _id(shape: Shape, name: str) -> str:
    return ID_OF.format(_model(shape, name)._meta.db_table)


def _asked(shape: Shape, order: Order, has_mark: bool, named: tuple[str, ...] = ()) -> tuple[QuerySet, list[str]]:
    """What a page is cut from, and its order."""
    columns, equation = _columns(shape, order), _equation(shape, order, named)
    if equation:
        return _between(*equation, columns, has_mark)
    qs = _ordered(shape, order, named)
    return (qs.filter(past(columns, _marks(columns))) if has_mark else qs), columns


def _equation(shape: Shape, order: Order, named: tuple[str, ...]) -> tuple[str, Any] | None:
    """(column, value) where this is all that is asked and the column's index has the order."""
    if len(shape.filters) != 1 or not is_walk(shape, order):
        return None
    ((name, of),) = shape.filters
    return FILTERSETS[shape.collection].base_filters[name].equation(_part(name, of, named))


def _between(column: str, value: Any, columns: list[str], has_mark: bool) -> tuple[QuerySet, list[str]]:
    """`column = value` as a stretch of its index, from the mark or the far end of the value's rows.

    An equation would let PostgreSQL drop the column from the order; planning once for all values, it would then sort
    what is popular, or read the whole list for what is rare.
    """
    down = columns[0].startswith("-")
    start = _marks(columns) if has_mark else ENDS[down]
    # A relation's own name would bring the order of its model.
    column = getattr(PublishedClaim, column).field.attname
    columns = [f"-{column}" if down else column, *columns]
    stop = {f"{column}__{'gte' if down else 'lte'}": value}
    return COLLECTIONS["claims"]().filter(past(columns, [value, *start]), **stop), columns


def _marks(columns: list[str]) -> list[Asked]:
    return [Asked("mark", place) for place in range(len(columns))]


@lru_cache(MOST)
def documents(shape: Shape, order: Order) -> Plan:
    return planned(_ordered(shape, order).order_by(*_columns(shape, order)).values_list("document"))


@lru_cache(MOST)
def matched(shape: Shape, *columns: str) -> Plan:
    """These columns of all that match, in no order."""
    return planned(_matching(shape).order_by().values_list(*columns))


@lru_cache(MOST)
def unchanged(shape: Shape, order: Order, columns: tuple[str, ...], through_articles: bool) -> Plan:
    """These columns of all that match and are as they were at `as_of`, in no order."""
    return planned(_unchanged(_ordered(shape, order), shape, order, columns, through_articles).order_by())


@lru_cache(MOST)
def unchanged_in_order(
    shape: Shape, order: Order, columns: tuple[str, ...], through_articles: bool, page: tuple[int, bool] | None
) -> Plan:
    """The same in order; of a `page` (size, whether it begins at a mark) one more."""
    qs, sorts = _asked(shape, order, page[1]) if page else (_ordered(shape, order), _columns(shape, order))
    rows = _unchanged(qs, shape, order, columns, through_articles).order_by(*sorts)
    return planned(rows[: page[0] + 1] if page else rows)


def _unchanged(qs: QuerySet, shape: Shape, order: Order, columns: tuple[str, ...], through_articles: bool) -> QuerySet:
    """What was only rendered again since has its `document` in the ledger."""
    then = Asked("as_of")
    was = LedgerEntry.objects.filter(
        kind=shape.collection, key=Cast(OuterRef(key_field(shape.collection)), TextField()), at__lte=then
    ).order_by("-version")
    document = Case(When(changed_at__lte=then, then=F("document")), default=Subquery(was.values("document")[:1]))
    qs = qs.annotate(stood=document).filter(updated_at__lte=then)
    if through_articles:
        qs = qs.filter(article__updated_at__lt=then)
    names = {"document": "stood", **dict(zip(order.names, _shown(shape, order), strict=True))}
    return qs.values_list(*(names.get(column, column) for column in columns))


def count(shape: Shape) -> Plan:
    plan = matched(shape, "pk")
    return plan._replace(sql=f"SELECT count(*) FROM ({plan.sql}) AS matched")  # noqa: S608


def is_walk(shape: Shape, order: Order) -> bool:
    """Everything in any order, or one value or days of the column in whose order its index is.

    Of a narrow table both: it has no other index that could be taken for them.
    """
    if not shape.filters:
        return True
    if shape.collection != "claims" or order.name.lstrip("-") != "stated_on" or "related" in dict(shape.filters):
        return False
    equations = [of for name, of in shape.filters if name not in DAYS]
    if len(equations) > 1 or (equations and shape.leader is None and len(shape.filters) > 1):
        return False
    return not equations or _is_equation(equations[0])


def _is_equation(shape: Any) -> bool:
    values = shape if isinstance(shape, tuple) else (shape,)
    return [of for of in values if of != NONE] == [ONE]


def _model(shape: Shape, name: str) -> Any:
    return FILTERSETS[shape.collection].base_filters[name].models[0]


def _matching(shape: Shape, named: tuple[str, ...] = ()) -> QuerySet:
    led = () if shape.leader is None else (shape.leader, *DAYS)
    parts = {name: _part(name, of, named) for name, of in shape.filters if name not in led}
    return FILTERSETS[shape.collection].narrow(COLLECTIONS[shape.collection](), parts)


def _part(name: str, of: Any, named: tuple[str, ...]) -> Part:
    return (Named if name in named else Part)(name, of)


def _ordered(shape: Shape, order: Order, named: tuple[str, ...] = ()) -> QuerySet:
    qs = _matching(shape, named)
    if order.name == RELEVANCE:
        return ranked(qs, Part("q", None))
    if shape.leader is None:
        return qs
    filters, asked = FILTERSETS[shape.collection].base_filters, dict(shape.filters)
    days = {f"{WALKED['stated_on']}__{filters[n].lookup_expr}": _part(n, None, ()).of() for n in DAYS if n in asked}
    return filters[shape.leader].walk(qs, _part(shape.leader, asked[shape.leader], named)).filter(**days)


def _columns(shape: Shape, order: Order) -> list[str]:
    if shape.leader is None:
        return list(order.columns)
    return [column.replace(name, WALKED[name]) for column in order.columns for name in [column.lstrip("-")]]


def _shown(shape: Shape, order: Order) -> list[str]:
    return [column.lstrip("-") for column in _columns(shape, order)]
