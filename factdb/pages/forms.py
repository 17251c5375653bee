"""The filter form of a list page: which fields come first, what readers choose from, what is in use."""

import re
from functools import lru_cache
from html import escape

from django.forms.utils import flatatt, pretty_name
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from factdb.public.facts.published_names import list_published_names
from factdb.public.filters.filtersets import FILTERSETS
from factdb.public.questions.list_query import ListQuery

from .kinds import KIND_TEXTS

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
    "stated_on": "Stated: oldest first",
    "-stated_on": "Stated: newest first",
    "id": "Number: lowest first",
    "-id": "Number: highest first",
    "published_at": "Published here: oldest first",
    "-published_at": "Published here: newest first",
    "updated_at": "Updated: oldest first",
    "-updated_at": "Updated: newest first",
    "published_on": "Date: oldest first",
    "-published_on": "Date: newest first",
    "name": "Name: A to Z",
    "-name": "Name: Z to A",
    "slug": "Address: A to Z",
    "-slug": "Address: Z to A",
    "seq": "Oldest first",
    "-seq": "Newest first",
    "relevance": "Best match first (with a search)",
}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


FILTER_LABELS = {
    "q": "Search",
    "id": "Number",
    "rating": "Verdict",
    "ordering": "Order",
    "attribution": "Origin's kind",
    "as_of": "As the record stood on",
}


def get_filter_label(name):
    return FILTER_LABELS.get(name) or pretty_name(name)


def render_input(bound):
    """An <input> as Django's form prints it, without a template for each: they took longer than the rows."""
    widget, value = bound.field.widget, bound.value()
    # Browsers empty a date's input of what is no day, and the next search would leave it out.
    kind = "text" if widget.input_type == "date" and value and not ISO_DAY.fullmatch(value) else widget.input_type
    attrs = {"type": kind, "name": bound.html_name, "value": value, "id": bound.auto_id}
    return format_html("<input{}>", flatatt(attrs | widget.attrs | bound.build_widget_attrs({})))


def render_options(options, value):
    """{value: words} as <option>s; empty where there are none."""
    return mark_safe(  # noqa: S308
        "".join(
            f'<option value="{escape(known)}"{" selected" if known == value else ""}>{escape(words)}</option>'
            for known, words in options.items()
        )
    )


class FilterForm:
    """What the template prints: `search`, `frequent` and `rest` fields, and the filters in `use`."""

    def __init__(self, query, head):
        self.query, self.head = query, head
        self.form = query.build_form()
        kind = KIND_TEXTS[query.collection]
        filters = [*query.filterset.base_filters, "as_of"]
        rest = [name for name in filters if name not in kind.frequent and name != "q"]
        self.search = self.form["q"] if "q" in filters else None
        asked = "q" in query.params
        self.search_input = self.search and (
            render_input(self.search) if asked else render_blank_search(query.collection)
        )
        self.frequent = self.render_fields(kind.frequent)
        self.rest = self.render_fields(rest)
        self.use = [self.describe_filter(self.form[name]) for name in filters if any(query.params.get(name, []))]
        self.rest_open = any(name in query.params for name in rest)

    def render_fields(self, names):
        return mark_safe("".join(self.render_field(name) for name in names))  # noqa: S308

    def render_field(self, name):
        asked, collection = name in self.query.params, self.query.collection
        empty, blank_input = render_blank_field(name, collection, self.head)
        return fill_blank_field(empty, blank_input, self.form[name], collection, self.head) if asked else empty

    def describe_filter(self, bound):
        value = bound.value()
        return {
            "label": get_filter_label(bound.name),
            "value": list_options(bound, self.query.collection, self.head).get(value, value),
            "url": self.build_url_without(bound.name),
        }

    def build_url_without(self, name):
        query = self.query.query_string(**{name: None, "cursor": None})
        return f"/{self.query.collection}/?{query}" if query else f"/{self.query.collection}/"


@lru_cache(maxsize=256)
def render_blank_field(name, collection, head):
    """A field of which nothing was asked, and the input in it.

    That is most of a form, and the same for every request under one head.
    """
    bound = ListQuery(collection, {}).build_form()[name]
    return render_filter_field(bound, collection, head), render_field_input(
        bound, list_options(bound, collection, head)
    )


def fill_blank_field(empty, blank_input, bound, collection, head):
    """The field as it was asked: mostly another option of hundreds, or a value in the input."""
    plain = f'<option value="{escape(bound.value() or "")}">'
    if bound.errors or not (blank_input or plain in empty):
        return render_filter_field(bound, collection, head)
    if blank_input:
        return mark_safe(empty.replace(blank_input, render_input(bound), 1))  # noqa: S308
    return mark_safe(empty.replace(" selected>", ">", 1).replace(plain, f"{plain[:-1]} selected>", 1))  # noqa: S308


@lru_cache(maxsize=16)
def render_blank_search(collection):
    return render_input(ListQuery(collection, {}).build_form()["q"])


def render_filter_field(bound, collection, head):
    among = render_options(list_options(bound, collection, head), bound.value() or "")
    context = {
        "bound": bound,
        "label": get_filter_label(bound.name),
        "hint": bound.help_text.replace("`", ""),
        "options": among,
        "input": render_field_input(bound, among),
    }
    return render_to_string("factdb/_field.html", {"field": context})


def render_field_input(bound, among):
    """Empty where there is something to choose from, or a widget of another kind."""
    return "" if among or not hasattr(bound.field.widget, "input_type") else render_input(bound)


def list_options(bound, collection, head):
    """{value: words} to choose from; empty where a value is typed. What was asked is always among them."""
    found, value = list_offered(bound, collection, head), bound.value()
    return {value: value, **found} if found and value and value not in found else found


def list_offered(bound, collection, head):
    if bound.name == "ordering":
        default = FILTERSETS[collection].default
        return {"": ORDERING_LABELS[default]} | {
            name: ORDERING_LABELS[name] for name in bound.field.names if name != default
        }
    known = list_published_names(head).get(OPTION_COLLECTIONS.get(bound.name, ""))
    return {"": "Any", **known} if known else dict(getattr(bound.field.widget, "choices", ()))
