"""How a filter narrows a list: each kind of filter turns its value into SQL about a row `c` of the list.

`row` is that SQL. In it `{value}` stands for the value, and `{is}` for the comparison with one or with any of several.
A filter of relations is given ids, not slugs: {model: ids}, found before by `list_query`.
"""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model
from django_filters import Filter

from factdb.choices import Precision
from factdb.partial_dates import find_first_day

from . import fields

Ids = dict[str, list[int]]


class PublicFilter(Filter):
    """One question.

    `is_walk`: an index has the rows of one value in the default order, however common it is. `is_tallied`: the record
    keeps how many claims have each value. `within` is the SQL around the conditions of all filters that share it.
    """

    def __init__(
        self, row: str, *, is_walk: bool = False, is_tallied: bool = False, within: str = "{}", **more: Any
    ) -> None:
        super().__init__(**more)
        self.row, self.is_walk, self.is_tallied, self.within = row, is_walk, is_tallied, within

    def build_condition(self, value: Any) -> str:
        """Give SQL that is true of the rows that match."""
        return place_value(self.row, self.field_name, is_list=False)

    def build_params(self, value: Any) -> dict[str, Any]:
        """Give the values that this SQL is bound to, by name."""
        return {self.field_name: value}

    def is_single(self, value: Any) -> bool:
        """Say whether one value is asked for, and not any of several."""
        return True

    def find_equation(self, value: Any) -> tuple[str, str] | None:
        """Give (column, value) in SQL if the row's SQL is an equation of the two, else None."""
        return split_equation(self.row, self.field_name)


def split_equation(row: str, name: str) -> tuple[str, str] | None:
    column, place, rest = row.partition(" {is}")
    return (column, f"%({name})s") if place and not rest and column.startswith("c.") else None


def place_value(row: str, name: str, *, is_list: bool) -> str:
    value = f"%({name})s"
    return row.replace("{value}", value).replace("{is}", f"= ANY({value})" if is_list else f"= {value}")


class CodesFilter(PublicFilter):
    """Codes. A single one is an equation: then an index gives the order as well."""

    field_class: type[fields.ValuesField] = fields.CodesField

    def build_condition(self, value: list[str]) -> str:
        return place_value(self.row, self.field_name, is_list=len(value) > 1)

    def build_params(self, value: list[str]) -> dict[str, Any]:
        return {self.field_name: value if len(value) > 1 else value[0]}

    def is_single(self, value: list[str]) -> bool:
        return len(value) == 1


class RankedCodesFilter(CodesFilter):
    """Codes that a row holds as their place, from 1, among their choices: lists can be ordered by it."""

    def build_params(self, value: list[str]) -> dict[str, Any]:
        ranks = [self.field.codes.index(code) + 1 for code in value]
        return {self.field_name: ranks if len(ranks) > 1 else ranks[0]}


class TextsFilter(PublicFilter):
    """Any of some free texts, whatever their case."""

    field_class = fields.ValuesField


class ItemsFilter(CodesFilter):
    """Items of Wikidata."""

    field_class: type[fields.ValuesField] = fields.ItemsField


class FlagFilter(PublicFilter):
    """A flag, written into the SQL: some have an index of their own."""

    field_class = fields.FlagField

    def build_condition(self, value: bool) -> str:
        return self.row if value else f"NOT ({self.row})"

    def build_params(self, value: bool) -> dict[str, Any]:
        return {}


class DayFilter(PublicFilter):
    field_class = fields.DayField


class LastDayFilter(DayFilter):
    """A day that the last possible one of a row is not before.

    The first, by which lists are ordered, may be earlier, but not before `{year}`, the first day of that year: so an
    index in this order is walked no further.
    """

    def build_condition(self, value: date) -> str:
        return super().build_condition(value).replace("{year}", f"%({self.field_name}_year)s")

    def build_params(self, value: date) -> dict[str, Any]:
        return {self.field_name: value, f"{self.field_name}_year": find_first_day(value, Precision.YEAR)}


class MomentFilter(PublicFilter):
    field_class = fields.MomentField


class QuantityFilter(PublicFilter):
    field_class = fields.QuantityField


class SearchFilter(PublicFilter):
    field_class = fields.WordsField


class WordsFilter(PublicFilter):
    """All of some words, in any order."""

    field_class = fields.WordsField

    def build_params(self, value: str) -> dict[str, Any]:
        return {self.field_name: value.split()}


class Target(NamedTuple):
    """A table in which a slug is looked up, and the SQL about what is found there."""

    model: type[Model]
    row: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


class RelationFilter(PublicFilter):
    """A relation by slug. What is asked of a row depends on the tables that know the slugs."""

    field_class = fields.SlugsField
    column = "slug"

    def __init__(self, *targets: Target, **more: Any) -> None:
        super().__init__("", **more)
        self.targets = targets

    def build_condition(self, value: Ids) -> str:
        rows = [
            place_value(of.row, self._param_name(of), is_list=len(value[of.name]) > 1)
            for of in self._known_targets(value)
        ]
        return f"({' OR '.join(rows) or 'FALSE'})"

    def build_params(self, value: Ids) -> dict[str, Any]:
        ids_by_param = {self._param_name(target): value[target.name] for target in self._known_targets(value)}
        return {name: ids if len(ids) > 1 else ids[0] for name, ids in ids_by_param.items()}

    def is_single(self, value: Ids) -> bool:
        return sum(map(len, value.values())) == 1

    def find_equation(self, value: Ids) -> tuple[str, str] | None:
        (target,) = self._known_targets(value)
        return split_equation(target.row, self._param_name(target))

    def _known_targets(self, value: Ids) -> list[Target]:
        return [target for target in self.targets if value.get(target.name)]

    def _param_name(self, target: Target) -> str:
        return f"{self.field_name}_{target.name}"


class NumberFilter(RelationFilter):
    """A relation to claims, by their numbers."""

    field_class = fields.NumbersField
    column = "id"


class LinkFilter(RelationFilter):
    """Claims of a target, through the narrow table that carries the date. One target can lead: `leading`.

    By the claim alone: with the date as well PostgreSQL expects next to no rows, and sorts them all.
    """

    def __init__(self, model: type[Model], link: type[Model], **more: Any) -> None:
        self.link = link._meta.db_table
        self.leading = Target(model, f"l.{more.pop('column')} {{is}}")
        row = f"EXISTS (SELECT FROM {self.link} l WHERE l.claim_id = c.id AND {self.leading.row})"
        super().__init__(Target(model, row), is_walk=True, is_tallied=True, **more)

    def build_driving_condition(self, value: Ids) -> str:
        """Give SQL about the row `l` of the narrow table, from which the list is then read."""
        return place_value(self.leading.row, self._param_name(self.leading), is_list=False)
