"""SQL of what stood at an earlier moment: today's rows that have not changed since, and versions of those that have.

The first are found through today's indexes, and the others are few enough for their documents to be opened.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from factdb.models.ledger import LedgerEntry
from factdb.models.record import PublishedArticle, PublishedClaim
from factdb.vocabulary import Action

from .builder import Source
from .ordering import Order, Position, condition_after
from .queries import Sql, key_field

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
            SELECT document FROM {LEDGER} AS l
            WHERE l.kind = '{{collection}}' AND l.key = changed.key AND l.at <= %(at)s
            ORDER BY version DESC LIMIT 1
        ) AS latest WHERE {{held}} OFFSET 0
    ) AS stood WHERE {{asked}}
"""  # noqa: S608
KEYS = f"""
    SELECT DISTINCT key FROM {LEDGER}
    WHERE kind = '{{collection}}' AND version > 1 AND action = ANY(%(own)s) AND at > %(at)s
"""  # noqa: S608
KEYS_OF_ARTICLES = f"""
    UNION SELECT claim.id::text FROM {PublishedClaim._meta.db_table} AS claim
    JOIN {PublishedArticle._meta.db_table} AS article ON article.id = claim.article_id
    WHERE article.updated_at >= %(at)s
"""  # noqa: S608
OWN = [action for action in Action if action != Action.RERENDERED]


# What was only rendered again since has its document in the ledger.
DOCUMENT = f"""CASE WHEN c.changed_at <= %(at)s THEN c.document ELSE (
    SELECT w.document FROM {LEDGER} w WHERE w.kind = '{{collection}}' AND w.key = c.{{key}}::text AND w.at <= %(at)s
    ORDER BY w.version DESC LIMIT 1) END"""  # noqa: S608
ARTICLE_UNCHANGED = (
    f"EXISTS (SELECT FROM {PublishedArticle._meta.db_table} a WHERE a.id = c.article_id AND a.updated_at < %(at)s)"
)


class Standing(NamedTuple):
    """What stood `at` a moment and is asked for, in no order: of today's `source`, and by `wanted` slugs of then."""

    collection: str
    source: Source
    wanted: Mapping[str, Any]
    at: datetime

    @property
    def through_articles(self) -> bool:
        """An article's outlet can be corrected: claims, which are asked for by it, are then only rendered again."""
        return self.collection == "claims" and "outlet" in self.wanted

    def rows(self, *columns: str) -> Sql:
        """These columns in no order; `document` as it was then."""
        changed = self.changed(*columns)
        return Sql(f"({self._unchanged(columns)}) UNION ALL ({changed.sql})", self._params(changed))

    def in_order(
        self, columns: tuple[str, ...], order: Order, size: int | None = None, position: Position | None = None
    ) -> Sql:
        """The same ordered; at least the first after the position, one more than `size`, where one is given.

        Each part comes in order, or PostgreSQL would sort all that stood.
        """
        sorts = [self.source.column(name) for name in order.names]
        beyond = [condition_after(order, sorts, position.places(order))] if position else []
        limit = f"LIMIT {size + 1}" if size is not None else ""
        unchanged = f"{self._unchanged(columns, *beyond)} {order.sql(sorts)} {limit}"
        changed = self.changed(*columns)
        sql = f"({unchanged}) UNION ALL ({changed.sql} {order.sql(list(order.names))})"
        return Sql(sql, self._params(changed) | (position.params if position else {}))

    def _unchanged(self, columns: tuple[str, ...], *conditions: str) -> str:
        through = [ARTICLE_UNCHANGED] if self.through_articles else []
        return self.source.select(
            [self._column(name) for name in columns], "c.updated_at <= %(at)s", *through, *conditions
        )

    def _column(self, name: str) -> str:
        if name == "document":
            return DOCUMENT.format(key=key_field(self.collection), collection=self.collection)
        if name == "article__slug":
            return f"(SELECT a.slug FROM {PublishedArticle._meta.db_table} a WHERE a.id = c.article_id)"  # noqa: S608
        return self.source.column(name)

    def _params(self, changed: Sql) -> dict[str, Any]:
        return {**self.source.params, **changed.params}

    def changed(self, *columns: str) -> Sql:
        """The same of what something was done to since, in no order; also its `key`."""
        filters = FILTERS.get(self.collection, {})
        sql = CHANGED.format(
            collection=self.collection,
            columns=", ".join(f"{COLUMNS[column]} AS {column}" for column in columns),
            keys=KEYS.format(collection=self.collection) + (KEYS_OF_ARTICLES if self.through_articles else ""),
            held=" AND ".join(
                ["document IS NOT NULL", *(f"document LIKE ANY(%(held_{name})s)" for name in self.wanted)]
            ),
            asked=" AND ".join(["TRUE", *(filters[name].replace("wanted", f"wanted_{name}") for name in self.wanted)]),
        )
        held = {f"held_{name}": [f'%"{value}"%' for value in values] for name, values in self.wanted.items()}
        wanted = {f"wanted_{name}": values for name, values in self.wanted.items()}
        return Sql(sql, {"own": OWN, "at": self.at, **wanted, **held})
