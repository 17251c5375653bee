"""How many of the matching claims there are of each policy, speaker, outlet, kind, rating and year."""

from typing import Any

from factdb.models.record import PublishedClaimPolicy, PublishedOrganization, PublishedPerson, PublishedPolicy
from factdb.vocabulary import ClaimKind, Rating

from .asking import Question
from .queries import rows

MOST = 100
COLUMNS = ("pk", "kind", "rating", "stated_on", "outlet_id", "speaker_id")
LINKS = PublishedClaimPolicy._meta.db_table


def _code(column: str) -> str:
    return f"SELECT {column} AS value, NULL AS label, count(*) AS n FROM matched GROUP BY 1 ORDER BY n DESC, value"  # noqa: S608


def _thing(model: Any, counted: str) -> str:
    """Counted by id first: names are joined to at most a hundred rows, not to every match."""
    return (
        f"SELECT slug AS value, headline AS label, n FROM ({counted}) AS counts (id, n)"  # noqa: S608
        f" JOIN {model._meta.db_table} USING (id) ORDER BY n DESC, value"
    )


def _column(column: str) -> str:
    return f"SELECT {column}, count(*) FROM matched WHERE {column} IS NOT NULL GROUP BY 1"  # noqa: S608


FACETS = {
    "policy": _thing(
        PublishedPolicy,
        f"SELECT policy_id, count(*) FROM {LINKS} JOIN matched ON claim_id = matched.id GROUP BY 1",  # noqa: S608
    ),
    "speaker": _thing(PublishedPerson, _column("speaker_id")),
    "outlet": _thing(PublishedOrganization, _column("outlet_id")),
    "kind": _code("kind"),
    "rating": _code("rating"),
    "year": "SELECT to_char(stated_on, 'YYYY') AS value, NULL AS label, count(*) AS n FROM matched"
    " GROUP BY 1 ORDER BY value",
}
LABELS = {**dict(ClaimKind.choices), **dict(Rating.choices)}


def facets(question: Question, by: list[str]) -> dict[str, list[dict[str, Any]]]:
    """All facets in one query, which reads the matching claims once."""
    sql, params = question.matched(*COLUMNS)
    parts = [f"(SELECT '{name}', value, label, n FROM ({FACETS[name]} LIMIT {MOST}) AS {name})" for name in by]  # noqa: S608
    matched = f"WITH matched (id, kind, rating, stated_on, outlet_id, speaker_id) AS MATERIALIZED ({sql})"
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in by}
    for name, value, label, count in rows((f"{matched} {' UNION ALL '.join(parts)}", params)):
        found[name].append({"value": value, "label": label or LABELS.get(value, value), "count": count})
    return found
