"""Articles and their snapshots: the texts that quotes are proved against. Staff only, never published."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, count
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from factdb.choices import InferredKey, OrganizationKind
from factdb.editorial import quotes, words
from factdb.models import Article, Organization, Snapshot
from factdb.publishing.shown_words import measure_shares

from .base import DeskAdmin, StandingFilter
from .forms import DeskForm, PlainForm
from .lists import StrictList
from .widgets import Inputs
from .words import WORDS_TITLE, WordsPage, words_url


class OutletFilter(admin.SimpleListFilter):
    """Django's own would list every court and ministry."""

    title = "outlet"
    parameter_name = "outlet"
    path = "outlet__slug"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, str]]:
        return Organization.objects.filter(kind=OrganizationKind.OUTLET).values_list("slug", "name")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


class SnapshotLinks(admin.TabularInline):
    """The list of an article's texts; each has a page of its own, because they are long."""

    model = Snapshot
    verbose_name_plural = "snapshots: the texts that quotes are proved against"
    fields = ["hash_link", "text_length", "public_share", "taken_on", "note"]
    readonly_fields = ["hash_link", "text_length", "public_share", "taken_on", "note"]
    extra = max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(characters=Length("text")).defer("text")

    @admin.display(description="SHA-256")
    def hash_link(self, snapshot: Snapshot) -> str:
        url = reverse("admin:factdb_snapshot_change", args=[snapshot.pk])
        return format_html('<a href="{}">{}…</a>', url, snapshot.sha256[:12])

    @admin.display(description="text")
    def text_length(self, snapshot: Any) -> str:
        return f"{snapshot.characters:,} characters" if snapshot.characters is not None else "only its hash"

    @admin.display(description="words that are public")
    def public_share(self, snapshot: Any) -> str:
        """Of each text by itself; an article has one or two."""
        share = measure_shares(snapshot.article).get(snapshot.pk)
        if share is None:
            return ""
        return f"{share.percent:.0f} % of {share.total:,}, at most {settings.FACTDB_MOST_QUOTED} %"

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False


class ArticleForm(DeskForm):
    verbatim = ("text",)

    slug = forms.SlugField(
        required=False,
        max_length=120,
        help_text="Left blank, it is outlet and date, such as new-york-post-2022-09-14. Fixed at first publication.",
    )
    inferred = forms.MultipleChoiceField(
        choices=InferredKey.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the text does not say of itself; the copy note says from what you know it.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField passage-text"}),
        help_text="The whole text as you read it, nothing cut, nothing corrected; it becomes the first snapshot, which "
        "claims quote by position. Staff only.",
    )

    def clean_text(self) -> str:
        return quotes.normalize_text(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = self.instance.slug or make_article_slug(**self.cleaned_data)
        return self.cleaned_data


def make_article_slug(outlet: Organization, published_on: date, **_: Any) -> str:
    """Outlet and date; an outlet's second article of a day gets a 2."""
    stem = f"{outlet.slug[:105]}-{published_on}"
    slugs = set(Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = chain([stem], (f"{stem}-{n}" for n in count(2)))
    return next(slug for slug in candidates if slug not in slugs)


@admin.register(Article)
class ArticleAdmin(WordsPage, DeskAdmin):
    form = ArticleForm
    list_display = ["__str__", "outlet", "published_on", "standing_badge", "public_version", "changed_at"]
    list_filter = [StandingFilter, OutletFilter]
    list_select_related = ["outlet"]
    date_hierarchy = "published_on"
    search_fields = ["headline", "label", "slug", "outlet__name", "source_url"]
    autocomplete_fields = ["outlet", "syndicated_from", "rests_on"]
    prepopulated_fields = {}
    inlines = [SnapshotLinks]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "headline",
                    "label",
                    ("outlet", "medium", "language"),
                    ("published_on", "published_on_precision"),
                    "byline",
                    "syndicated_from",
                    "rests_on",
                ]
            },
        ),
        ("Where to read it", {"fields": ["source_url", "archive_url"]}),
        ("The text that we hold", {"fields": ["copy", "copy_note", "inferred"]}),
        ("Desk", {"fields": ["slug", "note"]}),
    ]
    first_text = ("Text", {"fields": ["text"]})

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        fieldsets = [*super().get_fieldsets(request, obj)]
        return fieldsets if obj else [*fieldsets[:-1], self.first_text, fieldsets[-1]]

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[type[InlineModelAdmin]]:
        return self.inlines if obj else []

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[BaseFormSet], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        text = form.cleaned_data.get("text")
        if text and not change:
            Snapshot.objects.create(article=form.instance, text=text, sha256=quotes.hash_text(text))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = context["original"]
        if article is not None:
            query = urlencode({"article": article.pk})
            context["more_tools"] = [
                (f"{reverse(f'admin:factdb_{model}_add')}?{query}", f"Add {model}") for model in ("snapshot", "claim")
            ] + [(words_url(article), WORDS_TITLE)]
        return super().render_change_form(request, context, *args, **kwargs)


class SnapshotForm(PlainForm):
    verbatim = ("text",)

    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField passage-text"}),
        help_text="The article's whole text as you read it, nothing cut, nothing corrected. Staff only. "
        "Its SHA-256 is computed here; claims quote it by position, so it can never be changed.",
    )
    sha256 = forms.RegexField(
        r"^[0-9a-f]{64}$",
        required=False,
        error_messages={"invalid": "A SHA-256 is 64 digits and letters from a to f."},
        label="SHA-256",
        help_text="Leave blank: it follows from the text. Give it only where the text is not held.",
    )

    def clean_text(self) -> str | None:
        return quotes.normalize_text(self.cleaned_data["text"]) or None

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        text, sha256 = self.cleaned_data.get("text"), self.cleaned_data.get("sha256") or self.instance.sha256
        if self.instance.text is not None and text != self.instance.text:
            raise ValidationError("Claims quote this text by position, so it stays as it is: add a new snapshot.")
        if text is None and not sha256:
            raise ValidationError("Paste the text, or give the SHA-256 of a text that the desk does not hold.")
        if text is not None:
            if sha256 not in ("", quotes.hash_text(text)):
                raise ValidationError("The text does not have this SHA-256: it is not the text that was anchored.")
            sha256 = quotes.hash_text(text)
        self.cleaned_data["sha256"] = sha256
        return self.cleaned_data


@admin.register(Snapshot)
class SnapshotAdmin(Inputs, StrictList):
    form = SnapshotForm
    list_display = ["short_hash", "article", "taken_on", "is_held"]
    list_select_related = ["article"]
    search_fields = ["sha256", "article__headline", "article__slug", "note"]
    autocomplete_fields = ["article"]
    fields = ["article", "text", "sha256", "taken_on", "note"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Lists and pickers show no text, and texts are long."""
        return super().get_queryset(request).select_related("article").annotate(characters=Length("text")).defer("text")

    @admin.display(description="SHA-256", ordering="sha256")
    def short_hash(self, snapshot: Snapshot) -> str:
        return f"{snapshot.sha256[:12]}…"

    @admin.display(description="text held", boolean=True)
    def is_held(self, snapshot: Any) -> bool:
        return snapshot.characters is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Snapshot | None = None) -> list[str]:
        """Which text it is was settled when it was made."""
        return ["article", "sha256"] if obj else []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def save_model(self, request: HttpRequest, obj: Snapshot, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        count = words.count_offer(obj.article) if obj.text else 0
        if count:
            page = format_html('<a href="{}">show them to readers</a>', words_url(obj.article))
            self.message_user(request, format_html("Its words prove {} public claims: {}.", count, page))

    def response_post_save_add(self, request: HttpRequest, obj: Snapshot) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:factdb_article_change", args=[obj.article_id]))

    response_post_save_change = response_post_save_add
