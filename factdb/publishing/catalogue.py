"""What is public now, by collection and slug: the only source of the names that documents show."""

import json

from django.core.exceptions import ValidationError

from factdb.shapes import SHAPES
from factdb.vocabulary import Collection

from .tables import ROWS


class Catalogue:
    """A cache of published rows for the length of one transaction."""

    def __init__(self):
        self._rows = {}
        self._documents = {}

    def load(self, collection, slugs):
        """Fetch the named rows that are not held yet, in one query."""
        wanted = {s for s in slugs if (collection, s) not in self._rows}
        for row in ROWS[collection].objects.filter(slug__in=wanted) if wanted else ():
            self.put(collection, row)

    def load_shown(self, collection, documents):
        """Fetch all that these documents show by name, in one query a collection."""
        wanted: dict[str, set] = {}
        for document in documents:
            for target, slug in references(SHAPES[collection], document):
                wanted.setdefault(target, set()).add(slug)
        for target, slugs in wanted.items():
            self.load(target, slugs)

    def put(self, collection, row):
        self._rows[collection, row.slug] = row
        self._documents.pop((collection, row.slug), None)

    def row(self, collection, slug):
        if (collection, slug) not in self._rows:
            self.load(collection, [slug])
        try:
            return self._rows[collection, slug]
        except KeyError:
            raise ValidationError(f"{Collection(collection).label}: “{slug}” is not public.") from None

    def id_of(self, collection, shown):
        """Primary key of the row that a reference shows; None for a null reference."""
        return self.row(collection, shown["slug"]).pk if shown else None

    def document(self, collection, slug):
        held = self._documents.get((collection, slug))
        if held is None:
            held = self._documents[collection, slug] = json.loads(self.row(collection, slug).document)
        return held


def references(shape, values):
    """(collection, slug) of everything that a document shows by name, known names or not."""
    for key, node in shape.items():
        for value in _objects(node, values.get(key)):
            if node.ref:
                yield node.ref, value["slug"]
            yield from references(node.keys, value)


def _objects(node, value):
    if value is None or not node.keys:
        return []
    return value if node.many else [value]
