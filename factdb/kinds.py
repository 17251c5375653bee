"""What a kind of thing is, to every room: ONE declaration each. How to add one: docs/adding-a-kind.md.

What belongs to a room above this one is named by its dotted path, and resolved by whoever uses it (`resolve_name`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

from django.core.checks import Error, register
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from . import schemas
from .choices import Collection
from .models import past, published

Words = str | Promise
# Imports what a dotted path names, once. Raises ImportError.
resolve_name = cache(import_string)


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """A kind of thing. Where a dotted path is left empty, the kind has nothing of that."""

    # Its name in addresses and in the ledger.
    collection: str
    # What readers see.
    noun: Words
    plural: Words
    title: Words
    intro: Words
    # The record. `schema_name` is its name in OpenAPI; `heading` the key, at the desk as well, that says what it is.
    schema_name: str
    schema: dict[str, schemas.Field]
    heading: str = "name"
    published: Any  # a model
    past: Any = None  # a model; None where rows are never superseded
    # By which column of a row, and by which of a working copy, the ledger and addresses call it.
    key_column: str = "slug"
    desk_key: str = "slug"
    # Keys that other documents show of it though no reference names them, beside its name and aliases.
    also_shown: tuple[str, ...] = ()
    # Its rows are found by names of people and policies that its document does not show.
    is_aliased: bool = False
    # Rows are so many that they are written by COPY and rebuilt in a pipeline; that gives no ids back.
    is_copied: bool = False
    # How many have which values is kept with every change (`PublishedTally`).
    is_tallied: bool = False
    # Others may refer to it before it is public, and show it as soon as it is (`publishing.pending_links`).
    is_awaited: bool = False
    # Lists of an earlier moment begin at the latest day that was public then (`PastHorizon`).
    has_horizon: bool = False
    # A search can mark its hits in the heading.
    is_highlighted: bool = False
    # The desk: the working copy's model, what must hold of it for a review beside its own validation, and what a rule
    # can only doubt.
    desk_model: str = ""
    review_check: str = ""
    doubt_finder: str = ""
    # Publishing: working copy -> document -> row, and what hangs on each.
    children_fetcher: str = ""
    body_builder: str = ""
    column_builder: str = ""
    link_tables: str = ""
    dependents: str = ""
    pending_links: str = ""
    # Readers: what may be asked of the list, and how pages print it.
    filterset: str
    frequent_filters: tuple[str, ...]
    list_template: str
    page_class: str = ""
    presenter: str = "factdb.exact_json.decode_json"
    # Of what a list shows alone, where that is cheaper to read.
    row_presenter: str = ""
    feed_entry: str = "factdb.pages.feeds.build_item_entry"

    @property
    def is_numbered(self) -> bool:
        """Whether it is addressed by a number, which is then its rows' id, and not by a slug."""
        return self.key_column != "slug"

    @cached_property
    def later_nodes(self) -> schemas.Nodes:
        """The fields of its documents that came after the first version."""
        return schemas.select_nodes(self.schema, lambda node: node.since)

    def complete_document(self, document: schemas.JsonObject) -> schemas.JsonObject:
        """A document with every key of today."""
        whole: schemas.JsonObject = schemas.complete_values(self.later_nodes, document)
        return whole

    def list_dotted_paths(self) -> Iterator[tuple[str, str]]:
        """(attribute, path) of all that belongs to rooms above."""
        for name in (of.name for of in fields(self)):
            value = getattr(self, name)
            if isinstance(value, str) and value.startswith("factdb."):
                yield name, value


ORGANIZATION_KIND = Kind(
    collection=Collection.ORGANIZATIONS,
    noun=_("organization"),
    plural=_("organizations"),
    title=_("Organizations"),
    intro=_("Outlets, agencies, governments, courts: whoever speaks, relays, issues or employs."),
    schema_name="Organization",
    schema=schemas.ORGANIZATION_SCHEMA,
    published=published.PublishedOrganization,
    past=past.PastOrganization,
    desk_model="factdb.models.Organization",
    body_builder="factdb.publishing.documents.build_organization_body",
    column_builder="factdb.publishing.projection.project_organization",
    dependents="factdb.publishing.rerender_dependents.find_organization_dependents",
    filterset="factdb.public.filters.filtersets.OrganizationFilterSet",
    frequent_filters=("kind", "ordering"),
    list_template="factdb/organization_list.html",
    page_class="factdb.pages.details.OrganizationPage",
    presenter="factdb.pages.presenters.present_organization",
)

MEASURE_KIND = Kind(
    collection=Collection.MEASURES,
    noun=_("measure"),
    plural=_("measures"),
    title=_("Measures"),
    intro=_("What the numbers count: whom, where and in which unit."),
    schema_name="Measure",
    schema=schemas.MEASURE_SCHEMA,
    published=published.PublishedMeasure,
    past=past.PastMeasure,
    desk_model="factdb.models.Measure",
    body_builder="factdb.publishing.documents.build_measure_body",
    column_builder="factdb.publishing.projection.project_measure",
    dependents="factdb.publishing.rerender_dependents.find_measure_dependents",
    filterset="factdb.public.filters.filtersets.MeasureFilterSet",
    frequent_filters=("unit", "nature", "ordering"),
    list_template="factdb/measure_list.html",
    page_class="factdb.pages.details.MeasurePage",
)

PERSON_KIND = Kind(
    collection=Collection.PEOPLE,
    noun=_("person"),
    plural=_("people"),
    title=_("People"),
    intro=_("Everyone who speaks, acts or is named in a claim, with the offices they held and when."),
    schema_name="Person",
    schema=schemas.PERSON_SCHEMA,
    published=published.PublishedPerson,
    past=past.PastPerson,
    also_shown=("roles",),  # a claim shows the one that its speaker held that day
    desk_model="factdb.models.Person",
    children_fetcher="factdb.publishing.children.fetch_person_children",
    body_builder="factdb.publishing.documents.build_person_body",
    column_builder="factdb.publishing.projection.project_person",
    link_tables="factdb.publishing.links.PERSON_LINKS",
    dependents="factdb.publishing.rerender_dependents.find_person_dependents",
    filterset="factdb.public.filters.filtersets.PersonFilterSet",
    frequent_filters=("role", "organization", "ordering"),
    list_template="factdb/person_list.html",
    page_class="factdb.pages.details.PersonPage",
    presenter="factdb.pages.presenters.present_person",
)

POLICY_KIND = Kind(
    collection=Collection.POLICIES,
    noun=_("policy"),
    plural=_("policies"),
    title=_("Policies"),
    intro=_("Orders, programmes, agreements, laws and plans that claims are about, and what became of each."),
    schema_name="Policy",
    schema=schemas.POLICY_SCHEMA,
    published=published.PublishedPolicy,
    past=past.PastPolicy,
    desk_model="factdb.models.Policy",
    review_check="factdb.editorial.policy_rules.list_policy_faults",
    doubt_finder="factdb.editorial.doubts.find_policy_doubts",
    children_fetcher="factdb.publishing.children.fetch_policy_children",
    body_builder="factdb.publishing.documents.build_policy_body",
    column_builder="factdb.publishing.projection.project_policy",
    link_tables="factdb.publishing.links.POLICY_LINKS",
    dependents="factdb.publishing.rerender_dependents.find_policy_dependents",
    pending_links="factdb.publishing.pending_links.PENDING_EVENTS",
    filterset="factdb.public.filters.filtersets.PolicyFilterSet",
    frequent_filters=("status", "kind", "jurisdiction", "active_on", "ordering"),
    list_template="factdb/policy_list.html",
    page_class="factdb.pages.details.PolicyPage",
    presenter="factdb.pages.presenters.present_policy",
)

ARTICLE_KIND = Kind(
    collection=Collection.ARTICLES,
    noun=_("article"),
    plural=_("articles"),
    title=_("Articles"),
    intro=_("The articles that the claims were taken from."),
    schema_name="Article",
    schema=schemas.ARTICLE_SCHEMA,
    heading="headline",
    published=published.PublishedArticle,
    past=past.PastArticle,
    desk_model="factdb.models.Article",
    doubt_finder="factdb.editorial.doubts.find_article_doubts",
    children_fetcher="factdb.publishing.children.fetch_article_children",
    body_builder="factdb.publishing.documents.build_article_body",
    column_builder="factdb.publishing.projection.project_article",
    dependents="factdb.publishing.rerender_dependents.find_article_dependents",
    filterset="factdb.public.filters.filtersets.ArticleFilterSet",
    frequent_filters=("outlet", "policy", "person", "published_after", "published_before", "ordering"),
    list_template="factdb/article_list.html",
    page_class="factdb.pages.details.ArticlePage",
    presenter="factdb.pages.presenters.present_article",
)

CLAIM_KIND = Kind(
    collection=Collection.CLAIMS,
    noun=_("claim"),
    plural=_("claims"),
    title=_("Claims"),
    intro=_("Single statements from the news, each with who said it, through whom, and whether it was checked."),
    schema_name="Claim",
    schema=schemas.CLAIM_SCHEMA,
    heading="text",
    published=published.PublishedClaim,
    past=past.PastClaim,
    key_column="id",
    desk_key="number",
    is_aliased=True,
    is_copied=True,
    is_tallied=True,
    is_awaited=True,
    has_horizon=True,
    is_highlighted=True,
    desk_model="factdb.models.Claim",
    review_check="factdb.editorial.workflow.list_claim_faults",
    doubt_finder="factdb.editorial.doubts.find_claim_doubts",
    children_fetcher="factdb.publishing.children.fetch_claim_children",
    body_builder="factdb.publishing.documents.build_claim_body",
    column_builder="factdb.publishing.projection.project_claim",
    link_tables="factdb.publishing.links.CLAIM_LINKS",
    dependents="factdb.publishing.rerender_dependents.find_claim_dependents",
    pending_links="factdb.publishing.pending_links.PENDING_RELATIONS",
    filterset="factdb.public.filters.filtersets.ClaimFilterSet",
    frequent_filters=("policy", "person", "kind", "rating", "stated_after", "stated_before", "ordering"),
    list_template="factdb/claim_list.html",
    page_class="factdb.pages.details.ClaimPage",
    presenter="factdb.pages.presenters.present_claim",
    row_presenter="factdb.pages.cards.read_card",
)

# The log is listed and addressed as things are, and is neither written at the desk nor chained in the ledger.
CORRECTION_KIND = Kind(
    collection="corrections",
    noun=_("correction"),
    plural=_("corrections"),
    title=_("Corrections"),
    intro=_("Every correction, clarification and retraction, with its reason. Nothing here changes silently."),
    schema_name="Correction",
    schema=schemas.CORRECTION_SCHEMA,
    heading="title",  # as pages present it
    published=published.PublishedCorrection,
    key_column="seq",
    filterset="factdb.public.filters.filtersets.CorrectionFilterSet",
    frequent_filters=("kind", "action", "after", "before"),
    list_template="factdb/correction_list.html",
    presenter="factdb.pages.presenters.present_correction",
    feed_entry="factdb.pages.feeds.build_correction_entry",
)


def _index_kinds(*kinds: Kind) -> dict[str, Kind]:
    return {str(kind.collection): kind for kind in kinds}


# What the ledger holds, in the order in which documents may refer to one another: nobody names what comes later.
LEDGER_KINDS = _index_kinds(ORGANIZATION_KIND, MEASURE_KIND, PERSON_KIND, POLICY_KIND, ARTICLE_KIND, CLAIM_KIND)
# The same and the log, in the order in which readers and editors see them: what is asked most first.
PUBLIC_KINDS = _index_kinds(
    CLAIM_KIND, ARTICLE_KIND, PERSON_KIND, POLICY_KIND, ORGANIZATION_KIND, MEASURE_KIND, CORRECTION_KIND
)


@register()
def check_kinds(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A dotted path that leads nowhere would fail at its first use."""
    return [
        Error(f"{kind.collection}: `{name}` names {path}, and there is none.", hint=str(error), id="factdb.E003")
        for kind in PUBLIC_KINDS.values()
        for name, path in kind.list_dotted_paths()
        if (error := _find_import_error(path))
    ]


def _find_import_error(path: str) -> ImportError | None:
    try:
        resolve_name(path)
    except ImportError as error:
        return error
    return None
