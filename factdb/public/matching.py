"""How a filter narrows a list: by column, by narrow link table, by search.

Filters of relations are given ids, not slugs: {model: ids}; `asking.py` has found them before. `filter` is handed a
`Part` (plans.py), not a value: what SQL a value leads to may depend on its `shape` alone.
"""

from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, Replace
from django_filters import Filter

from factdb.models.record import (
    PublishedPolicyEvent,
    PublishedRelation,
)
from factdb.vocabulary import PolicyStatus

from . import fields
from .plans import AnyOf, Known, Part
from .queries import PUBLIC

Ids = dict[type[Model], list[int]]
NONE, ONE, MANY = "none", "one", "many"


def how_many(values: list[Any]) -> str:
    """One value is an equation: then an index gives the order as well."""
    return (NONE, ONE, MANY)[min(len(values), 2)]


def matches(column: str, part: Part | Known, number: Any, *path: Any) -> Any:
    return Q(**{column: part.of(*path, 0)}) if number == ONE else AnyOf(F(column), part.of(*path))


class PublicFilter(Filter):
    """One question about a column."""

    def shape(self, value: Any) -> Any:
        return None

    def equation(self, part: Part) -> tuple[str, Any] | None:
        """(column, value) where one value is asked of a column that heads an index in the default order."""
        return None

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": part.of()})


class CodesFilter(PublicFilter):
    field_class = fields.Codes

    def shape(self, value: list[str]) -> Any:
        return how_many(value)

    def equation(self, part: Part) -> tuple[str, Any] | None:
        return self.field_name, part.of(0)

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(matches(self.field_name, part, part.shape))


class TextsFilter(PublicFilter):
    """Free words of a column, whatever their case."""

    field_class = fields.Values

    def shape(self, value: list[str]) -> Any:
        return tuple(value)

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        asked = Q()
        for text in part.shape:
            asked |= Q(**{f"{self.field_name}__iexact": text})
        return qs.filter(asked)


class FlagFilter(PublicFilter):
    field_class = fields.Flag

    def shape(self, value: bool) -> Any:
        """Some flags have an index of their own."""
        return value

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(**{self.field_name: part.shape})


class PresenceFilter(FlagFilter):
    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__isnull": not part.shape})


class DayFilter(PublicFilter):
    field_class = fields.Day


class MomentFilter(PublicFilter):
    field_class = fields.Moment


class QuantityFilter(PublicFilter):
    field_class = fields.Quantity


class WordsFilter(PublicFilter):
    field_class = fields.Words

    def shape(self, value: str) -> Any:
        return tuple(value.split())


class SearchFilter(PublicFilter):
    field_class = fields.Words

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(search=search_query(part))


def search_query(part: Part | Known) -> SearchQuery:
    return SearchQuery(part.of(), config="factdb", search_type="websearch")


def highlighted(qs: QuerySet, part: Part) -> QuerySet:
    """The document with one key more: its headline as HTML, every hit in <mark>. One expression, so no query more."""
    text: Any = F("headline")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = Replace(text, Value(character), Value(entity), output_field=TextField())
    marked = SearchHeadline(
        text, search_query(part), config="factdb", start_sel="<mark>", stop_sel="</mark>", highlight_all=True
    )
    return qs.annotate(
        highlighted=Concat(
            Func(F("document"), template="left(%(expressions)s, -1)", output_field=TextField()),
            Value(',"highlight":'),
            Cast(Func(marked, function="to_json", output_field=TextField()), TextField()),
            Value("}"),
            output_field=TextField(),
        )
    )


class RelationFilter(PublicFilter):
    """By slug, through a column of the row itself."""

    field_class = fields.Values
    column = "slug"

    def __init__(self, field_name: str, *models: type[Model], **more: Any) -> None:
        super().__init__(field_name, **more)
        self.models = models

    def shape(self, value: Ids) -> Any:
        return tuple(how_many(value[model]) for model in self.models)

    def equation(self, part: Part) -> tuple[str, Any] | None:
        return self.field_name, part.of(self.models[0], 0)

    def matches(self, column: str, part: Part | Known, model: type[Model] | None = None) -> Any:
        place = 0 if model is None else self.models.index(model)
        return matches(column, part, part.shape[place], self.models[place])

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(self.matches(self.field_name, part))


class NumberFilter(RelationFilter):
    """By the numbers of claims."""

    field_class = fields.Numbers
    column = "id"

    def equation(self, part: Part) -> tuple[str, Any] | None:
        return None


class OriginFilter(RelationFilter):
    """A slug may be a person's, an organization's or both: what it is not is not asked for."""

    columns = ("speaker", "origin_organization")

    def equation(self, part: Part) -> tuple[str, Any] | None:
        place = part.shape.index(ONE)
        return self.columns[place], part.of(self.models[place], 0)

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        origin = Q()
        for place, (column, model) in enumerate(zip(self.columns, self.models, strict=True)):
            if part.shape[place] != NONE:
                origin |= Q(self.matches(column, part, model))
        return qs.filter(origin)


class RelatedFilter(NumberFilter):
    """Related in either direction. A union, because PostgreSQL cannot use an index for two subqueries under OR."""

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        relations = PublishedRelation.objects.using(PUBLIC)
        to = relations.filter(self.matches("claim", part)).values("target")
        of = relations.filter(self.matches("target", part)).values("claim")
        return qs.filter(pk__in=to.union(of))


class LinkFilter(RelationFilter):
    """Claims of a target, through the narrow table that carries the date."""

    def __init__(self, field_name: str, model: type[Model], *, link: type[Model], **more: Any) -> None:
        super().__init__(field_name, model, **more)
        self.link: Any = link

    def equation(self, part: Part) -> tuple[str, Any] | None:
        return None

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        """By the claim alone: with the date as well PostgreSQL expects next to no rows, and sorts them all."""
        return qs.filter(Exists(self._links(part).filter(claim=OuterRef("pk"))))

    def walk(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        """Joined instead, for one target: then `walk_stated_on, walk_id` is the order of an index."""
        link = self.link._meta.model_name
        return qs.filter(self.matches(f"{link}__{self.field_name}", part)).annotate(
            walk_stated_on=F(f"{link}__stated_on"), walk_id=F(f"{link}__claim_id")
        )

    def _links(self, part: Part | Known) -> QuerySet:
        return self.link.objects.filter(self.matches(self.field_name, part))


class ClaimsOfFilter(LinkFilter):
    """Articles whose claims are linked to the target."""

    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        return qs.filter(pk__in=Subquery(self._links(part).values("claim__article")))


class ActiveOnFilter(DayFilter):
    def filter(self, qs: QuerySet, part: Part | Known) -> QuerySet:
        events = PublishedPolicyEvent.objects.filter(policy=OuterRef("pk"), on__lte=part.of())
        latest = events.order_by("-on", "-position").values("status")[:1]
        return qs.alias(then=Subquery(latest)).filter(then=PolicyStatus.IN_FORCE)
