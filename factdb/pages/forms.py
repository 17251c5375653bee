"""The filter form of a list page: which fields come first, what readers choose from, what is in use."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict, pretty_name
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factdb.kinds import PUBLIC_KINDS
from factdb.public.facts.published_names import list_published_names
from factdb.public.filters.fields import MOST_CHARACTERS
from factdb.public.filters.filtersets import PublicFilterSet
from factdb.public.filters.ordering import list_ordering_names
from factdb.public.questions.list_query import ListQuery
from factdb.public.record.queries import Head
from factdb.ratings import list_meanings

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Choices = dict[str, Any]

# Filters by slug -> the collection whose names are offered. `origin` may be either of two, so it is typed.
OPTION_COLLECTIONS = {
    "policy": "policies",
    "person": "people",
    "speaker": "people",
    "outlet": "organizations",
    "organization": "organizations",
    "measure": "measures",
    "article": "articles",
}
ORDERING_LABELS = {
    "stated_on": _("Stated: oldest first"),
    "-stated_on": _("Stated: newest first"),
    "id": _("Number: lowest first"),
    "-id": _("Number: highest first"),
    "published_at": _("Published here: oldest first"),
    "-published_at": _("Published here: newest first"),
    "updated_at": _("Updated: oldest first"),
    "-updated_at": _("Updated: newest first"),
    "published_on": _("Date: oldest first"),
    "-published_on": _("Date: newest first"),
    "name": _("Name: A to Z"),
    "-name": _("Name: Z to A"),
    "slug": _("Address: A to Z"),
    "-slug": _("Address: Z to A"),
    "seq": _("Oldest first"),
    "-seq": _("Newest first"),
    "relevance": _("Best match first (with a search)"),
}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FILTER_LABELS = {
    "q": _("Search"),
    "id": _("Number"),
    "rating": _("Verdict"),
    "ordering": _("Order"),
    "attribution": _("Origin's kind"),
    "as_of": _("As the record stood on"),
    "wikidata": _("Wikidata item"),
}


def get_filter_label(name: str) -> "_StrOrPromise":
    return FILTER_LABELS.get(name) or pretty_name(name)


class DayInput(forms.DateInput):
    """Browsers empty a date's input of what is no day, and the next search would leave it out."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if value and not ISO_DAY.fullmatch(value):
            context["widget"]["type"] = "text"
        return context


class FilterSelect(forms.Select):
    """Hundreds of options in one template, where Django includes one for each; what was asked is always among them."""

    template_name = "factdb/_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        choices, choice = dict(self.choices), value or ""
        options = choices if choice in choices else {choice: choice, **choices}
        context["widget"]["options"] = [(code, label, code == choice) for code, label in options.items()]
        return context


class QueryForm(forms.Form):
    """What was asked, each beside what is wrong with it."""

    def __init__(self, fields: dict[str, forms.Field], params: dict[str, str], faults: list[tuple[str, str]]) -> None:
        super().__init__(params)
        # Shared, where Django would copy them for each form: they keep no state.
        self.fields = fields
        self.faults = faults

    def full_clean(self) -> None:
        """The question has been read already; reading it again here could say something else."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for name, detail in self.faults:
            self._errors.setdefault(name, self.error_class()).append(detail)


class FilterForm(QueryForm):
    """Prints itself with `search`, `frequent` and `rest` fields."""

    template_name = "factdb/_filters.html"

    def __init__(self, query: ListQuery, head: Head) -> None:
        self.query = query
        self.frequent_names = PUBLIC_KINDS[query.collection].frequent_filters
        params = {name: ",".join(texts) for name, texts in query.params.items()}
        faults = [(error["param"], error["detail"]) for error in query.errors]
        super().__init__(build_fields(query.collection, head), params, faults)

    def get_context(self) -> dict[str, Any]:
        return {
            "form": self,
            "collection": self.query.collection,
            "search": self.print_field("q") if "q" in self.fields else "",
            "frequent": [self.print_field(name) for name in self.frequent_names],
            "rest": [self.print_field(name) for name in self.rest_names],
            "is_rest_open": any(name in self.data for name in self.rest_names),
        }

    @property
    def rest_names(self) -> list[str]:
        return [name for name in self.fields if name not in (*self.frequent_names, "q", "ordering")]

    def print_field(self, name: str) -> SafeString:
        value = self.data.get(name)
        details = tuple(detail for param, detail in self.faults if param == name)
        # Strangers shall not fill the memory with what is too long to be asked.
        render = render_field if len(value or "") <= MOST_CHARACTERS else render_field.__wrapped__
        return render(self.fields[name], name, value, details)

    @cached_property
    def active_filters(self) -> list[dict[str, Any]]:
        """The filters in use, each with the address of the same list without it."""
        names = [name for name in self.fields if name != "ordering" and any(self.query.params.get(name, []))]
        return [self.describe_filter(name) for name in names]

    def describe_filter(self, name: str) -> dict[str, Any]:
        value = self.data[name]
        return {
            "label": get_filter_label(name),
            "value": dict(getattr(self.fields[name].widget, "choices", ())).get(value, value),
            "url": self.build_url_without(name),
        }

    def build_url_without(self, name: str) -> str:
        query = self.query.query_string(**{name: None, "cursor": None})
        return f"/{self.query.collection}/?{query}" if query else f"/{self.query.collection}/"


@lru_cache(maxsize=256)
def render_field(field: forms.Field, name: str, value: str | None, details: tuple[str, ...]) -> SafeString:
    """A field by its template, kept: most of a form is the same for every request under one head.

    Hundreds of options take longer than the rows of a page.
    """
    params = {} if value is None else {name: value}
    return QueryForm({name: field}, params, [(name, detail) for detail in details])[name].as_field_group()


@lru_cache(maxsize=16)
def build_fields(collection: str, head: Head) -> dict[str, forms.Field]:
    """A list's fields by name, for every request under one head."""
    query = ListQuery(collection, {})
    names = [*query.filterset.base_filters, "as_of", "ordering"]
    return {name: build_field(name, query.allowed[name], list_choices(name, query, head)) for name in names}


def build_field(name: str, param: forms.Field, choices: Choices) -> forms.Field:
    """For printing alone. Where there is something to choose from, nothing has to be explained."""
    day = DayInput() if getattr(param.widget, "input_type", "") == "date" else param.widget
    return forms.Field(
        required=False,
        label=get_filter_label(name),
        help_text="" if choices else param.help_text.replace("`", ""),
        widget=FilterSelect(choices=list(choices.items())) if choices else day,
        template_name="factdb/_search.html" if name == "q" else "factdb/_field.html",
    )


def list_choices(name: str, query: ListQuery, head: Head) -> Choices:
    """{value: words} to choose from; empty where a value is typed."""
    if name == "ordering":
        return list_orderings(query.filterset)
    if name == "rating":
        return {"": _("Any"), **{meaning.rating.value: meaning.name for meaning in list_meanings()}}
    names = list_published_names(head).get(OPTION_COLLECTIONS.get(name, ""))
    return {"": _("Any"), **names} if names else dict(getattr(query.allowed[name].widget, "choices", ()))


def list_orderings(filterset: type[PublicFilterSet]) -> Choices:
    names = [name for name in list_ordering_names(filterset) if name != filterset.default]
    return {"": ORDERING_LABELS[filterset.default]} | {name: ORDERING_LABELS[name] for name in names}
