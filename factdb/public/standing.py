"""SQL of what stood at an earlier moment: today's rows that have not changed since, and versions of those that have.

The first are found through today's indexes, and the others are few enough for their documents to be opened.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from factdb.models.ledger import LedgerEntry
from factdb.models.record import PublishedArticle, PublishedClaim
from factdb.vocabulary import Action

from . import statements
from .ordering import Order
from .plans import Plan, Shape
from .queries import Sql

LEDGER = LedgerEntry._meta.db_table


def _at(*path: str) -> str:
    return f"d #>> '{{{','.join(path)}}}' = ANY(%(wanted)s)"


def _among(key: str, *path: str) -> str:
    entry = f"e #>> '{{{','.join(path)}}}' = ANY(%(wanted)s)"
    return f"EXISTS (SELECT FROM jsonb_array_elements(d -> '{key}') e WHERE {entry})"


def _behind(text: str, kind: str) -> str:
    """The string behind this text, which no string of a document can hold: there its quotes are escaped."""
    return f"split_part(split_part(document, '{text}\"', 2), '\"', 1)::{kind}"


# What a filter of slugs or codes asks of a document `d`.
FILTERS = {
    "claims": {
        "article": _at("article", "slug"),
        "outlet": _at("article", "outlet", "slug"),
        "speaker": _at("speaker", "slug"),
        "person": f"({_among('people', 'slug')} OR {_among('attribution', 'person', 'slug')})",
        "policy": _among("policies", "slug"),
        "organization": f"({_among('organizations', 'slug')} OR {_among('attribution', 'organization', 'slug')})",
        "measure": _at("figure", "measure", "slug"),
        "kind": _at("kind"),
        "rating": _at("verdict", "rating"),
    },
    "articles": {"outlet": _at("outlet", "slug")},
    "people": {"organization": _among("roles", "organization", "slug")},
    "policies": {"kind": _at("kind")},
    "organizations": {"kind": _at("kind")},
}
# What a column of the projection holds, in terms of a document; to parse it as `d` takes ten times as long.
COLUMNS = {
    "key": "key",
    "document": "document",
    "id": "key::bigint",
    "slug": "key",
    "headline": "d ->> 'name'",
    "sort_name": "(d ->> 'sort_name')::varchar",
    "stated_on": _behind('"stated_on":', "date"),
    "published_on": _behind('"published_on":', "date"),
    "article__slug": _behind('"article":{"slug":', "varchar"),
}
# Documents are parsed where they hold what is asked for.
CHANGED = f"""
    SELECT {{columns}} FROM (
        SELECT key, document, document::jsonb AS d FROM ({{keys}}) AS changed CROSS JOIN LATERAL (
            SELECT document FROM {LEDGER} AS l WHERE l.kind = %(collection)s AND l.key = changed.key AND l.at <= %(at)s
            ORDER BY version DESC LIMIT 1
        ) AS latest WHERE {{held}} OFFSET 0
    ) AS stood WHERE {{asked}}
"""  # noqa: S608
KEYS = f"""
    SELECT DISTINCT key FROM {LEDGER}
    WHERE kind = %(collection)s AND version > 1 AND action = ANY(%(own)s) AND at > %(at)s
"""  # noqa: S608
KEYS_OF_ARTICLES = f"""
    SELECT claim.id::text FROM {PublishedClaim._meta.db_table} AS claim
    JOIN {PublishedArticle._meta.db_table} AS article ON article.id = claim.article_id
    WHERE article.updated_at >= %(at)s
"""  # noqa: S608
OWN = [action for action in Action if action != Action.RERENDERED]


class Standing(NamedTuple):
    """What stood `at` a moment and is asked for, in no order: by `ids` of today, by `wanted` slugs or codes of then."""

    shape: Shape
    order: Order
    ids: Mapping[str, Any]
    wanted: Mapping[str, Any]
    at: datetime

    @property
    def through_articles(self) -> bool:
        """An article's outlet can be corrected: claims, which are asked for by it, are then only rendered again."""
        return self.shape.collection == "claims" and "outlet" in self.wanted

    def rows(self, *columns: str) -> Sql:
        """These columns in no order; `document` as it was then."""
        unchanged = statements.unchanged(self.shape, self.order, columns, self.through_articles)
        return self._both(unchanged, {}, "", columns)

    def in_order(self, columns: tuple[str, ...], order: Order, size: int | None = None, mark: Any = None) -> Sql:
        """The same ordered; at least the first after the mark, one more than `size`, where one is given.

        Each part comes in order, or PostgreSQL would sort all that stood.
        """
        page = None if size is None else (size, bool(mark))
        unchanged = statements.unchanged_in_order(self.shape, order, columns, self.through_articles, page)
        return self._both(unchanged, {"mark": mark}, order.sql, columns)

    def _both(self, unchanged: Plan, values: dict[str, Any], order: str, columns: tuple[str, ...]) -> Sql:
        sql, params = unchanged.bind({**self.ids, "as_of": self.at, **values})
        changed, bound = self.changed(*columns)
        return f"({sql}) UNION ALL ({changed} {order})", [*params, *bound]

    def changed(self, *columns: str) -> Sql:
        """The same of what something was done to since, in no order; also its `key`."""
        filters = FILTERS.get(self.shape.collection, {})
        sql = CHANGED.format(
            columns=", ".join(f"{COLUMNS[column]} AS {column}" for column in columns),
            keys=f"{KEYS} UNION {KEYS_OF_ARTICLES}" if self.through_articles else KEYS,
            held=" AND ".join(
                ["document IS NOT NULL", *(f"document LIKE ANY(%(held_{name})s)" for name in self.wanted)]
            ),
            asked=" AND ".join(["TRUE", *(filters[name].replace("wanted", name) for name in self.wanted)]),
        )
        held = {f"held_{name}": [f'%"{value}"%' for value in values] for name, values in self.wanted.items()}
        values = {"collection": self.shape.collection, "own": OWN, "at": self.at, **self.wanted, **held}
        names = re.findall(r"%\((\w+)\)s", sql)
        return re.sub(r"%\(\w+\)s", "%s", sql), [values[name] for name in names]
