"""What is public now, by collection and slug: the only source of the names that documents show."""

from collections.abc import Iterable, Iterator
from functools import cache
from threading import RLock
from typing import Any, NamedTuple, Protocol, Self

from django.core.exceptions import ValidationError

from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.schemas import Field, JsonObject, Nodes, select_nodes

from .ledger import Entry
from .tables import select_rows


@cache
def list_naming_nodes(collection: str) -> Nodes:
    """List the fields by which documents of a collection show something by name."""
    return select_nodes(LEDGER_KINDS[collection].schema, lambda node: node.ref)


class PublishedRow(NamedTuple):
    """What is needed of a published row: its own object costs five times as much to make."""

    pk: int
    slug: str
    names: str
    document: str


class NameSource(Protocol):
    """Where a document's references become rows: of today, or of the day of the document."""

    def get_row(self, collection: str, slug: str) -> PublishedRow: ...

    def id_of(self, collection: str, reference: JsonObject | None) -> int | None: ...


class Catalogue:
    """A cache of published rows, for as long as nobody else publishes."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Any] = {}
        self._documents: dict[tuple[str, str], JsonObject] = {}
        self._shown: dict[tuple[str, str], dict[int, JsonObject]] = {}
        self._whole: set[str] = set()
        # Held by the thread that uses the connection, where two share it.
        self.asking = RLock()

    def load_rows(self, collection: str, slugs: Iterable[str]) -> None:
        """Fetch the named rows that are not held yet, in one query."""
        unknown_slugs = {s for s in slugs if (collection, s) not in self._rows}
        if unknown_slugs:
            with self.asking:
                model = LEDGER_KINDS[collection].published
                for row in select_rows(model, ("id", "slug", "names", "document"), "slug", unknown_slugs):
                    self.put_row(collection, PublishedRow(*row))

    @classmethod
    def for_documents(cls, collection: str, documents: Iterable[JsonObject], before: Self | None = None) -> Self:
        """Make one that holds all that these documents show by name, fetched in one query a collection.

        From the one `before` it takes over what that holds of it.
        """
        catalogue = cls()
        slugs_by_target: dict[str, set] = {}
        for document in documents:
            for target, slug in walk_references(list_naming_nodes(collection), document):
                slugs_by_target.setdefault(target, set()).add(slug)
        for target, slugs in slugs_by_target.items():
            if before:
                catalogue._take_over(before, [(target, slug) for slug in slugs])
            catalogue.load_rows(target, slugs)
        return catalogue

    def _take_over(self, other: Self, keys: list[tuple[str, str]]) -> None:
        caches: list[tuple[dict[Any, Any], dict[Any, Any]]] = [
            (self._rows, other._rows),
            (self._documents, other._documents),
            (self._shown, other._shown),
        ]
        for mine, theirs in caches:
            mine.update((key, theirs[key]) for key in keys if key in theirs)

    def put_row(self, collection: str, row: Any) -> None:
        self._rows[collection, row.slug] = row
        self._documents.pop((collection, row.slug), None)
        self._shown.pop((collection, row.slug), None)

    def show_entry(self, entry: Entry) -> None:
        """Show what an entry says as if it were public: for a look at what is not published yet."""
        if not LEDGER_KINDS[entry.kind].is_numbered:
            self.put_row(entry.kind, PublishedRow(0, entry.key, "", entry.require_document()))

    def mark_complete(self, collection: str) -> None:
        """It holds all that is public of this: what is not there is not looked for any more."""
        self._whole.add(collection)

    def list_row_ids(self, collection: str) -> set[int]:
        return {row.pk for (collection_of_row, _), row in self._rows.items() if collection_of_row == collection}

    def get_row(self, collection: str, slug: str) -> PublishedRow:
        if (collection, slug) not in self._rows and collection not in self._whole:
            self.load_rows(collection, [slug])
        try:
            return self._rows[collection, slug]
        except KeyError:
            raise ValidationError(f"{LEDGER_KINDS[collection].title}: “{slug}” is not public.") from None

    def id_of(self, collection: str, reference: JsonObject | None) -> int | None:
        """Give the primary key of the row that a reference shows; None for a null reference."""
        return self.get_row(collection, reference["slug"]).pk if reference else None

    def get_document(self, collection: str, slug: str) -> JsonObject:
        document = self._documents.get((collection, slug))
        if document is None:
            document = decode_json(self.get_row(collection, slug).document)
            document = self._documents[collection, slug] = LEDGER_KINDS[collection].complete_document(document)
        return document

    def get_shown_fields(self, collection: str, node: Field, slug: str) -> JsonObject:
        """Give what a reference shows of its target. One object for all documents, so nobody may change it."""
        fields_by_node = self._shown.setdefault((collection, slug), {})
        if id(node) not in fields_by_node:
            target = self.get_document(collection, slug)
            fields_by_node[id(node)] = {key: target.get(key) for key in node.keys}
        return fields_by_node[id(node)]


def walk_references(nodes: Nodes, values: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield (collection, slug) of everything that a document shows by name, known names or not."""
    for key, node, below in nodes:
        value = values.get(key)
        for reference in (value if node.many else [value]) if value else ():
            if node.ref:
                yield node.ref, reference["slug"]
            yield from walk_references(below, reference)
