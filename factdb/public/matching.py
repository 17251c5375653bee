"""How a filter narrows a list: by column, by narrow link table, by search.

Filters of relations are given ids, not slugs: {model: ids}; `asking.py` has found them before.
"""

from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, Replace
from django_filters import Filter

from factdb.models.record import (
    PublishedClaim,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicyEvent,
    PublishedRelation,
)
from factdb.vocabulary import PolicyStatus

from . import fields
from .queries import PUBLIC

Ids = dict[type[Model], list[int]]


class CodesFilter(Filter):
    field_class = fields.Codes

    def __init__(self, field_name: str, **more: Any) -> None:
        super().__init__(field_name, "in", **more)


class TextsFilter(Filter):
    """Free words of a column, whatever their case."""

    field_class = fields.Values

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        asked = Q()
        for text in value:
            asked |= Q(**{f"{self.field_name}__iexact": text})
        return qs.filter(asked)


class FlagFilter(Filter):
    field_class = fields.Flag


class PresenceFilter(Filter):
    field_class = fields.Flag

    def filter(self, qs: QuerySet, value: bool) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__isnull": not value})


class DayFilter(Filter):
    field_class = fields.Day


class MomentFilter(Filter):
    field_class = fields.Moment


class QuantityFilter(Filter):
    field_class = fields.Quantity


class WordsFilter(Filter):
    field_class = fields.Words


class SearchFilter(WordsFilter):
    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(search=search_query(value))


def search_query(words: str) -> SearchQuery:
    return SearchQuery(words, config="factdb", search_type="websearch")


def highlighted(qs: QuerySet, words: str) -> QuerySet:
    """The document with one key more: its headline as HTML, every hit in <mark>. One expression, so no query more."""
    text: Any = F("headline")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = Replace(text, Value(character), Value(entity), output_field=TextField())
    marked = SearchHeadline(
        text, search_query(words), config="factdb", start_sel="<mark>", stop_sel="</mark>", highlight_all=True
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


class RelationFilter(Filter):
    """By slug, through a column of the row itself."""

    field_class = fields.Values
    column = "slug"

    def __init__(self, field_name: str, *models: type[Model], **more: Any) -> None:
        super().__init__(field_name, "in", **more)
        self.models = models

    def filter(self, qs: QuerySet, value: Ids) -> QuerySet:
        return super().filter(qs, value[self.models[0]])


class NumberFilter(RelationFilter):
    """By the numbers of claims."""

    field_class = fields.Numbers
    column = "id"


class OriginFilter(RelationFilter):
    def filter(self, qs: QuerySet, value: Ids) -> QuerySet:
        return qs.filter(
            Q(speaker__in=value[PublishedPerson]) | Q(origin_organization__in=value[PublishedOrganization])
        )


class RelatedFilter(NumberFilter):
    """Related in either direction. A union, because PostgreSQL cannot use an index for two subqueries under OR."""

    def filter(self, qs: QuerySet, value: Ids) -> QuerySet:
        relations = PublishedRelation.objects.using(PUBLIC)
        to = relations.filter(claim__in=value[PublishedClaim]).values("target")
        of = relations.filter(target__in=value[PublishedClaim]).values("claim")
        return qs.filter(pk__in=to.union(of))


class LinkFilter(RelationFilter):
    """Claims of a target, through the narrow table that carries the date."""

    def __init__(self, field_name: str, model: type[Model], *, link: type[Model], **more: Any) -> None:
        super().__init__(field_name, model, **more)
        self.link: Any = link

    def filter(self, qs: QuerySet, value: Ids) -> QuerySet:
        """By the claim alone: with the date as well PostgreSQL expects next to no rows, and sorts them all."""
        return qs.filter(Exists(self._links(value).filter(claim=OuterRef("pk"))))

    def walk(self, qs: QuerySet, value: Ids) -> QuerySet:
        """Joined instead, for one target: then `walk_stated_on, walk_id` is the order of an index."""
        link = self.link._meta.model_name
        return qs.filter(**{f"{link}__{self.field_name}": value[self.models[0]][0]}).annotate(
            walk_stated_on=F(f"{link}__stated_on"), walk_id=F(f"{link}__claim_id")
        )

    def _links(self, value: Ids) -> QuerySet:
        return self.link.objects.filter(**{f"{self.field_name}__in": value[self.models[0]]})


class ClaimsOfFilter(LinkFilter):
    """Articles whose claims are linked to the target."""

    def filter(self, qs: QuerySet, value: Ids) -> QuerySet:
        return qs.filter(pk__in=Subquery(self._links(value).values("claim__article")))


class ActiveOnFilter(DayFilter):
    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        events = PublishedPolicyEvent.objects.filter(policy=OuterRef("pk"), on__lte=value)
        latest = events.order_by("-on", "-position").values("status")[:1]
        return qs.alias(then=Subquery(latest)).filter(then=PolicyStatus.IN_FORCE)
