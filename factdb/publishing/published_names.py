"""What is public now, by collection and slug: the only source of the names that documents show."""

from functools import cache
from threading import RLock
from typing import NamedTuple

from django.core.exceptions import ValidationError
from msgspec.json import decode

from factdb.kinds import LEDGER_KINDS
from factdb.schemas import select_nodes

from .tables import select_rows


@cache
def list_naming_nodes(collection):
    """The fields by which documents of a collection show something by name."""
    return select_nodes(LEDGER_KINDS[collection].schema, lambda node: node.ref)


class PublishedRow(NamedTuple):
    """What is needed of a published row: its own object costs five times as much to make."""

    pk: int
    slug: str
    names: str
    document: str


class Catalogue:
    """A cache of published rows, for as long as nobody else publishes."""

    def __init__(self):
        self._rows = {}
        self._documents = {}
        self._shown = {}
        self._whole = set()
        # Held by the thread that uses the connection, where two share it.
        self.asking = RLock()

    def load_rows(self, collection, slugs):
        """Fetch the named rows that are not held yet, in one query."""
        wanted = {s for s in slugs if (collection, s) not in self._rows}
        if wanted:
            with self.asking:
                model = LEDGER_KINDS[collection].published
                for row in select_rows(model, ("id", "slug", "names", "document"), "slug", wanted):
                    self.put_row(collection, PublishedRow(*row))

    @classmethod
    def for_documents(cls, collection, documents, before=None):
        """One that holds all that these documents show by name, fetched in one query a collection.

        From the one `before` it takes over what that holds of it.
        """
        catalogue = cls()
        wanted: dict[str, set] = {}
        for document in documents:
            for target, slug in walk_references(list_naming_nodes(collection), document):
                wanted.setdefault(target, set()).add(slug)
        for target, slugs in wanted.items():
            if before:
                catalogue._take_over(before, [(target, slug) for slug in slugs])
            catalogue.load_rows(target, slugs)
        return catalogue

    def _take_over(self, other, keys):
        for mine, theirs in (
            (self._rows, other._rows),
            (self._documents, other._documents),
            (self._shown, other._shown),
        ):
            mine.update((key, theirs[key]) for key in keys if key in theirs)

    def put_row(self, collection, row):
        self._rows[collection, row.slug] = row
        self._documents.pop((collection, row.slug), None)
        self._shown.pop((collection, row.slug), None)

    def show_entry(self, entry):
        """Show what an entry says as if it were public: for a look at what is not published yet."""
        if not LEDGER_KINDS[entry.kind].is_numbered:
            self.put_row(entry.kind, PublishedRow(0, entry.key, "", entry.document))

    def mark_complete(self, collection):
        """It holds all that is public of this: what is not there is not looked for any more."""
        self._whole.add(collection)

    def list_row_ids(self, collection):
        return {row.pk for (held, _), row in self._rows.items() if held == collection}

    def get_row(self, collection, slug):
        if (collection, slug) not in self._rows and collection not in self._whole:
            self.load_rows(collection, [slug])
        try:
            return self._rows[collection, slug]
        except KeyError:
            raise ValidationError(f"{LEDGER_KINDS[collection].title}: “{slug}” is not public.") from None

    def id_of(self, collection, shown):
        """Primary key of the row that a reference shows; None for a null reference."""
        return self.get_row(collection, shown["slug"]).pk if shown else None

    def get_document(self, collection, slug):
        held = self._documents.get((collection, slug))
        if held is None:
            document = decode(self.get_row(collection, slug).document)
            held = self._documents[collection, slug] = LEDGER_KINDS[collection].complete_document(document)
        return held

    def get_shown_fields(self, node, slug):
        """What a reference shows of its target. One object for all documents, so nobody may change it."""
        kept = self._shown.setdefault((node.ref, slug), {})
        if id(node) not in kept:
            target = self.get_document(node.ref, slug)
            kept[id(node)] = {key: target.get(key) for key in node.keys}
        return kept[id(node)]


def walk_references(naming, values):
    """(collection, slug) of everything that a document shows by name, known names or not."""
    for key, node, below in naming:
        value = values.get(key)
        for shown in (value if node.many else [value]) if value else ():
            if node.ref:
                yield node.ref, shown["slug"]
            yield from walk_references(below, shown)
