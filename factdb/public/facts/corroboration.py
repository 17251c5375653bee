"""What is behind a claim: the independent origins of all that say the same, and the outlets that ran it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from factdb.choices import Collection
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models.published import PublishedArticle, PublishedClaim, PublishedCorroboration, PublishedRelation
from factdb.public.record.as_of import mark_others, resolve_others
from factdb.public.record.queries import Sql, fetch_rows
from factdb.rules.origins import BACKING_KINDS, Corroboration, Statement, corroborate_claims
from factdb.schemas import JsonObject

MOST_CLAIMS = 10_000
ARTICLE, CLAIM, RELATION = (of._meta.db_table for of in (PublishedArticle, PublishedClaim, PublishedRelation))
BACKING = ", ".join(f"'{kind}'" for kind in BACKING_KINDS)
RELATIONS = f"FROM {RELATION} r JOIN {CLAIM} c ON r.claim_id = c.id WHERE r.kind IN ({BACKING}) AND"
BACKED = mark_others(f"SELECT r.target_id {RELATIONS} r.claim_id = linked.id")
BACKED_BY = mark_others(f"SELECT r.claim_id {RELATIONS} r.target_id = linked.id")
SAID = "c.id, c.kind, c.document::json #>> '{article,slug}', " + ", ".join(
    f"c.document::json -> '{key}'" for key in ("attribution", "relations")
)
LINKED_CLAIMS = mark_others(f"SELECT {SAID} FROM {CLAIM} c WHERE c.id IN (SELECT id FROM linked)")  # noqa: S608
LINKED = f"""
    WITH RECURSIVE linked (id) AS (
        SELECT %(number)s::bigint
        UNION
        SELECT next.id FROM linked CROSS JOIN LATERAL ({BACKED} UNION ALL {BACKED_BY}) AS next (id)
    )
    SELECT * FROM ({LINKED_CLAIMS}) AS said (id, kind, article, attribution, relations)
    ORDER BY id <> %(number)s, id LIMIT {MOST_CLAIMS}
"""  # noqa: S608
ARTICLES = mark_others(f"SELECT c.slug, c.document FROM {ARTICLE} c WHERE c.slug = ANY(%(slugs)s)")  # noqa: S608
COUNTS = f"""
    SELECT claim_id, origins, outlets, is_opposed, is_impossible
    FROM {PublishedCorroboration._meta.db_table} WHERE claim_id = ANY(%(numbers)s)"""  # noqa: S608


class ClaimCounts(NamedTuple):
    """What is kept of a claim (`PublishedCorroboration`); what these defaults say is kept of none."""

    origins: int = 1
    outlets: int = 1
    is_opposed: bool = False
    is_impossible: bool = False

    @property
    def is_contradicted(self) -> bool:
        return self.is_opposed or self.is_impossible


def fetch_counts(numbers: Iterable[int]) -> dict[int, ClaimCounts]:
    """Fetch by number what is behind and against these claims today."""
    numbers = list(numbers)
    rows = fetch_rows(Sql(COUNTS, {"numbers": numbers}, is_prepared=True)) if numbers else []
    return dict.fromkeys(numbers, ClaimCounts()) | {number: ClaimCounts(*rest) for number, *rest in rows}


def find_corroboration(number: int, as_of: datetime | None = None) -> Corroboration:
    """Find what is behind a claim that is public, or was at `as_of`."""
    rows = _fetch_stood(LINKED, as_of, number=number)
    articles = _fetch_articles({slug for _, _, slug, *_ in rows}, as_of)
    statements = [Statement(claim, kind, attribution, articles[slug]) for claim, kind, slug, attribution, _ in rows]
    relations = [(claim, of["kind"], of["claim"]) for claim, *_, relations in rows for of in relations]
    return corroborate_claims(statements, relations)[number]


def _fetch_articles(slugs: Iterable[str], as_of: datetime | None) -> dict[str, JsonObject]:
    complete = LEDGER_KINDS[Collection.ARTICLES].complete_document
    rows = _fetch_stood(ARTICLES, as_of, slugs=sorted(slugs))
    return {slug: complete(decode_json(text)) for slug, text in rows}


def _fetch_stood(sql: str, as_of: datetime | None, **params: Any) -> list[tuple[Any, ...]]:
    statement = resolve_others(sql, as_of=as_of is not None)
    return fetch_rows(Sql(statement, params | {"as_of": as_of}, is_prepared=True))
