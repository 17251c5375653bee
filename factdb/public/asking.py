"""A question: the parameters of a request to a list, read strictly, its slugs found, ready to be answered."""

from functools import cache, cached_property
from typing import Any
from urllib.parse import quote_plus

from django import forms
from django.forms.utils import ErrorDict

from factdb.models.record import PublishedTally

from . import fields, statements
from .filters import FILTERSETS, PublicFilterSet
from .matching import LinkFilter, RelationFilter
from .ordering import RELEVANCE, Cursors, Mark, Order, Page, mark_values, order_of, ordering_names, orders
from .plans import Shape
from .queries import EMPTY, MODELS, Found, Head, Sql, Tallied, Wanted, find, tally
from .remembering import remembered
from .strict import Fault, Given, Refused, fault, read

PAGE_SIZE, LARGEST_PAGE = 50, 1000
RANGES = [
    ("stated_after", "stated_before"),
    ("published_after", "published_before"),
    ("value_min", "value_max"),
    ("after", "before"),
]


@cache
def filter_fields(collection: str) -> dict[str, fields.One]:
    return {name: filter_.field for name, filter_ in FILTERSETS[collection].base_filters.items()}


@cache
def paging_fields(collection: str) -> dict[str, fields.One]:
    filterset = FILTERSETS[collection]
    names = ordering_names(filterset)
    return {
        "ordering": Ordering(
            names=names,
            also=list(orders(collection)),
            help_text=f"`-` reverses; the default is `{filterset.default}`. Ties are ordered by key.",
            example=filterset.default,
        ),
        "cursor": fields.Cursor(help_text="Where to go on: take it from `next` or `previous`, do not make it."),
        "page_size": fields.Size(
            least=1, most=LARGEST_PAGE, help_text=f"Results on a page, {PAGE_SIZE} by default.", example=PAGE_SIZE
        ),
    }


class Ordering(fields.Choice):
    """By its name, or by its columns written out."""

    def __init__(self, *, also: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.also = also

    def read(self, text: str) -> str:
        return text if text in self.also else super().read(text)


class Question:
    """What one request asks of a list.

    `controls` are parameters that the caller handles itself: name -> field. `lenient` is for pages. After
    `resolve`, which refuses every fault at once, `page`, `documents`, `matched` and `count` answer.
    """

    def __init__(
        self,
        collection: str,
        given: Given,
        *,
        controls: dict[str, fields.One] | None = None,
        lenient: bool = False,
        paged: bool = True,
    ) -> None:
        self.collection = collection
        self.filterset: type[PublicFilterSet] = FILTERSETS[collection]
        self.given = given
        paging = paging_fields(collection) if paged else {}
        self.allowed = {**filter_fields(collection), **paging, **(controls or {})}
        self.values, self.faults = read(self.allowed, given, lenient=lenient)
        self.filters = {name: v for name, v in self.values.items() if name in self.filterset.base_filters}
        self.head: Head | None = None
        self._rows: list[tuple[Any, ...]] | None = None
        self._claims: dict[str, int] = {}
        self._count: int | None = None
        self._check_together()

    def refuse(self, param: str, code: str, detail: str, allowed: list[str] | None = None) -> None:
        self.faults.append(fault(param, code, detail, allowed))

    def _check_together(self) -> None:
        if self.values.get("highlight") and "q" not in self.given:
            self.refuse("highlight", "unsupported_combination", "Hits need a search: give q.")
        for low, high in RANGES:
            if low in self.values and high in self.values and self.values[low] > self.values[high]:
                self.refuse(low, "reversed_range", f"{low} is beyond {high}.")
        if self.values.get("ordering") == RELEVANCE and "q" not in self.given:
            self.refuse("ordering", "unsupported_combination", "Relevance needs a search: give q.")
        if "cursor" in self.values and self.mark is None:
            self.refuse("cursor", "invalid_cursor", "It is not a cursor of this list with these filters and order.")

    def resolve(self, *, known: int | None = None, counted: bool = False) -> Head:
        """The ledger's head; slugs and numbers become ids on the way, in the same query. Raises `Refused`.

        With `known`, the head's number under which the answer may be kept (-1 for none), the page comes along where
        it is a walk and the head is another one; and with `counted` how many match, where that is tallied.
        """
        wanted = [want for name in self.filters for want in self._wanted(name)]
        tallied = self._compared()
        told = self._whole(wanted, known, counted) or find(wanted, self.filters.get("q"), tallied)
        if told.terms == 0:
            self.refuse("q", "invalid", "It holds no word that can be searched for.")
        for name in [name for name in self.filters if self._relation(name)]:
            self._identify(name, told.ids)
        self._raise_faults()
        self._claims = {of.dimension: told.claims.get(of.dimension, 0) for of in tallied}
        self.head = told.head
        return told.head

    def _compared(self) -> list[Tallied]:
        """Single values of which the rarest is to lead, where one has a narrow table and they are several."""
        base, counted = self.filterset.base_filters, PublishedTally.FILTERS if self.collection == "claims" else ()
        single = [(name, v[0]) for name, v in self.filters.items() if name in counted and len(v) == 1]
        if len(single) < 2 or not any(isinstance(base[name], LinkFilter) for name, _ in single):
            return []
        models = {name: relation.models[0] for name, _ in single if (relation := self._relation(name))}
        return [Tallied(name, models.get(name), str(value)) for name, value in single]

    def _whole(self, wanted: list[Wanted], known: int | None, counted: bool) -> Found | None:
        """What `find` gives, with the page beside; None where that is not one walk."""
        names = tuple(name for name in self.filters if self._relation(name))
        alone = [want.column for want in wanted] == ["slug"] * len(names)
        if known is None or self.faults or not alone or "q" in self.filters:
            return None
        # Not ids yet, but as many as there will be.
        named = {name: {want.model: want.values} for name, want in zip(names, wanted, strict=True)}
        shape, order = self._shape({**self.filters, **named}), self._direction()
        if not statements.is_walk(shape, order):
            return None
        has_tally = counted and self.collection == "claims" and set(self.filters) <= set(PublishedTally.FILTERS)
        plan = statements.whole(shape, order, self.size, self.mark is not None, names, has_tally)
        told = plan.rows({**self.filters, "mark": self._marked(order), "known": known})
        if not told:
            return Found(EMPTY, {}, None, {})
        # The same in every row.
        seq, sha256, *more = told[0][1 + len(order.columns) :]
        if has_tally:
            self._count = more.pop() or 0
        if seq != known:
            self._rows = [] if told[0][0] is None else told
        ids = {(want.model, want.values[0]): id_ for want, id_ in zip(wanted, more, strict=True) if id_ is not None}
        return Found(Head(seq, sha256.decode()), ids, None, {})

    def _raise_faults(self) -> None:
        if self.faults:
            raise Refused(self.faults)

    def _relation(self, name: str) -> RelationFilter | None:
        filter_ = self.filterset.base_filters[name]
        return filter_ if isinstance(filter_, RelationFilter) else None

    def _wanted(self, name: str) -> list[Wanted]:
        filter_ = self._relation(name)
        if filter_ is None:
            return []
        return [Wanted(model, filter_.column, tuple(self.filters[name])) for model in filter_.models]

    def _identify(self, name: str, ids: dict[tuple[Any, str], int]) -> None:
        models = self.filterset.base_filters[name].models
        asked = [str(value) for value in self.filters[name]]
        missing = [value for value in asked if not any((model, value) in ids for model in models)]
        for value in missing:
            self.refuse(name, "unknown_value", f"Nothing public is called {value!r} here.")
        self.filters[name] = {m: [ids[m, value] for value in asked if (m, value) in ids] for m in models}

    @property
    def shape(self) -> Shape:
        return self._shape(self.filters)._replace(leader=None)

    def _shape(self, values: dict[str, Any]) -> Shape:
        base = self.filterset.base_filters
        filters = tuple((name, base[name].shape(value)) for name, value in values.items())
        return Shape(self.collection, filters, self._leader(values))

    def _leader(self, values: dict[str, Any]) -> str | None:
        """The filter whose narrow table has the order asked for, where one target is asked of it.

        None where fewer claims have a value of another column: PostgreSQL then begins there.
        """
        leading = [name for name, value in values.items() if self._leads(name, value)]
        if not leading or self.order.name.lstrip("-") != "stated_on":
            return None
        rarest = min(self._claims or leading, key=lambda name: self._claims.get(name, 0))
        return rarest if rarest in leading else None

    def _leads(self, name: str, value: Any) -> bool:
        filter_ = self.filterset.base_filters[name]
        return type(filter_) is LinkFilter and len(value[filter_.models[0]]) == 1

    @cached_property
    def order(self) -> Order:
        return order_of(self.collection, self.values.get("ordering"))

    @property
    def size(self) -> int:
        return self.values.get("page_size", PAGE_SIZE)

    @cached_property
    def cursors(self) -> Cursors:
        filters = self.filterset.base_filters
        asked = sorted(
            given for given in self.given.items() if given[1] and (given[0] in filters or given[0] == "as_of")
        )
        return Cursors(self.order, (self.collection, asked))

    @cached_property
    def mark(self) -> Mark | None:
        return self.cursors.mark(self.values["cursor"]) if "cursor" in self.values else None

    def page(self) -> Page:
        """One query, which reads one row more to know whether there are others, or none where they came along."""
        read = self._read() if self._rows is None else self._rows
        return self.cursors.cut(read, self.size, self.mark)

    def _read(self) -> list[tuple[Any, ...]]:
        order, highlight = self._direction(), bool(self.values.get("highlight"))
        plan = statements.page(self._shape(self.filters), order, self.size, self.mark is not None, highlight)
        return plan.rows({**self.filters, "mark": self._marked(order)})

    def _direction(self) -> Order:
        return self.order.reversed() if self.mark and self.mark.backwards else self.order

    def _marked(self, order: Order) -> list[Any]:
        return mark_values(MODELS[self.collection], order, self.mark) if self.mark else []

    def documents(self) -> Sql:
        """All that match, in order: for streams."""
        return statements.documents(self._shape(self.filters), self.order).bind(self.filters)

    def matched(self, *columns: str) -> Sql:
        """These columns of all that match, in no order."""
        return statements.matched(self.shape, *columns).bind(self.filters)

    @property
    def tallied(self) -> tuple[str, str] | None:
        """(dimension, value) where the record keeps how many claims match: all, or those of one value."""
        if self.collection != "claims" or len(self.filters) > 1:
            return None
        if not self.filters:
            return "", ""
        ((name, value),) = self.filters.items()
        values = [v for of in value.values() for v in of] if isinstance(value, dict) else value
        return (name, str(values[0])) if name in PublishedTally.FILTERS and len(values) == 1 else None

    def count(self) -> int:
        if self._count is not None:
            return self._count
        if self.tallied:
            return tally(*self.tallied)
        return statements.count(self.shape).rows(self.filters)[0][0]

    def query_string(self, **changes: str | None) -> str:
        """The question as it was asked, with these parameters set, or left out where None."""
        asked = {name: texts[0] for name, texts in self.given.items() if name in self.allowed and texts[0]}
        return "&".join(_pair(name, text) for name, text in {**asked, **changes}.items() if text is not None)

    def form(self) -> forms.Form:
        """For pages: the filters and the order with what was asked, each beside what is wrong with it."""
        asked = {name: texts[0] for name, texts in self.given.items()}
        return QuestionForm(self.allowed, asked, self.faults)


@remembered
def _pair(name: str, text: str) -> str:
    return f"{quote_plus(name)}={quote_plus(text)}"


class QuestionForm(forms.Form):
    def __init__(self, allowed: dict[str, fields.One], asked: dict[str, str], faults: list[Fault]) -> None:
        super().__init__(asked)
        # Shared, where Django would copy them for each form: they keep no state.
        self.fields = dict(allowed)
        self.faults = faults

    def full_clean(self) -> None:
        """The question has been read already; reading it again here could say something else."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for found in self.faults:
            self._errors.setdefault(found["param"], self.error_class()).append(found["detail"])
