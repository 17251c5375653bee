"""ONE FilterSet a kind: every question that may be asked of its list, by name. API and pages both read these."""

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import FilterSet

from factdb import vocabulary as v
from factdb.models.record import (
    PublishedArticle,
    PublishedClaim,
    PublishedClaimOrganization,
    PublishedClaimPerson,
    PublishedClaimPolicy,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedRole,
)

from . import fields
from .matching import (
    ActiveOnFilter,
    ClaimsOfFilter,
    CodesFilter,
    DayFilter,
    FlagFilter,
    LinkFilter,
    MomentFilter,
    NumberFilter,
    OriginFilter,
    PresenceFilter,
    QuantityFilter,
    RelatedFilter,
    RelationFilter,
    SearchFilter,
    TextsFilter,
    WordsFilter,
)
from .plans import Part

CORRECTING = [v.Action.CORRECTED, v.Action.CLARIFIED, v.Action.RETRACTED]


def search(help_text: str) -> SearchFilter:
    return SearchFilter(help_text=help_text, example="asylum")


def after(column: str, help_text: str) -> MomentFilter:
    return MomentFilter(column, "gte", edge=fields.FIRST_INSTANT, help_text=help_text, example="2022-05-24")


def before(column: str, help_text: str) -> MomentFilter:
    return MomentFilter(column, "lte", edge=fields.LAST_INSTANT, help_text=help_text, example="2030-12-31")


class PublicFilterSet(FilterSet):
    """`orderings` maps a name to its ascending columns, the key last; `default` is the order where none is asked."""

    orderings: dict[str, tuple[str, ...]] = {}
    default = ""

    updated_since: MomentFilter | None = after("changed_at", "Whose latest ledger entry is not older.")

    class Meta:
        fields: list[str] = []

    @classmethod
    def narrow(cls, qs: QuerySet, parts: dict[str, Part]) -> QuerySet:
        for name, part in parts.items():
            qs = cls.base_filters[name].filter(qs, part)
        return qs


class ClaimFilterSet(PublicFilterSet):
    orderings = {
        "stated_on": ("stated_on", "id"),
        "id": ("id",),
        "published_at": ("published_at", "id"),
        "updated_at": ("updated_at", "id"),
    }
    default = "-stated_on"

    q = search("In the text, the quote, and the names of whom and what it concerns.")
    id = NumberFilter("pk", PublishedClaim, help_text="Numbers of claims.", example=1)
    article = RelationFilter("article", PublishedArticle, help_text="Slugs of articles.")
    outlet = RelationFilter("outlet", PublishedOrganization, help_text="Who ran the article.")
    speaker = RelationFilter("speaker", PublishedPerson, help_text="Who said it.")
    person = LinkFilter("person", PublishedPerson, link=PublishedClaimPerson, help_text="Who speaks or is mentioned.")
    policy = LinkFilter("policy", PublishedPolicy, link=PublishedClaimPolicy, help_text="Policies it concerns.")
    organization = LinkFilter(
        "organization",
        PublishedOrganization,
        link=PublishedClaimOrganization,
        help_text="Organizations that are mentioned or stand in the chain.",
    )
    measure = RelationFilter("measure", PublishedMeasure, help_text="What its figure counts.")
    kind = CodesFilter("kind", choices=v.ClaimKind, help_text="What kind of statement it is.", example="figure")
    attribution = CodesFilter(
        "attribution", choices=v.AttributionKind, help_text="Kind of the first hop.", example="anonymous"
    )
    rating = CodesFilter("rating", choices=v.Rating, help_text="Of its verdict.", example="unchecked")
    stated_after = DayFilter("stated_on", "gte", help_text="Stated on this day or later.", example="2022-05-24")
    stated_before = DayFilter("stated_on", "lte", help_text="Stated on this day or earlier.", example="2030-12-31")
    published_after = after("published_at", "First published here at this instant or day, or later.")
    published_before = before("published_at", "First published here at this instant or day, or earlier.")
    has_figure = PresenceFilter("measure", help_text="Whether it holds a number.", example="true")
    has_quote = FlagFilter("has_quote", help_text="Whether it is anchored to a passage.", example="true")
    value_min = QuantityFilter("high", "gte", help_text="The figure, or its range's high, is not less.", example=10)
    value_max = QuantityFilter("low", "lte", help_text="The figure, or its range's low, is not more.", example=9999)
    corrected = FlagFilter("corrected", help_text="Whether it was ever corrected or clarified.", example="false")
    origin = OriginFilter(
        "origin", PublishedPerson, PublishedOrganization, help_text="Person or organization at the chain's start."
    )
    related = RelatedFilter("pk", PublishedClaim, help_text="Claims related to these numbers.", example=1)


class ArticleFilterSet(PublicFilterSet):
    orderings = {
        "published_on": ("published_on", "-slug"),
        "slug": ("slug",),
        "published_at": ("published_at", "slug"),
        "updated_at": ("updated_at", "slug"),
    }
    default = "-published_on"

    q = search("In headline, byline and outlet.")
    outlet = RelationFilter("outlet", PublishedOrganization, help_text="Who ran it.")
    person = ClaimsOfFilter(
        "person", PublishedPerson, link=PublishedClaimPerson, help_text="Who speaks or is mentioned in its claims."
    )
    policy = ClaimsOfFilter(
        "policy", PublishedPolicy, link=PublishedClaimPolicy, help_text="Policies that its claims concern."
    )
    published_after = DayFilter("published_on", "gte", help_text="The article's own date.", example="2022-05-24")
    published_before = DayFilter("published_on", "lte", help_text="The article's own date.", example="2030-12-31")


class NamedFilterSet(PublicFilterSet):
    orderings = {
        "name": ("headline", "slug"),
        "slug": ("slug",),
        "published_at": ("published_at", "slug"),
        "updated_at": ("updated_at", "slug"),
    }
    default = "name"

    q = search("In name, aliases and summary.")


class PersonFilterSet(NamedFilterSet):
    orderings = {**NamedFilterSet.orderings, "name": ("sort_name", "slug")}

    organization = RelationFilter("organization", PublishedOrganization, help_text="Where they hold or held a role.")
    role = WordsFilter(
        help_text="Words of a role's title, case and accents folded; with `organization`, of a role held there.",
        example="president",
    )

    @classmethod
    def narrow(cls, qs: QuerySet, parts: dict[str, Part]) -> QuerySet:
        """`role` and `organization` must hold for one and the same role."""
        roles = PublishedRole.objects.filter(person=OuterRef("pk"))
        if "organization" in parts:
            roles = cls.base_filters["organization"].filter(roles, parts["organization"])
        for word in parts["role"].shape if "role" in parts else ():
            roles = roles.filter(title__unaccent__icontains=word)
        others = {name: part for name, part in parts.items() if name not in ("organization", "role")}
        qs = super().narrow(qs, others)
        return qs.filter(Exists(roles)) if len(others) < len(parts) else qs


class PolicyFilterSet(NamedFilterSet):
    status = CodesFilter("status", choices=v.PolicyStatus, help_text="Of its latest event.", example="in_force")
    kind = CodesFilter("kind", choices=v.PolicyKind, help_text="What kind of policy it is.", example="order")
    jurisdiction = TextsFilter("jurisdiction", help_text="Where it holds.", example="United States")
    active_on = ActiveOnFilter(help_text="In force on this day, by its latest event until then.", example="2022-05-24")


class OrganizationFilterSet(NamedFilterSet):
    kind = CodesFilter("kind", choices=v.OrganizationKind, help_text="What it is.", example="outlet")


class MeasureFilterSet(NamedFilterSet):
    unit = TextsFilter("unit", help_text="What is counted.", example="people")
    nature = CodesFilter("nature", choices=v.Nature, help_text="How its figures add up.", example="total")


class CorrectionFilterSet(PublicFilterSet):
    orderings = {"seq": ("seq",)}
    default = "-seq"

    updated_since = None
    kind = CodesFilter("kind", choices=v.Collection, help_text="Collection of the thing.", example="claims")
    action = CodesFilter("action", choices=CORRECTING, help_text="What was done.", example="corrected")
    after = after("at", "At this instant or day, or later.")
    before = before("at", "At this instant or day, or earlier.")


FILTERSETS: dict[str, type[PublicFilterSet]] = {
    "claims": ClaimFilterSet,
    "articles": ArticleFilterSet,
    "people": PersonFilterSet,
    "policies": PolicyFilterSet,
    "organizations": OrganizationFilterSet,
    "measures": MeasureFilterSet,
    "corrections": CorrectionFilterSet,
}
