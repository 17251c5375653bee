"""ONE FilterSet a kind: every question that may be asked of its list, by name. API and pages both read these."""

from typing import Any

from django_filters import FilterSet

from factdb import choices as v
from factdb.kinds import PUBLIC_KINDS, resolve_name
from factdb.models.published import (
    PublishedArticle,
    PublishedClaim,
    PublishedClaimOrganization,
    PublishedClaimPerson,
    PublishedClaimPolicy,
    PublishedCorroboration,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedPolicyEvent,
    PublishedRelation,
    PublishedRole,
)
from factdb.public.record.as_of import mark_others

from . import fields
from .filter_types import (
    CodesFilter,
    DayFilter,
    FlagFilter,
    ItemsFilter,
    LastDayFilter,
    LinkFilter,
    MomentFilter,
    NumberFilter,
    QuantityFilter,
    RankedCodesFilter,
    RelationFilter,
    SearchFilter,
    Target,
    TextsFilter,
    WordsFilter,
)

CLAIM, RELATION, ROLE, EVENT = (
    model._meta.db_table for model in (PublishedClaim, PublishedRelation, PublishedRole, PublishedPolicyEvent)
)
# A union, because PostgreSQL cannot use an index for two subqueries under OR.
OF_CLAIMS = f"FROM {RELATION} r JOIN {CLAIM} c ON r.claim_id = c.id WHERE"
RELATED_CLAIMS_SQL = (
    f"c.id IN ({mark_others(f'SELECT r.target_id {OF_CLAIMS} r.claim_id {{is}}')}"
    f" UNION {mark_others(f'SELECT r.claim_id {OF_CLAIMS} r.target_id {{is}}')})"
)
# By this day it has surely happened.
LAST_DAY = (
    "(CASE e.precision WHEN 'day' THEN e.\"on\""
    " ELSE date_trunc(e.precision, e.\"on\") + ('1 ' || e.precision)::interval - interval '1 day' END)::date"
)
# Of today, whatever moment is asked about.
KEPT = f"EXISTS (SELECT FROM {PublishedCorroboration._meta.db_table} k WHERE c.id = k.claim_id AND {{}})"
# What `policy_status.find_policy_status` calls the last known status.
IN_FORCE = (
    f"(SELECT e.status FROM {EVENT} e WHERE e.policy_id = c.id AND e.status <> '' AND {LAST_DAY} <= {{value}}"  # noqa: S608
    f" ORDER BY e.\"on\" DESC, e.position DESC LIMIT 1) = '{v.PolicyStatus.IN_FORCE}'"
)
# For one and the same role, whatever is asked of it.
OF_A_ROLE = f"EXISTS (SELECT FROM {ROLE} r WHERE r.person_id = c.id AND {{}})"
WORDS_OF_TITLE = (
    "0 < ALL (SELECT strpos(upper(unaccent(r.title)), upper(unaccent(word))) FROM unnest({value}::text[]) word)"
)


def filter_search(help_text: str) -> SearchFilter:
    return SearchFilter("c.search @@ websearch_to_tsquery('factdb', {value})", help_text=help_text, example="asylum")


def filter_after(column: str, help_text: str) -> MomentFilter:
    return MomentFilter(
        f"c.{column} >= {{value}}", edge=fields.FIRST_INSTANT, help_text=help_text, example="2022-05-24"
    )


def filter_before(column: str, help_text: str) -> MomentFilter:
    return MomentFilter(f"c.{column} <= {{value}}", edge=fields.LAST_INSTANT, help_text=help_text, example="2030-12-31")


def filter_codes(column: str, choices: Any, help_text: str, example: str, **more: Any) -> CodesFilter:
    return CodesFilter(f"c.{column} {{is}}", choices=choices, help_text=help_text, example=example, **more)


def filter_texts(column: str, help_text: str, example: str) -> TextsFilter:
    row = f"upper(c.{column}) = ANY (SELECT upper(text) FROM unnest({{value}}::text[]) text)"  # noqa: S608
    return TextsFilter(row, help_text=help_text, example=example)


def filter_relation(model: Any, column: str, help_text: str, **more: Any) -> RelationFilter:
    return RelationFilter(Target(model, f"c.{column} {{is}}"), help_text=help_text, **more)


def filter_by_claims(model: Any, link: Any, column: str, help_text: str) -> RelationFilter:
    """Make a filter of articles of whose claims this holds."""
    claims = f"SELECT c.article_id FROM {link._meta.db_table} l JOIN {CLAIM} c ON l.claim_id = c.id"  # noqa: S608
    return RelationFilter(
        Target(model, f"c.id IN ({mark_others(f'{claims} WHERE l.{column} {{is}}')})"), help_text=help_text
    )


class PublicFilterSet(FilterSet):
    """`orderings` maps a name to its ascending columns, the key last; `default` is the order where none is asked."""

    orderings: dict[str, tuple[str, ...]] = {}
    default = ""

    updated_since: MomentFilter | None = filter_after("changed_at", "Whose latest ledger entry is not older.")

    class Meta:
        fields: list[str] = []


class ClaimFilterSet(PublicFilterSet):
    orderings = {
        "stated_on": ("stated_on", "id"),
        "id": ("id",),
        "published_at": ("published_at", "id"),
        "updated_at": ("updated_at", "id"),
    }
    default = "-stated_on"

    q = filter_search("In the text, the quote, and the names of whom and what it concerns.")
    id = NumberFilter(Target(PublishedClaim, "c.id {is}"), help_text="Numbers of claims.", example=1)
    article = filter_relation(PublishedArticle, "article_id", "Slugs of articles.", is_walk=True)
    outlet = filter_relation(PublishedOrganization, "outlet_id", "Who ran the article.", is_walk=True, is_tallied=True)
    speaker = filter_relation(PublishedPerson, "speaker_id", "Who said it.", is_walk=True, is_tallied=True)
    person = LinkFilter(
        PublishedPerson, PublishedClaimPerson, column="person_id", help_text="Who speaks or is mentioned."
    )
    policy = LinkFilter(PublishedPolicy, PublishedClaimPolicy, column="policy_id", help_text="Policies it concerns.")
    organization = LinkFilter(
        PublishedOrganization,
        PublishedClaimOrganization,
        column="organization_id",
        help_text="Organizations that are mentioned or stand in the chain.",
    )
    measure = filter_relation(PublishedMeasure, "measure_id", "What its figure counts.", is_walk=True, is_tallied=True)
    kind = filter_codes("kind", v.ClaimKind, "What kind of statement it is.", "figure", is_walk=True, is_tallied=True)
    attribution = filter_codes(
        "attribution", v.AttributionKind, "Kind of the first hop.", "anonymous", is_walk=True, is_tallied=True
    )
    rating = filter_codes("rating", v.Rating, "Of its verdict.", "unchecked", is_walk=True, is_tallied=True)
    weight = RankedCodesFilter(
        "c.weight_rank {is}", is_walk=True, choices=v.Weight, help_text="How much of its article it is.", example="lead"
    )
    stated_after = LastDayFilter(
        "{stated_on} >= {year} AND c.stated_on_last >= {value}",
        is_walk=True,
        help_text="Stated on this day or later, or in a month or year that ends then or later.",
        example="2022-05-24",
    )
    stated_before = DayFilter(
        "{stated_on} <= {value}",
        is_walk=True,
        help_text="Stated on this day or earlier, or in a month or year that begins then or earlier.",
        example="2030-12-31",
    )
    published_after = filter_after("published_at", "First published here at this instant or day, or later.")
    published_before = filter_before("published_at", "First published here at this instant or day, or earlier.")
    has_figure = FlagFilter("c.measure_id IS NOT NULL", help_text="Whether it holds a number.", example="true")
    has_quote = FlagFilter("c.has_quote", help_text="Whether it is anchored to a passage.", example="true")
    value_min = QuantityFilter(
        "c.high >= {value}", help_text="The figure, or its range's high, is not less.", example=10
    )
    value_max = QuantityFilter(
        "c.low <= {value}", help_text="The figure, or its range's low, is not more.", example=9999
    )
    corrected = FlagFilter("c.corrected", help_text="Whether it was ever corrected or clarified.", example="false")
    corroborated = FlagFilter(
        KEPT.format("k.origins > 1"),
        help_text="Whether two or more independent origins say so, as the record stands today.",
        example="true",
    )
    contradicted = FlagFilter(
        KEPT.format("(k.is_opposed OR k.is_impossible)"),
        help_text="Whether a live claim contradicts or denies it, or the other way round, or a figure of its measure "
        "cannot be right beside its own, as the record stands today.",
        example="true",
    )
    origin = RelationFilter(
        Target(PublishedPerson, "c.speaker_id {is}"),
        Target(PublishedOrganization, "c.origin_organization_id {is}"),
        is_walk=True,
        help_text="Person or organization at the chain's start.",
    )
    related = NumberFilter(
        Target(PublishedClaim, RELATED_CLAIMS_SQL), help_text="Claims related to these numbers.", example=1
    )


class ArticleFilterSet(PublicFilterSet):
    orderings = {
        "published_on": ("published_on", "-slug"),
        "slug": ("slug",),
        "published_at": ("published_at", "slug"),
        "updated_at": ("updated_at", "slug"),
    }
    default = "-published_on"

    q = filter_search("In headline, byline and outlet.")
    outlet = filter_relation(PublishedOrganization, "outlet_id", "Who ran it.")
    person = filter_by_claims(
        PublishedPerson, PublishedClaimPerson, "person_id", "Who speaks or is mentioned in its claims."
    )
    policy = filter_by_claims(PublishedPolicy, PublishedClaimPolicy, "policy_id", "Policies that its claims concern.")
    published_after = LastDayFilter(
        "c.published_on >= {year} AND c.published_on_last >= {value}",
        help_text="The article's own date, or the end of its month or year.",
        example="2022-05-24",
    )
    published_before = DayFilter("c.published_on <= {value}", help_text="The article's own date.", example="2030-12-31")


class NamedFilterSet(PublicFilterSet):
    orderings = {
        "name": ("sort_key", "slug"),
        "slug": ("slug",),
        "published_at": ("published_at", "slug"),
        "updated_at": ("updated_at", "slug"),
    }
    default = "name"

    q = filter_search("In name, aliases and summary.")


class IdentityFilterSet(NamedFilterSet):
    wikidata = ItemsFilter("c.wikidata {is}", help_text="Its items in Wikidata.", example="Q42")


class PersonFilterSet(IdentityFilterSet):
    organization = RelationFilter(
        Target(PublishedOrganization, "r.organization_id {is}"),
        within=OF_A_ROLE,
        help_text="Where they hold or held a role.",
    )
    role = WordsFilter(
        WORDS_OF_TITLE,
        within=OF_A_ROLE,
        help_text="Words of a role's title, case and accents folded; with `organization`, of a role held there.",
        example="president",
    )


class PolicyFilterSet(IdentityFilterSet):
    status = filter_codes("status", v.PolicyStatus, "Of its latest event.", "in_force")
    kind = filter_codes("kind", v.PolicyKind, "What kind of policy it is.", "order")
    jurisdiction = filter_texts("jurisdiction", "Where it holds.", "United States")
    active_on = DayFilter(
        IN_FORCE, help_text="In force on this day, by the latest change that had surely happened.", example="2022-05-24"
    )


class OrganizationFilterSet(IdentityFilterSet):
    kind = filter_codes("kind", v.OrganizationKind, "What it is.", "outlet")


class MeasureFilterSet(NamedFilterSet):
    unit = filter_texts("unit", "What is counted.", "people")
    nature = filter_codes("nature", v.Nature, "How its figures add up.", "total")


class CorrectionFilterSet(PublicFilterSet):
    orderings = {"seq": ("seq",)}
    default = "-seq"

    updated_since = None
    kind = filter_codes("kind", v.Collection, "Collection of the thing.", "claims")
    action = filter_codes("action", list(v.CORRECTIONS_LOG_ACTIONS), "What was done.", "corrected")
    after = filter_after("at", "At this instant or day, or later.")
    before = filter_before("at", "At this instant or day, or earlier.")


def get_filterset(collection: str) -> type[PublicFilterSet]:
    filterset: type[PublicFilterSet] = resolve_name(PUBLIC_KINDS[collection].filterset)
    return filterset
