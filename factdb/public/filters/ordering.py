"""In which orders a list may come, by the names that `ordering` takes."""

from functools import cache
from typing import NamedTuple

from .filtersets import PublicFilterSet, get_filterset

RELEVANCE = "relevance"


class Order(NamedTuple):
    """A named order. `columns` are `-` prefixed where they descend; the last one is the key."""

    name: str
    columns: tuple[str, ...]
    is_default: bool = False

    def reverse_columns(self) -> "Order":
        return self._replace(columns=tuple(flip_column(column) for column in self.columns))

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.lstrip("-") for column in self.columns)

    def order_by_sql(self, columns: list[str]) -> str:
        """Give ORDER BY, with the SQL of each column."""
        ways = ["DESC" if column.startswith("-") else "ASC" for column in self.columns]
        return f"ORDER BY {', '.join(f'{name} {way}' for name, way in zip(columns, ways, strict=True))}"


def flip_column(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


@cache
def list_orders(collection: str) -> dict[str, Order]:
    """List the orders of a kind by the names they may be asked by: `-stated_on`, and its columns written out."""
    filterset = get_filterset(collection)
    orders: dict[str, Order] = {}
    for name, columns in filterset.orderings.items():
        up = Order(name, columns, is_default=name == filterset.default.lstrip("-"))
        for order in (up, up.reverse_columns()._replace(name=f"-{name}")):
            orders[order.name] = order
            orders.setdefault(",".join(order.columns), order)
    return orders


def list_ordering_names(filterset: type[PublicFilterSet]) -> list[str]:
    names = [sign + name for name in filterset.orderings for sign in ("", "-")]
    return [*names, RELEVANCE] if "q" in filterset.base_filters else names


@cache
def find_order(collection: str, name: str | None) -> Order:
    orders, default_name = list_orders(collection), get_filterset(collection).default
    if name == RELEVANCE:
        return Order(RELEVANCE, ("-relevance", *orders[default_name].columns))
    return orders[name or default_name]
