"""The filter form of a list page: which fields come first, what readers choose from, what is in use."""

from django.forms.utils import pretty_name

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


LABELS = {"q": "Search", "id": "Number", "rating": "Verdict", "ordering": "Order", "attribution": "Origin's kind"}


def label(name):
    return LABELS.get(name) or pretty_name(name)


class Filters:
    """What the template prints: `search`, `frequent` and `rest` fields, and the filters in `use`."""

    def __init__(self, question, names):
        self.question, self.names = question, names
        form = question.form()
        kind = KINDS[question.collection]
        filters = question.filterset.base_filters
        rest = [name for name in filters if name not in kind.frequent and name != "q"]
        self.search = form["q"] if "q" in filters else None
        self.frequent = [self.field(form[name]) for name in kind.frequent]
        self.rest = [self.field(form[name]) for name in rest]
        self.use = [self.used(form[name]) for name in filters if question.given.get(name, [""])[0]]
        self.rest_open = any(name in question.given for name in rest)

    def field(self, bound):
        return {
            "bound": bound,
            "label": label(bound.name),
            "hint": bound.help_text.replace("`", ""),
            "value": bound.value() or "",
            "options": list(self.options(bound).items()),
        }

    def options(self, bound):
        """{value: words} to choose from; empty where a value is typed. What was asked is always among them."""
        offered, value = self.offered(bound), bound.value()
        return {value: value, **offered} if offered and value and value not in offered else offered

    def offered(self, bound):
        if bound.name == "ordering":
            default = self.question.filterset.default
            return {"": ORDERS[default]} | {name: ORDERS[name] for name in bound.field.names if name != default}
        names = self.names.get(CHOSEN_FROM.get(bound.name))
        return {"": "Any", **names} if names else dict(getattr(bound.field.widget, "choices", ()))

    def used(self, bound):
        value = bound.value()
        return {
            "label": label(bound.name),
            "value": self.options(bound).get(value, value),
            "url": self.without(bound.name),
        }

    def without(self, name):
        query = self.question.query_string(**{name: None, "cursor": None})
        return f"/{self.question.collection}/?{query}" if query else f"/{self.question.collection}/"
