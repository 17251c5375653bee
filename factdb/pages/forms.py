"""The filter form of a list page: which fields come first, what readers choose from, what is in use."""

import re
from functools import lru_cache
from html import escape

from django.forms.utils import flatatt, pretty_name
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from factdb.public.facts.published_names import names
from factdb.public.filters.filtersets import FILTERSETS
from factdb.public.questions.list_query import ListQuery

from .kinds import KINDS

# Filters by slug -> the collection whose names are offered. `origin` may be either of two, so it is typed.
CHOSEN_FROM = {
    "policy": "policies",
    "person": "people",
    "speaker": "people",
    "outlet": "organizations",
    "organization": "organizations",
    "measure": "measures",
    "article": "articles",
}
ORDERS = {
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
DAY = re.compile(r"\d{4}-\d\d-\d\d")


LABELS = {
    "q": "Search",
    "id": "Number",
    "rating": "Verdict",
    "ordering": "Order",
    "attribution": "Origin's kind",
    "as_of": "As the record stood on",
}


def label(name):
    return LABELS.get(name) or pretty_name(name)


def typed(bound):
    """An <input> as Django's form prints it, without a template for each: they took longer than the rows."""
    widget, value = bound.field.widget, bound.value()
    # Browsers empty a date's input of what is no day, and the next search would leave it out.
    kind = "text" if widget.input_type == "date" and value and not DAY.fullmatch(value) else widget.input_type
    attrs = {"type": kind, "name": bound.html_name, "value": value, "id": bound.auto_id}
    return format_html("<input{}>", flatatt(attrs | widget.attrs | bound.build_widget_attrs({})))


def chosen(options, value):
    """{value: words} as <option>s; empty where there are none."""
    return mark_safe(  # noqa: S308
        "".join(
            f'<option value="{escape(known)}"{" selected" if known == value else ""}>{escape(words)}</option>'
            for known, words in options.items()
        )
    )


class Filters:
    """What the template prints: `search`, `frequent` and `rest` fields, and the filters in `use`."""

    def __init__(self, query, head):
        self.query, self.head = query, head
        self.form = query.form()
        kind = KINDS[query.collection]
        filters = [*query.filterset.base_filters, "as_of"]
        rest = [name for name in filters if name not in kind.frequent and name != "q"]
        self.search = self.form["q"] if "q" in filters else None
        asked = "q" in query.params
        self.search_input = self.search and (typed(self.search) if asked else blank_search(query.collection))
        self.frequent = self.fields(kind.frequent)
        self.rest = self.fields(rest)
        self.use = [self.used(self.form[name]) for name in filters if any(query.params.get(name, []))]
        self.rest_open = any(name in query.params for name in rest)

    def fields(self, names):
        return mark_safe("".join(self.field(name) for name in names))  # noqa: S308

    def field(self, name):
        asked, collection = name in self.query.params, self.query.collection
        empty, blank_input = blank(name, collection, self.head)
        return answered(empty, blank_input, self.form[name], collection, self.head) if asked else empty

    def used(self, bound):
        value = bound.value()
        return {
            "label": label(bound.name),
            "value": options(bound, self.query.collection, self.head).get(value, value),
            "url": self.without(bound.name),
        }

    def without(self, name):
        query = self.query.query_string(**{name: None, "cursor": None})
        return f"/{self.query.collection}/?{query}" if query else f"/{self.query.collection}/"


@lru_cache(maxsize=256)
def blank(name, collection, head):
    """A field of which nothing was asked, and the input in it.

    That is most of a form, and the same for every request under one head.
    """
    bound = ListQuery(collection, {}).form()[name]
    return field(bound, collection, head), input_of(bound, options(bound, collection, head))


def answered(empty, blank_input, bound, collection, head):
    """The field as it was asked: mostly another option of hundreds, or a value in the input."""
    plain = f'<option value="{escape(bound.value() or "")}">'
    if bound.errors or not (blank_input or plain in empty):
        return field(bound, collection, head)
    if blank_input:
        return mark_safe(empty.replace(blank_input, typed(bound), 1))  # noqa: S308
    return mark_safe(empty.replace(" selected>", ">", 1).replace(plain, f"{plain[:-1]} selected>", 1))  # noqa: S308


@lru_cache(maxsize=16)
def blank_search(collection):
    return typed(ListQuery(collection, {}).form()["q"])


def field(bound, collection, head):
    among = chosen(options(bound, collection, head), bound.value() or "")
    context = {
        "bound": bound,
        "label": label(bound.name),
        "hint": bound.help_text.replace("`", ""),
        "options": among,
        "input": input_of(bound, among),
    }
    return render_to_string("factdb/_field.html", {"field": context})


def input_of(bound, among):
    """Empty where there is something to choose from, or a widget of another kind."""
    return "" if among or not hasattr(bound.field.widget, "input_type") else typed(bound)


def options(bound, collection, head):
    """{value: words} to choose from; empty where a value is typed. What was asked is always among them."""
    found, value = offered(bound, collection, head), bound.value()
    return {value: value, **found} if found and value and value not in found else found


def offered(bound, collection, head):
    if bound.name == "ordering":
        default = FILTERSETS[collection].default
        return {"": ORDERS[default]} | {name: ORDERS[name] for name in bound.field.names if name != default}
    known = names(head).get(CHOSEN_FROM.get(bound.name, ""))
    return {"": "Any", **known} if known else dict(getattr(bound.field.widget, "choices", ()))
