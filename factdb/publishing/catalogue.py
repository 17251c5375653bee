"""What is public now, by collection and slug: the only source of the names that documents show."""

import json

from django.core.exceptions import ValidationError

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

    def put(self, collection, row):
        self._rows[collection, row.slug] = row
        self._documents.pop((collection, row.slug), None)

    def row(self, collection, slug):
        self.load(collection, [slug])
        try:
            return self._rows[collection, slug]
        except KeyError:
            raise ValidationError(f"{Collection(collection).label}: “{slug}” is not public.") from None

    def document(self, collection, slug):
        held = self._documents.get((collection, slug))
        if held is None:
            held = self._documents[collection, slug] = json.loads(self.row(collection, slug).document)
        return held
