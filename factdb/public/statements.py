"""The SQL of a question: a page, all documents, their number, or what facets count, compiled once for each shape."""

from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from .filters import FILTERSETS
from .matching import NONE, ONE, highlighted
from .ordering import RELEVANCE, Order, past, ranked
from .plans import MOST, Asked, Part, Plan, Shape, planned
from .queries import COLLECTIONS

# Where the columns of a claim's order are read when a narrow table leads.
WALKED = {"stated_on": "walk_stated_on", "id": "walk_id"}


@lru_cache(MOST)
def page(shape: Shape, order: Order, size: int, has_mark: bool, highlight: bool) -> Plan:
    """Documents with their sort values, from a mark on where one is given; one more than the page has."""
    qs, document = _ordered(shape, order), "document"
    if highlight:
        qs, document = highlighted(qs, Part("q", None)), "highlighted"
    columns = _columns(shape, order)
    if has_mark:
        qs = qs.filter(past(columns, [Asked("mark", place) for place in range(len(columns))]))
    shown = (document, *(column.lstrip("-") for column in columns))
    plan = planned(qs.order_by(*columns).values_list(*shown)[: size + 1])
    return plan._replace(is_walk=not highlight and is_walk(shape, order))


@lru_cache(MOST)
def documents(shape: Shape, order: Order) -> Plan:
    return planned(_ordered(shape, order).order_by(*_columns(shape, order)).values_list("document"))


@lru_cache(MOST)
def matched(shape: Shape, *columns: str) -> Plan:
    """These columns of all that match, in no order."""
    return planned(_matching(shape).order_by().values_list(*columns))


def count(shape: Shape) -> Plan:
    plan = matched(shape, "pk")
    return plan._replace(sql=f"SELECT count(*) FROM ({plan.sql}) AS matched")  # noqa: S608


def is_walk(shape: Shape, order: Order) -> bool:
    """Everything in any order, or what equals one value in the order that such indexes have."""
    if not shape.filters:
        return True
    default = order.name.lstrip("-") == FILTERSETS[shape.collection].default.lstrip("-")
    alone = len(shape.filters) == 1 and shape.collection == "claims"
    return default and alone and _is_equation(*shape.filters[0])


def _is_equation(name: str, shape: Any) -> bool:
    values = shape if isinstance(shape, tuple) else (shape,)
    return name != "related" and [of for of in values if of != NONE] == [ONE]


def _matching(shape: Shape) -> QuerySet:
    parts = {name: Part(name, of) for name, of in shape.filters if name != shape.leader}
    return FILTERSETS[shape.collection].narrow(COLLECTIONS[shape.collection](), parts)


def _ordered(shape: Shape, order: Order) -> QuerySet:
    qs = _matching(shape)
    if order.name == RELEVANCE:
        return ranked(qs, Part("q", None))
    if shape.leader is None:
        return qs
    leader = FILTERSETS[shape.collection].base_filters[shape.leader]
    return leader.walk(qs, Part(shape.leader, dict(shape.filters)[shape.leader]))


def _columns(shape: Shape, order: Order) -> list[str]:
    if shape.leader is None:
        return list(order.columns)
    return [column.replace(name, WALKED[name]) for column in order.columns for name in [column.lstrip("-")]]
