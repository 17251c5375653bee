"""In which order a list comes, and its pages: keyset cursors, equally fast at any depth."""

from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer

from .filtersets import PublicFilterSet, get_filterset

# An address would have to quote Django's own separator.
SIGNER = Signer(salt="factdb.cursor", sep=".")
RELEVANCE = "relevance"
# What a cursor's texts and numbers are, where it is not text that they are compared with.
TYPES = {
    **dict.fromkeys(("stated_on", "published_on"), "date"),
    **dict.fromkeys(("published_at", "updated_at"), "timestamptz"),
    **dict.fromkeys(("id", "seq"), "bigint"),
    RELEVANCE: "float8",
}


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


class Position(NamedTuple):
    """A place between rows: the sort values of a row, and on which side of it to go on."""

    values: list[Any]
    backwards: bool

    @property
    def params(self) -> dict[str, Any]:
        return {f"after_{place}": value for place, value in enumerate(self.values)}

    def list_placeholders(self, order: Order) -> list[str]:
        """Give SQL of the values, each with its type."""
        return [f"%(after_{place})s::{TYPES.get(name, 'text')}" for place, name in enumerate(order.column_names)]


def condition_after(order: Order, columns: list[str], values: list[str]) -> str:
    """Give SQL of the rows beyond these values. Whole rows compared are one range of an index, if all go one way."""
    signs = ["<" if column.startswith("-") else ">" for column in order.columns]
    if len(set(signs)) == 1:
        return f"({', '.join(columns)}) {signs[0]} ({', '.join(values)})"
    condition = "FALSE"
    for column, sign, value in reversed(list(zip(columns, signs, values, strict=True))):
        condition = f"({column} {sign} {value} OR ({column} = {value} AND {condition}))"
    return f"{columns[0]} {signs[0]}= {values[0]} AND {condition}"


class ResultPage(NamedTuple):
    rows: list[str]
    next: str | None
    previous: str | None


class Cursors:
    """The cursors of one question, to which `fingerprint` ties them. Signed, so no other values reach the database."""

    def __init__(self, order: Order, question: Any) -> None:
        self.keys = len(order.columns)
        self.fingerprint = blake2b(repr((order.name, question)).encode(), digest_size=8).hexdigest()

    def parse_cursor(self, cursor: str) -> Position | None:
        """Read a cursor; None where it is not one of this question."""
        try:
            fingerprint, values, backwards = SIGNER.unsign_object(cursor)
        except BadSignature:
            return None
        return Position(values, backwards) if fingerprint == self.fingerprint else None

    def cut_page(self, rows: list[tuple[Any, ...]], size: int, position: Position | None) -> ResultPage:
        """Make a page of rows (document, sort values, ...), read from a position on, one more than the page has."""
        backwards = bool(position and position.backwards)
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        return ResultPage(
            [row[0] for row in rows],
            next=self._make_cursor(rows[-1], False) if rows and (more or backwards) else None,
            previous=self._make_cursor(rows[0], True) if rows and (more if backwards else position) else None,
        )

    def _make_cursor(self, row: tuple[Any, ...], backwards: bool) -> str:
        values = [v if isinstance(v, str | int | float) else v.isoformat() for v in row[1 : self.keys + 1]]
        return SIGNER.sign_object([self.fingerprint, values, backwards])
