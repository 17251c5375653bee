"""The record as it stood at an earlier moment."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from factdb.models.ledger import LedgerEntry

from . import fields
from .asking import Question
from .filters import FILTERSETS
from .history import entries, since
from .matching import RelationFilter
from .ordering import Order, Page, beyond, order_of
from .parsing import decode
from .plans import Plan, Shape
from .queries import COLLECTION_OF, Head, Sql, key_field, ledger, literal
from .standing import FILTERS, Standing

# Filters that ask for what a claim says of which a thing is the article.
THROUGH_CLAIMS = {"articles": ("person", "policy")}


def entry_as_of(collection: str, key: str, at: datetime) -> LedgerEntry | None:
    return entries(collection, key).filter(at__lte=at).order_by("-version").first()


STANDING = "As the record stood at this instant, or at the end of this day (UTC)."
WITHOUT = "It does not go with an earlier moment: leave it or as_of out."
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
            self.refuse("highlight", "unsupported_combination", WITHOUT)
        usable = usable_filters(self.collection)
        for name in self.filters:
            if name not in usable:
                self.refuse(name, "unsupported_combination", WITHOUT, sorted(usable))
        if self.order.name != FILTERSETS[self.collection].default:
            self.refuse("ordering", "unsupported_combination", "An earlier moment (as_of) has the default order only.")

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
        """The condition that claims stood then which are what is asked of them; on the slug of their article."""
        conditions, params = ["TRUE"], []
        for name in self._through_claims:
            value = self.filters[name]
            shape = Shape("claims", ((name, FILTERSETS["claims"].base_filters[name].shape(value)),))
            articles, bound = self._asked(shape, order_of("claims", None), {name: value}).rows("article__slug")
            # Looked up in a hash of each once: as a join PostgreSQL would go through all of them for each article.
            conditions.append(f"(slug IN (SELECT DISTINCT * FROM ({articles}) AS of_claims)) IS TRUE")  # noqa: S608
            params += bound
        return " AND ".join(conditions), params

    @property
    def _through_claims(self) -> list[str]:
        return [name for name in THROUGH_CLAIMS.get(self.collection, ()) if name in self.filters]

    def _select(self, shown: str, stood: Sql, *columns: str, mark: Sql = ("TRUE", [])) -> Sql:
        conditions, bound = self._of_claims()
        where = f"{conditions} AND {mark[0]}"
        sql = f"SELECT {shown} FROM ({stood[0]}) AS stood ({', '.join(columns)}) WHERE {where}"  # noqa: S608
        return sql, [*stood[1], *bound, *mark[1]]

    def since(self, documents: list[bytes]) -> dict[str, str]:
        """What has become of each that has changed, by its key."""
        named = [str(decode(document)[key_field(self.collection)]) for document in documents]
        return since(self.collection, named, self.values["as_of"])

    def since_all(self) -> dict[str, str]:
        """The same of all that match."""
        found = literal(self._select("slug", self._standing().changed("key"), "slug"))
        return since(self.collection, [key for (key,) in found], self.values["as_of"])

    def documents(self) -> Sql:
        columns = "document", *self.order.names
        sql, params = self._select("document", self._standing().in_order(columns, self.order), *columns)
        return f"{sql} {self.order.sql}", params

    def count(self) -> int:
        key = key_field(self.collection)
        return literal(self._select("count(*)", self._standing().rows(key), key))[0][0]

    def page(self) -> Page:
        order, mark = self._direction(), self._marked(self._direction())
        columns = "document", *order.names
        # What claims say of articles is asked of all of these.
        size = None if self._through_claims else self.size
        stood = self._standing().in_order(columns, order, size, mark)
        more = {"mark": beyond(order, mark)} if mark else {}
        shown = ", ".join(("document::bpchar", *order.names))
        sql, params = self._select(shown, stood, *columns, **more)
        plan = Plan(f"{sql} {order.sql} LIMIT {self.size + 1}", tuple(params))
        return self.cursors.cut(plan.rows({}), self.size, self.mark)


def release(collection: str, at: datetime) -> Sql:
    """All documents that stood then, by key; by code point, whatever the database's language."""
    order = order_of(collection, key_field(collection))
    standing = Standing(Shape(collection, ()), order, {}, {}, at)
    if order.name == "id":
        stood, params = standing.in_order(("document", "id"), order)
        return f"SELECT document FROM ({stood}) AS stood (document, key) ORDER BY key", params  # noqa: S608
    stood, params = standing.rows("document", "slug")
    return f'SELECT document FROM ({stood}) AS stood (document, key) ORDER BY key COLLATE "C"', params  # noqa: S608
