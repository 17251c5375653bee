"""Claims at the desk: statement, passage, chain, figure, relations and verdict on one form."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest

from factdb.models import Article, Claim, Organization, Relation

from .article import OutletFilter
from .base import ChildrenInline, DeskAdmin, StandingFilter
from .chain import AttributionInline
from .passage import ClaimForm, extract_context
from .verdict import VerdictInline
from .widgets import IMPOSSIBLE_KEY, clean_key


class ClaimOutletFilter(OutletFilter):
    path = "article__outlet__slug"


class RelationInline(ChildrenInline):
    model = Relation
    fk_name = "claim"
    autocomplete_fields = ["target"]
    verbose_name_plural = "relations: what this claim does to another one"


@admin.register(Claim)
class ClaimAdmin(DeskAdmin):
    form = ClaimForm
    list_display = ["text", "standing_badge", "number", "kind", "stated_on", "article_outlet"]
    list_filter = [StandingFilter, "kind", ClaimOutletFilter, ("policies", admin.RelatedFieldListFilter)]
    list_select_related = ["article__outlet"]
    date_hierarchy = "stated_on"
    search_fields = ["text", "slug", "number__exact"]
    autocomplete_fields = ["article", "snapshot", "policies", "people", "organizations", "measure"]
    prepopulated_fields = {}
    inlines = [AttributionInline, RelationInline, VerdictInline]
    fieldsets = [
        (
            "Statement",
            {
                "description": "One statement: if half of it could be true and half false, it is two claims. "
                "The article's adjectives stay in the article; the strength of the source is kept.",
                "fields": [
                    "text",
                    "public_note",
                    ("kind", "weight", "article"),
                    ("stated_on", "stated_on_precision"),
                    ("occurred_from", "occurred_to"),
                ],
            },
        ),
        (
            "Passage",
            {
                "description": "Where the article says it. Left blank, the snapshot is the article's only one.",
                "fields": [
                    "snapshot",
                    "passage",
                    "occurrence",
                    ("quote_start", "quote_end", "quote_sha256"),
                    "translation",
                ],
            },
        ),
        (
            "Figure",
            {
                "description": "“As many as” is at most, “more than” is more than, “nearly” and “about” are about. "
                "With “between”, fill in low and high; else the value.",
                "fields": ["measure", ("hedge", "value", "low", "high"), "scope", ("period_from", "period_to")],
            },
        ),
        ("Whom it concerns", {"fields": ["policies", "people", "organizations"]}),
        ("Desk", {"fields": ["slug", "note"]}),
    ]

    @admin.display(description="outlet", ordering="article__outlet__name")
    def article_outlet(self, claim: Claim) -> Organization:
        return claim.article.outlet

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A claim begun at an article: most of what it says was said on its day."""
        initial = super().get_changeform_initial_data(request)
        article = Article.objects.filter(pk=clean_key(initial.get("article")) or IMPOSSIBLE_KEY).first()
        return ({"stated_on": article.published_on} if article else {}) | initial

    def step_context(self, request: HttpRequest, claim: Any, name: str, form: Form) -> dict[str, Any]:
        """Whoever approves reads the claim against its passage."""
        return super().step_context(request, claim, name, form) | {"passage": extract_context(claim)}
