"""SQL that is compiled once for each shape of a question: compiling costs the ORM more than PostgreSQL needs to answer.

A filter is handed a `Part` instead of a value; the SQL then holds an `Asked` in its place, and each question
brings its own values.
"""

from collections.abc import Hashable, Mapping
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

from django.db.models import BooleanField, Expression, Func, QuerySet
from django.db.models.expressions import RawSQL

from .queries import Sql, compiled, literal, rows

# Shapes that are kept; each size of a page is one.
MOST = 1000


class Asked(Expression):
    """Stands in compiled SQL for one value of the question, found by `path` among all of them."""

    def __init__(self, *path: Any) -> None:
        super().__init__()
        self.path = path

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def read(self, values: Mapping[str, Any]) -> Any:
        return reduce(getitem, self.path, values)


class Part(NamedTuple):
    """One filter of a shape. `shape` is what of its value changes the SQL; nothing else of the value is known."""

    name: str
    shape: Any

    def of(self, *path: Any) -> Any:
        return Asked(self.name, *path)


class Named(Part):
    """The same for one thing that is known by its slug alone: its id stands in what `statements.whole` joins."""

    def of(self, *path: Any) -> Any:
        return RawSQL(f'told."{self.name}"', [])  # noqa: S611


class Known:
    """The same for a value that is there already, where SQL is compiled for it alone."""

    def __init__(self, value: Any, shape: Any = None) -> None:
        self.value, self.shape = value, shape

    def of(self, *path: Any) -> Any:
        return reduce(getitem, path, self.value)


class AnyOf(Func):
    """`value = ANY (array)`: one piece of SQL however many there are."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()
    conditional = True


class Shape(NamedTuple):
    """All of a question that changes its SQL. `leader` is the filter whose narrow table gives the order."""

    collection: str
    filters: tuple[tuple[str, Hashable], ...]
    leader: str | None = None


class Plan(NamedTuple):
    """`is_walk`: an index gives its rows in order whatever the values, so that PostgreSQL need plan it only once."""

    sql: str
    params: tuple[Any, ...]
    is_walk: bool = False

    def bind(self, values: Mapping[str, Any]) -> Sql:
        return self.sql, [p.read(values) if isinstance(p, Asked) else p for p in self.params]

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return (rows if self.is_walk else literal)(self.bind(values))


def planned(rows: QuerySet) -> Plan:
    sql, params = compiled(rows)
    return Plan(sql, tuple(params))
