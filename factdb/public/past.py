"""The record as it stood at an earlier moment."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from factdb.models.ledger import LedgerEntry

from . import fields
from .asking import Question
from .filters import FILTERSETS
from .history import entries, since
from .matching import RelationFilter
from .ordering import Order, Page, order_of
from .plans import Shape
from .queries import COLLECTION_OF, Head, Sql, key_field, ledger, literal
from .standing import FILTERS, Standing

# Filters that ask for what a claim says of which a thing is the article.
THROUGH_CLAIMS = {"articles": ("person", "policy")}


def entry_as_of(collection: str, key: str, at: datetime) -> LedgerEntry | None:
    return entries(collection, key).filter(at__lte=at).order_by("-version").first()


STANDING = "As the record stood at this instant, or at the end of this day (UTC)."
FUTURE = "Nobody knows yet how the record will stand then. A date means the end of that day, UTC."


def is_future(at: datetime) -> bool:
    return at > datetime.now(UTC)


def usable_filters(collection: str) -> list[str]:
    return [*FILTERS.get(collection, {}), *THROUGH_CLAIMS.get(collection, ())]


@cache
def as_of_field(collection: str) -> dict[str, fields.One]:
    """The control of every list but the log of corrections, which is never rewritten."""
    if collection == "corrections":
        return {}
    usable = ", ".join(f"`{name}`" for name in usable_filters(collection))
    goes_with = f"It goes with {usable}, and the default order." if usable else "It goes with no filter."
    help_text = f"{STANDING} {goes_with}"
    return {"as_of": fields.Moment(edge=fields.LAST_INSTANT, help_text=help_text, example="2020-01-01")}


class PastQuestion(Question):
    """A question with `as_of`: fewer filters, the default order, and slugs that were public by then."""

    def __init__(self, *given: Any, **more: Any) -> None:
        # What filters of relations were asked for, when `filters` has today's ids.
        self.slugs: dict[str, list[str]] = {}
        super().__init__(*given, **more)

    def _check_together(self) -> None:
        super()._check_together()
        if "as_of" in self.values and is_future(self.values["as_of"]):
            self.refuse("as_of", "out_of_range", FUTURE)
        if self.values.get("highlight"):
            self.refuse("highlight", "unsupported_combination", "It cannot be asked with as_of.")
        usable = usable_filters(self.collection)
        for name in self.filters:
            if name not in usable:
                self.refuse(name, "unsupported_combination", "It cannot be asked with as_of.", sorted(usable))
        if self.order.name != FILTERSETS[self.collection].default:
            self.refuse("ordering", "unsupported_combination", "With as_of there is only the default order.")

    def resolve(self, *, known: int | None = None, counted: bool = False) -> Head:
        return super().resolve()

    def _identify(self, name: str, ids: dict[tuple[Any, Any], int]) -> None:
        """What was public then may be gone by now: such a slug matches only what has changed since."""
        filter_ = self._relation(name)
        if filter_ is None or "as_of" not in self.values or name not in usable_filters(self.collection):
            return
        self._refuse_unknown(name, filter_)
        self.slugs[name] = slugs = self.filters[name]
        self.filters[name] = {m: [ids[m, slug] for slug in slugs if (m, slug) in ids] for m in filter_.models}

    def _refuse_unknown(self, name: str, filter_: RelationFilter) -> None:
        kinds = [COLLECTION_OF[model] for model in filter_.models]
        told = ledger().filter(kind__in=kinds, key__in=self.filters[name], at__lte=self.values["as_of"])
        known = set(told.values_list("key", flat=True))
        for value in self.filters[name]:
            if value not in known:
                self.refuse(name, "unknown_value", f"Nothing public was called {value!r} then.")

    def _standing(self) -> Standing:
        own = {name: value for name, value in self.filters.items() if name in FILTERS.get(self.collection, {})}
        return self._asked(self._shape(own), self.order, own)

    def _asked(self, shape: Shape, order: Order, filters: dict[str, Any]) -> Standing:
        wanted = {name: self.slugs.get(name, value) for name, value in filters.items()}
        return Standing(shape, order, filters, wanted, self.values["as_of"])

    def _of_claims(self) -> Sql:
        """The condition that claims stood then which are what is asked of them; on the key of their article."""
        conditions, params = ["TRUE"], []
        for name in [name for name in THROUGH_CLAIMS.get(self.collection, ()) if name in self.filters]:
            value = self.filters[name]
            shape = Shape("claims", ((name, FILTERSETS["claims"].base_filters[name].shape(value)),))
            articles, bound = self._asked(shape, order_of("claims", None), {name: value}).all("article__slug")
            conditions.append(f"slug IN ({articles})")
            params += bound
        return " AND ".join(conditions), params

    def _matching(self) -> Sql:
        columns = ["document", *names(self.order)]
        stood, params = self._standing().all(*columns)
        conditions, bound = self._of_claims()
        return f"FROM ({stood}) AS stood ({', '.join(columns)}) WHERE {conditions}", [*params, *bound]

    def since(self, documents: list[str]) -> dict[str, str]:
        """What has become of each that has changed, by its key."""
        named = [str(json.loads(document)[key_field(self.collection)]) for document in documents]
        return since(self.collection, named, self.values["as_of"])

    def since_all(self) -> dict[str, str]:
        """The same of all that match."""
        changed, params = self._standing().changed("key")
        conditions, bound = self._of_claims()
        found = literal((f"SELECT slug FROM ({changed}) AS changed (slug) WHERE {conditions}", [*params, *bound]))  # noqa: S608
        return since(self.collection, [key for (key,) in found], self.values["as_of"])

    def documents(self) -> Sql:
        matching, params = self._matching()
        return f"SELECT document {matching} {_by(self.order)}", params

    def count(self) -> int:
        matching, params = self._matching()
        return literal((f"SELECT count(*) {matching}", params))[0][0]

    def page(self) -> Page:
        order, (matching, params) = self._direction(), self._matching()
        if self.mark:
            beyond, bound = _beyond(order, self._marked(order))
            matching, params = f"{matching} AND {beyond}", [*params, *bound]
        shown = ", ".join(["document", *names(order)])
        read = f"SELECT {shown} {matching} {_by(order)} LIMIT {self.size + 1}"
        return self.cursors.cut(literal((read, params)), self.size, self.mark)


def release(collection: str, at: datetime) -> Sql:
    """All documents that stood then, by key; by code point, whatever the database's language."""
    key = key_field(collection)
    stood, params = Standing(Shape(collection, ()), order_of(collection, key), {}, {}, at).all("document", key)
    collated = 'slug COLLATE "C"' if key == "slug" else key
    return f"SELECT document FROM ({stood}) AS stood (document, {key}) ORDER BY {collated}", params  # noqa: S608


def names(order: Order) -> list[str]:
    return [column.lstrip("-") for column in order.columns]


def _by(order: Order) -> str:
    ways = ["DESC" if column.startswith("-") else "ASC" for column in order.columns]
    return f"ORDER BY {', '.join(f'{name} {way}' for name, way in zip(names(order), ways, strict=True))}"


def _beyond(order: Order, values: list[Any]) -> Sql:
    (first, second), (value, key) = names(order), values
    is_beyond = ["<" if column.startswith("-") else ">" for column in order.columns]
    condition = f"{first} {is_beyond[0]}= %s AND ({first} {is_beyond[0]} %s OR {second} {is_beyond[1]} %s)"
    return condition, [value, value, key]
