"""In which order a list comes, and its pages: keyset cursors, equally fast at any depth."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from hmac import compare_digest
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.search import SearchRank
from django.db.models import BooleanField, F, FloatField, Func, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan, LessThan

from .filters import FILTERSETS, PublicFilterSet
from .matching import search_query
from .parsing import decode, encode
from .plans import Part

RELEVANCE = "relevance"


@dataclass(frozen=True)
class Order:
    """A named order. `columns` are `-` prefixed where they descend; the last one is the key."""

    name: str
    columns: tuple[str, ...]

    def reversed(self) -> "Order":
        return Order(self.name, tuple(flip(column) for column in self.columns))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.lstrip("-") for column in self.columns)

    @property
    def sql(self) -> str:
        ways = ["DESC" if column.startswith("-") else "ASC" for column in self.columns]
        return f"ORDER BY {', '.join(f'{name} {way}' for name, way in zip(self.names, ways, strict=True))}"


def flip(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


@cache
def orders(collection: str) -> dict[str, Order]:
    """Every order of the kind by the names it may be asked by: `-stated_on`, and its columns written out."""
    found: dict[str, Order] = {}
    for name, columns in FILTERSETS[collection].orderings.items():
        up = Order(name, columns)
        for order in (up, Order(f"-{name}", up.reversed().columns)):
            found[order.name] = order
            found.setdefault(",".join(order.columns), order)
    return found


def ordering_names(filterset: type[PublicFilterSet]) -> list[str]:
    names = [sign + name for name in filterset.orderings for sign in ("", "-")]
    return [*names, RELEVANCE] if "q" in filterset.base_filters else names


@cache
def order_of(collection: str, name: str | None) -> Order:
    known, default_name = orders(collection), FILTERSETS[collection].default
    default = known[default_name]
    if name == RELEVANCE:
        return Order(RELEVANCE, ("-relevance", *default.columns))
    return known[name or default_name]


def ranked(qs: QuerySet, part: Part) -> QuerySet:
    """The rank as double precision: what a cursor carries then compares equal to what the row has."""
    return qs.annotate(relevance=Cast(SearchRank(F("search"), search_query(part)), FloatField()))


class Mark(NamedTuple):
    """A place between rows: the sort values of a row, and on which side of it to go on."""

    values: list[Any]
    backwards: bool


class Page(NamedTuple):
    rows: list[bytes]
    next: str | None
    previous: str | None


class Cursors:
    """Of one question: `fingerprint` ties them to it."""

    def __init__(self, order: Order, asked: Any) -> None:
        self.keys = len(order.columns)
        self.fingerprint = blake2b(repr((order.name, asked)).encode(), digest_size=8).hexdigest()

    def mark(self, cursor: str) -> Mark | None:
        """None where it is not a cursor of this question."""
        text, _, signature = cursor.rpartition(".")
        if not compare_digest(signature.encode(), _signature(text).encode()):
            return None
        fingerprint, values, backwards = decode(urlsafe_b64decode(text + "=="))
        return Mark(values, backwards) if fingerprint == self.fingerprint else None

    def cut(self, rows: list[tuple[Any, ...]], size: int, mark: Mark | None) -> Page:
        """Of rows (document, sort values, ...), read from `mark` on in its direction, one more than the page has."""
        backwards = bool(mark and mark.backwards)
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        return Page(
            [row[0] for row in rows],
            next=self._cursor(rows[-1], False) if rows and (more or backwards) else None,
            previous=self._cursor(rows[0], True) if rows and (more if backwards else mark) else None,
        )

    def _cursor(self, row: tuple[Any, ...], backwards: bool) -> str:
        text = _spelt(encode([self.fingerprint, row[1 : self.keys + 1], backwards]))
        return f"{text}.{_signature(text)}"


def _signature(text: str) -> str:
    """So that a cursor that we did not make is known as such before its values reach the database."""
    return _spelt(blake2b(text.encode(), digest_size=16, key=_key(settings.SECRET_KEY)).digest())


def _spelt(data: bytes) -> str:
    """Without padding, which an address would have to quote."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@cache
def _key(secret: str) -> bytes:
    """Django's own signer derives it again for each signature, which takes longer than all the rest of a cursor."""
    return sha256(f"factdb.cursor{secret}".encode()).digest()


def mark_values(model: type[Model], order: Order, mark: Mark) -> list[Any]:
    """The mark's values as the columns have them."""
    return [read(value) for read, value in zip(_readers(model, order), mark.values, strict=True)]


@cache
def _readers(model: type[Model], order: Order) -> list[Callable[[Any], Any]]:
    return [_field(model, name).to_python for name in order.names]


def _field(model: type[Model], name: str) -> Any:
    return FloatField() if name == RELEVANCE else model._meta.get_field(name)


class Row(Func):
    function = "ROW"
    output_field = BooleanField()


def past(columns: list[str], values: list[Any]) -> Any:
    """Beyond these values. A comparison of whole rows is one range of an index; it needs one direction for all."""
    names = [column.lstrip("-") for column in columns]
    descending = [column.startswith("-") for column in columns]
    if len(set(descending)) == 1:
        compare = LessThan if descending[0] else GreaterThan
        return compare(Row(*map(F, names)), Row(*values))
    beyond, ties = Q(), Q()
    for name, down, value in zip(names, descending, values, strict=True):
        beyond |= ties & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        ties &= Q(**{name: value})
    return Q(**{f"{names[0]}__{'lte' if descending[0] else 'gte'}": values[0]}) & beyond


def beyond(order: Order, mark: list[Any]) -> tuple[str, list[Any]]:
    """The same as SQL, of an order of two columns."""
    (first, second), (value, key) = order.names, mark
    is_beyond = ["<" if column.startswith("-") else ">" for column in order.columns]
    condition = f"{first} {is_beyond[0]}= %s AND ({first} {is_beyond[0]} %s OR {second} {is_beyond[1]} %s)"
    return condition, [value, value, key]
