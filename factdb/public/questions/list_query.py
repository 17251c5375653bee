"""What one request asks of a list: its parameters read strictly, its slugs looked up, ready to be answered."""

from datetime import date, datetime
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from factdb.exact_json import decode_json
from factdb.kinds import PUBLIC_KINDS
from factdb.public.facts.history import find_statuses_since
from factdb.public.filters import fields
from factdb.public.filters.cursors import Cursors, Position, ResultPage
from factdb.public.filters.filter_types import LinkFilter, PublicFilter, RelationFilter
from factdb.public.filters.filtersets import PublicFilterSet, get_filterset
from factdb.public.filters.ordering import RELEVANCE, Order, find_order, list_ordering_names, list_orders
from factdb.public.filters.validation import InvalidQuery, Params, parameter_error, read_params
from factdb.public.record.as_of import find_horizon, require_past
from factdb.public.record.queries import Head, Sql, count_tallied, fetch_rows

from .builder import Source, build_count, build_documents, build_matched, build_page, build_source
from .identifiers import find_identifiers

PAGE_SIZE, LARGEST_PAGE = 50, 1000
AS_OF_FIELD = fields.AsOfField()
RANGES = [
    ("stated_after", "stated_before"),
    ("published_after", "published_before"),
    ("value_min", "value_max"),
    ("after", "before"),
]


@cache
def filter_fields(collection: str) -> dict[str, fields.ParamField]:
    return {name: filter_.field for name, filter_ in get_filterset(collection).base_filters.items()}


@cache
def paging_fields(collection: str) -> dict[str, fields.ParamField]:
    filterset = get_filterset(collection)
    names = list_ordering_names(filterset)
    return {
        "ordering": OrderingField(
            names=names,
            also=list(list_orders(collection)),
            help_text=f"`-` reverses; the default is `{filterset.default}`. Ties are ordered by key.",
            example=filterset.default,
        ),
        "cursor": fields.CursorField(help_text="Where to go on: take it from `next` or `previous`, do not make it."),
        "page_size": fields.SizeField(
            least=1, most=LARGEST_PAGE, help_text=f"Results on a page, {PAGE_SIZE} by default.", example=PAGE_SIZE
        ),
    }


class OrderingField(fields.ChoiceField):
    """An order by its name, or by its columns written out."""

    def __init__(self, *, also: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.also = also

    def parse_text(self, text: str) -> str:
        return text if text in self.also else super().parse_text(text)


class ListQuery:
    """`controls` are parameters that the caller handles itself: name -> field. `lenient` is for pages.

    After `resolve_slugs`, which refuses every error at once, the other methods answer.
    """

    def __init__(
        self,
        collection: str,
        params: Params,
        *,
        controls: dict[str, fields.ParamField] | None = None,
        lenient: bool = False,
        is_paged: bool = True,
    ) -> None:
        self.collection = collection
        self.kind = PUBLIC_KINDS[collection]
        self.filterset: type[PublicFilterSet] = get_filterset(collection)
        self.params = params
        page_fields = paging_fields(collection) if is_paged else {}
        self.allowed = {**filter_fields(collection), **page_fields, "as_of": AS_OF_FIELD, **(controls or {})}
        self.values, self.errors = read_params(self.allowed, params, lenient=lenient)
        self.as_of: datetime | None = self.values.get("as_of")
        self.filters = {name: v for name, v in self.values.items() if name in self.filterset.base_filters}
        self.claims: dict[str, int] = {}
        self.horizon: date | None = None
        self._check_together()

    def add_error(self, param: str, code: str, detail: str, allowed: list[str] | None = None) -> None:
        self.errors.append(parameter_error(param, code, detail, allowed))

    def _check_together(self) -> None:
        if self.values.get("highlight") and "q" not in self.params:
            self.add_error("highlight", "unsupported_combination", "Hits need a search: give q.")
        for low, high in RANGES:
            if low in self.values and high in self.values and self.values[low] > self.values[high]:
                self.add_error(low, "reversed_range", f"{low} is beyond {high}.")
        if self.values.get("ordering") == RELEVANCE and "q" not in self.params:
            self.add_error("ordering", "unsupported_combination", "Relevance needs a search: give q.")
        if "cursor" in self.values and self.position is None:
            self.add_error("cursor", "invalid_cursor", "It is not a cursor of this list with these filters and order.")

    def resolve_slugs(self) -> Head:
        """Find the ledger's head and the ids of slugs in one query. Raises `InvalidQuery` with all that is wrong."""
        if self.as_of and self.kind.past:
            require_past()
        if self.as_of and self.kind.has_horizon:
            self.horizon = find_horizon(self.as_of)
        filters = {name: self._get_filter(name) for name in self.filters}
        moment = {"as_of": self.as_of} if self.as_of else {}
        identifiers = find_identifiers(filters, self.filters | moment, self._list_comparable())
        if identifiers.words == 0:
            self.add_error("q", "invalid", "It holds no word that can be searched for.")
        for name, filter_ in filters.items():
            if isinstance(filter_, RelationFilter):
                self.filters[name] = self._collect_ids(name, self.filters[name], identifiers.ids[name])
        if self.errors:
            raise InvalidQuery(self.errors)
        self.claims = identifiers.claims
        return identifiers.head

    def _get_filter(self, name: str) -> PublicFilter:
        return self.filterset.base_filters[name]

    def _list_comparable(self) -> list[str]:
        """List single values of which the rarest is to lead, where one has a narrow table and they are several."""
        single = [n for n, value in self.filters.items() if self._get_filter(n).is_tallied and len(value) == 1]
        return single if len(single) > 1 and any(isinstance(self._get_filter(n), LinkFilter) for n in single) else []

    def _collect_ids(self, name: str, values: list[Any], ids: dict[str, dict[str, int]]) -> dict[str, list[int]]:
        for value in map(str, values):
            if not any(value in matches for matches in ids.values()):
                was = f"Nothing public was called {value!r} then." if self.as_of else None
                self.add_error(name, "unknown_value", was or f"Nothing public is called {value!r} here.")
        return {model: list(matches.values()) for model, matches in ids.items()}

    @cached_property
    def source(self) -> Source:
        """The rows in no order: for counts."""
        return self._build_source(None)

    @cached_property
    def ordered_source(self) -> Source:
        leader = self._find_driving_filter()
        return self._build_source(leader) if leader else self.source

    def _build_source(self, leader: str | None) -> Source:
        return build_source(self.collection, self.filters, leader, self.as_of, self.horizon)

    def _find_driving_filter(self) -> str | None:
        """Find the filter whose narrow table has the order asked for, where one target is asked of it.

        None where fewer claims have a value of another column: PostgreSQL then begins there.
        """
        candidates = [name for name, value in self.filters.items() if self._can_drive(name, value)]
        if not candidates or not self.order.is_default:
            return None
        rarest = min(self.claims or candidates, key=lambda name: self.claims.get(name, 0))
        return rarest if rarest in candidates else None

    def _can_drive(self, name: str, value: Any) -> bool:
        filter_ = self._get_filter(name)
        return isinstance(filter_, LinkFilter) and filter_.is_single(value)

    @cached_property
    def order(self) -> Order:
        return find_order(self.collection, self.values.get("ordering"))

    @property
    def page_size(self) -> int:
        return self.values.get("page_size", PAGE_SIZE)

    @cached_property
    def cursors(self) -> Cursors:
        names = [*self.filterset.base_filters, "as_of"]
        return Cursors(
            self.order, (self.collection, sorted((n, t) for n, t in self.params.items() if n in names and t))
        )

    @cached_property
    def position(self) -> Position | None:
        return self.cursors.parse_cursor(self.values["cursor"]) if "cursor" in self.values else None

    def fetch_page(self) -> ResultPage:
        """Fetch a page in one query, which reads one row more to know whether there are others."""
        order = self.order.reverse_columns() if self.position and self.position.backwards else self.order
        highlight = bool(self.values.get("highlight"))
        rows = fetch_rows(build_page(self.ordered_source, order, self.page_size, self.position, highlight=highlight))
        return self.cursors.cut_page(rows, self.page_size, self.position)

    def documents_sql(self) -> Sql:
        """Give the SQL of all that match, in order: for streams."""
        return build_documents(self.ordered_source, self.order)

    def matched_sql(self, *columns: str) -> Sql:
        """Give the SQL of these columns of all that match, in no order."""
        return build_matched(self.source, *columns)

    @property
    def tally_key(self) -> tuple[str, str] | None:
        """(dimension, value) where the record keeps how many claims match: all, or those of one value."""
        if not self.kind.is_tallied or len(self.filters) > 1 or self.as_of:
            return None
        for name, value in self.filters.items():
            filter_ = self._get_filter(name)
            if not filter_.is_tallied or not filter_.is_single(value):
                return None
            (single,) = filter_.build_params(value).values()
            return name, str(single)
        return "", ""

    def count_matches(self) -> int:
        if self.tally_key:
            return count_tallied(*self.tally_key)
        return fetch_rows(build_count(self.source))[0][0]

    @property
    def is_now(self) -> bool:
        """Whether it is about today, whose end nobody knows: such an answer is not kept."""
        return any(fields.is_today(text) for text in self.params.get("as_of", []))

    def find_statuses(self, documents: list[str]) -> dict[str, str]:
        """Say what became of those documents that have changed since the moment, by key."""
        return self._find_statuses_of([str(decode_json(document)[self.kind.key_column]) for document in documents])

    def find_all_statuses(self) -> dict[str, str]:
        """Say what became of all that match and have changed since the moment, by key."""
        column = f"c.{self.kind.key_column}::text"
        statement = Sql(self.source.select_superseded(column), self.source.params) if self.source.has_past else None
        return self._find_statuses_of([key for (key,) in fetch_rows(statement)] if statement else [])

    def _find_statuses_of(self, keys: list[str]) -> dict[str, str]:
        return find_statuses_since(self.collection, keys, self.as_of) if self.as_of and self.source.has_past else {}

    def query_string(self, **changes: str | None) -> str:
        """Write the question as it was asked, with these parameters set, or left out where None."""
        params = {n: ",".join(texts) for n, texts in self.params.items() if n in self.allowed and any(texts)}
        return urlencode({name: text for name, text in {**params, **changes}.items() if text is not None})
