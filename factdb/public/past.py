"""The record as it stood at an earlier moment, read from the ledger alone."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from factdb.models.ledger import LedgerEntry
from factdb.vocabulary import Action

from . import fields
from .asking import Question
from .filters import FILTERSETS
from .history import entries, since
from .matching import RelationFilter
from .ordering import Page
from .queries import COLLECTION_OF, Head, Sql, head, key_field, ledger, literal


def _at(*path: str) -> str:
    return f"d #>> '{{{','.join(path)}}}' = ANY(%(wanted)s)"


def _among(key: str, *path: str) -> str:
    entry = f"e #>> '{{{','.join(path)}}}' = ANY(%(wanted)s)"
    return f"EXISTS (SELECT FROM jsonb_array_elements(d -> '{key}') e WHERE {entry})"


def _of_claims(condition: str) -> str:
    """Articles of the claims that stood then and for which the condition holds."""
    return f"""key IN (SELECT d #>> '{{article,slug}}' FROM (
        SELECT DISTINCT ON (key) document::jsonb AS d FROM {LedgerEntry._meta.db_table}
        WHERE kind = 'claims' AND at <= %(at)s ORDER BY key, version DESC
    ) AS claims WHERE {condition})"""  # noqa: S608


PERSON = f"({_among('people', 'slug')} OR {_among('attribution', 'person', 'slug')})"
POLICY = _among("policies", "slug")
FILTERS = {
    "claims": {
        "article": _at("article", "slug"),
        "outlet": _at("article", "outlet", "slug"),
        "speaker": _at("speaker", "slug"),
        "person": PERSON,
        "policy": POLICY,
        "organization": f"({_among('organizations', 'slug')} OR {_among('attribution', 'organization', 'slug')})",
        "measure": _at("figure", "measure", "slug"),
        "kind": _at("kind"),
        "rating": _at("verdict", "rating"),
    },
    "articles": {"outlet": _at("outlet", "slug"), "person": _of_claims(PERSON), "policy": _of_claims(POLICY)},
    "people": {"organization": _among("roles", "organization", "slug")},
    "policies": {"kind": _at("kind")},
    "organizations": {"kind": _at("kind")},
}


def _bound(condition: str, **values: Any) -> Sql:
    """Its named values in their places: what it becomes a part of counts places."""
    names = re.findall(r"%\((\w+)\)s", condition)
    return re.sub(r"%\(\w+\)s", "%s", condition), [values[name] for name in names]


class Sorting(NamedTuple):
    """The default order of a collection, in terms of a document `d` and its key."""

    value: str
    value_falls: bool
    key: str
    key_falls: bool

    def by(self, backwards: bool) -> str:
        ways = ["DESC" if falls != backwards else "ASC" for falls in (self.value_falls, self.key_falls)]
        return f"{self.value} {ways[0]}, {self.key} {ways[1]}"

    def beyond(self, backwards: bool) -> str:
        first, second = ("<" if falls != backwards else ">" for falls in (self.value_falls, self.key_falls))
        return f"({self.value} {first} %s OR ({self.value} = %s AND {self.key} {second} %s))"


SORTINGS = {
    "claims": Sorting("d ->> 'stated_on'", True, "key::bigint", True),
    "articles": Sorting("d ->> 'published_on'", True, "key", False),
    "people": Sorting("d ->> 'sort_name'", False, "key", False),
}
BY_NAME = Sorting("d ->> 'name'", False, "key", False)
STOOD = f"""
    SELECT key, document, document::jsonb AS d FROM (
        SELECT DISTINCT ON (key) key, document FROM {LedgerEntry._meta.db_table}
        WHERE kind = %s AND at <= %s ORDER BY key, version DESC
    ) AS latest WHERE document IS NOT NULL OFFSET 0
"""  # noqa: S608


def entry_as_of(collection: str, key: str, at: datetime) -> LedgerEntry | None:
    return entries(collection, key).filter(at__lte=at).order_by("-version").first()


STANDING = "As the record stood at this instant, or at the end of this day (UTC)."
FUTURE = "Nobody knows yet how the record will stand then. A date means the end of that day, UTC."


def is_future(at: datetime) -> bool:
    return at > datetime.now(UTC)


@cache
def as_of_field(collection: str) -> dict[str, fields.One]:
    """The control of every list but the log of corrections, which is never rewritten."""
    if collection == "corrections":
        return {}
    usable = ", ".join(f"`{name}`" for name in FILTERS.get(collection, {}))
    goes_with = f"It goes with {usable}, and the default order." if usable else "It goes with no filter."
    help_text = f"{STANDING} {goes_with}"
    return {"as_of": fields.Moment(edge=fields.LAST_INSTANT, help_text=help_text, example="2020-01-01")}


class PastQuestion(Question):
    """A question with `as_of`: fewer filters, the default order, and slugs that were public by then."""

    def _check_together(self) -> None:
        super()._check_together()
        if "as_of" in self.values and is_future(self.values["as_of"]):
            self.refuse("as_of", "out_of_range", FUTURE)
        if self.values.get("highlight"):
            self.refuse("highlight", "unsupported_combination", "It cannot be asked with as_of.")
        usable = FILTERS.get(self.collection, {})
        for name in self.filters:
            if name not in usable:
                self.refuse(name, "unsupported_combination", "It cannot be asked with as_of.", sorted(usable))
        if self.order.name != FILTERSETS[self.collection].default:
            self.refuse("ordering", "unsupported_combination", "With as_of there is only the default order.")

    def resolve(self, *, known: int | None = None, counted: bool = False) -> Head:
        self._find_slugs()
        self._raise_faults()
        self.head = head()
        return self.head

    def _find_slugs(self) -> None:
        """By the ledger: what was public then may be gone by now."""
        asked = {name: self._relation(name) for name in self.filters if name in FILTERS.get(self.collection, {})}
        for name, filter_ in asked.items():
            if filter_ and "as_of" in self.values:
                self._refuse_unknown(name, filter_)

    def _refuse_unknown(self, name: str, filter_: RelationFilter) -> None:
        kinds = [COLLECTION_OF[model] for model in filter_.models]
        told = ledger().filter(kind__in=kinds, key__in=self.filters[name], at__lte=self.values["as_of"])
        known = set(told.values_list("key", flat=True))
        for value in self.filters[name]:
            if value not in known:
                self.refuse(name, "unknown_value", f"Nothing public was called {value!r} then.")

    @property
    def sorting(self) -> Sorting:
        return SORTINGS.get(self.collection, BY_NAME)

    def _matching(self) -> Sql:
        params: list[Any] = [self.collection, self.values["as_of"]]
        conditions = ["TRUE"]
        for name, wanted in self.filters.items():
            condition, bound = _bound(FILTERS[self.collection][name], wanted=wanted, at=self.values["as_of"])
            conditions.append(condition)
            params += bound
        return f"FROM ({STOOD}) AS stood WHERE {' AND '.join(conditions)}", params

    def since(self, documents: list[str]) -> dict[str, str]:
        """What has become of each that has changed, by its key."""
        named = [str(json.loads(document)[key_field(self.collection)]) for document in documents]
        return since(self.collection, named, self.values["as_of"])

    def since_all(self) -> dict[str, str]:
        """The same of all that match."""
        matching, params = self._matching()
        changed = f"SELECT key FROM {LedgerEntry._meta.db_table} WHERE kind = %s AND at > %s AND action <> %s"  # noqa: S608
        bound = [*params, self.collection, self.values["as_of"], Action.RERENDERED]
        found = literal((f"SELECT key {matching} AND key IN ({changed})", bound))
        return since(self.collection, [key for (key,) in found], self.values["as_of"])

    def documents(self) -> Sql:
        matching, params = self._matching()
        return f"SELECT document {matching} ORDER BY {self.sorting.by(False)}", params

    def count(self) -> int:
        matching, params = self._matching()
        return literal((f"SELECT count(*) {matching}", params))[0][0]

    def page(self) -> Page:
        (matching, params), mark = self._matching(), self.mark
        backwards = bool(mark and mark.backwards)
        if mark:
            value, key = mark.values
            matching, params = f"{matching} AND {self.sorting.beyond(backwards)}", [*params, value, value, key]
        shown = f"document, {self.sorting.value}, {self.sorting.key}"
        order = f"ORDER BY {self.sorting.by(backwards)} LIMIT {self.size + 1}"
        return self.cursors.cut(literal((f"SELECT {shown} {matching} {order}", params)), self.size, mark)
