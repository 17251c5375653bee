"""The record as it stood at an earlier moment."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from factdb.models.ledger import LedgerEntry

from . import fields
from .builder import build_source
from .filters import FILTERSETS
from .history import entries, since
from .list_query import ListQuery
from .lookups import RelationFilter
from .ordering import Page, condition_after, order_of
from .parsing import decode
from .queries import COLLECTION_OF, Sql, fetch_rows, key_field, ledger
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


class PastListQuery(ListQuery):
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

    def _identify(self, name: str, asked: list[Any], ids: dict[str, dict[str, int]]) -> dict[str, list[int]]:
        """What was public then may be gone by now: such a slug matches only what has changed since."""
        filter_ = self._filter(name)
        if "as_of" in self.values and name in usable_filters(self.collection) and isinstance(filter_, RelationFilter):
            self._refuse_unknown(name, asked, filter_)
            self.slugs[name] = asked
        return {table: list(known.values()) for table, known in ids.items()}

    def _refuse_unknown(self, name: str, asked: list[str], filter_: RelationFilter) -> None:
        kinds = [COLLECTION_OF[target.model] for target in filter_.targets]
        told = ledger().filter(kind__in=kinds, key__in=asked, at__lte=self.values["as_of"])
        known = set(told.values_list("key", flat=True))
        for value in asked:
            if value not in known:
                self.refuse(name, "unknown_value", f"Nothing public was called {value!r} then.")

    def _standing(self) -> Standing:
        own = {name: value for name, value in self.filters.items() if name in FILTERS.get(self.collection, {})}
        return self._asked(self.collection, own, self._leader())

    def _asked(self, collection: str, filters: dict[str, Any], leader: str | None = None) -> Standing:
        wanted = {name: self.slugs.get(name, value) for name, value in filters.items()}
        return Standing(collection, build_source(collection, filters, leader), wanted, self.values["as_of"])

    def _of_claims(self) -> tuple[str, dict[str, Any]]:
        """The condition that claims stood then which are what is asked of them; on the slug of their article."""
        conditions = ["TRUE"]
        params: dict[str, Any] = {}
        for name in self._through_claims:
            filter_ = FILTERSETS["claims"].base_filters[name]
            articles = self._asked("claims", {name: self.filters[name]}).rows("article__slug")
            # Looked up in a hash of each once: as a join PostgreSQL would go through all of them for each article.
            conditions.append(f"(slug IN (SELECT DISTINCT * FROM ({articles.sql}) AS of_claims)) IS TRUE")  # noqa: S608
            params |= articles.params | filter_.params(self.filters[name])
        return " AND ".join(conditions), params

    @property
    def _through_claims(self) -> list[str]:
        return [name for name in THROUGH_CLAIMS.get(self.collection, ()) if name in self.filters]

    def _select(self, shown: str, stood: Sql, *columns: str, after: str = "TRUE") -> Sql:
        conditions, params = self._of_claims()
        where = f"{conditions} AND {after}"
        sql = f"SELECT {shown} FROM ({stood.sql}) AS stood ({', '.join(columns)}) WHERE {where}"  # noqa: S608
        return Sql(sql, params | stood.params)

    def since(self, documents: list[str]) -> dict[str, str]:
        """What has become of each that has changed, by its key."""
        named = [str(decode(document)[key_field(self.collection)]) for document in documents]
        return since(self.collection, named, self.values["as_of"])

    def since_all(self) -> dict[str, str]:
        """The same of all that match."""
        rows = fetch_rows(self._select("slug", self._standing().changed("key"), "slug"))
        return since(self.collection, [key for (key,) in rows], self.values["as_of"])

    def documents(self) -> Sql:
        columns = "document", *self.order.names
        matching = self._select("document", self._standing().in_order(columns, self.order), *columns)
        return Sql(f"{matching.sql} {self.order.sql(list(self.order.names))}", matching.params)

    def count(self) -> int:
        key = key_field(self.collection)
        return fetch_rows(self._select("count(*)", self._standing().rows(key), key))[0][0]

    def page(self) -> Page:
        position = self.position
        order = self.order.reversed() if position and position.backwards else self.order
        names = list(order.names)
        # What claims say of articles is asked of all of these.
        size = None if self._through_claims else self.size
        stood = self._standing().in_order(("document", *names), order, size, position)
        after = condition_after(order, names, position.places(order)) if position else "TRUE"
        rows = self._select(", ".join(("document", *names)), stood, "document", *names, after=after)
        limited = Sql(f"{rows.sql} {order.sql(names)} LIMIT {self.size + 1}", rows.params)
        return self.cursors.cut(fetch_rows(limited), self.size, position)


def release(collection: str, at: datetime) -> Sql:
    """All documents that stood then, by key; by code point, whatever the database's language."""
    order = order_of(collection, key_field(collection))
    standing = Standing(collection, build_source(collection, {}), {}, at)
    if order.name == "id":
        stood = standing.in_order(("document", "id"), order)
        return Sql(f"SELECT document FROM ({stood.sql}) AS stood (document, key) ORDER BY key", stood.params)  # noqa: S608
    stood = standing.rows("document", "slug")
    return Sql(f'SELECT document FROM ({stood.sql}) AS stood (document, key) ORDER BY key COLLATE "C"', stood.params)  # noqa: S608
