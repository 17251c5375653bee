"""How many of the matching claims there are of each policy, speaker, outlet, kind, rating and year."""

from typing import Any

from factdb.choices import ClaimKind, Rating
from factdb.models.published import PublishedOrganization, PublishedPerson, PublishedPolicy, PublishedTally
from factdb.public.record.as_of import mark_others, resolve_others
from factdb.public.record.queries import Sql, fetch_rows

from .list_query import ListQuery

MOST_FACET_VALUES = 100
# The columns of a claim by which it is counted: the row is narrow, and its policies stand in it.
FACET_COLUMNS = ("kind", "rating", "stated_on", "outlet_id", "speaker_id", "policies")


def _count_by_column(column: str) -> str:
    return f"SELECT {column} AS value, count(*) AS n FROM matched WHERE {column} IS NOT NULL GROUP BY 1"  # noqa: S608


# (value, n) of each facet, counted over the matching claims.
FACET_COUNTS = {
    "policy": "SELECT policy AS value, count(*) AS n FROM matched, unnest(policies) AS policy GROUP BY 1",
    "speaker": _count_by_column("speaker_id"),
    "outlet": _count_by_column("outlet_id"),
    "kind": _count_by_column("kind"),
    "rating": _count_by_column("rating"),
    "year": "SELECT lpad(year::text, 4, '0') AS value, n"
    " FROM (SELECT extract(year FROM stated_on)::int AS year, count(*) AS n FROM matched GROUP BY 1) AS years",
}
# The same where claims of a value, or all, were counted before.
TALLIED = (
    "SELECT by_value AS value, claims AS n FROM {table}"
    " WHERE dimension = %(dimension)s AND value = %(value)s AND by = '{by}' AND magnitude >= {least}"
)
# The order of magnitude down to which enough are found: the rest need not be read.
LEAST = """coalesce((
    SELECT magnitude FROM {table}
    WHERE dimension = %(dimension)s AND value = %(value)s AND by = '{by}' AND magnitude >= 0
    ORDER BY magnitude DESC OFFSET {most} - 1 LIMIT 1), 0)"""
FACET_MODELS: dict[str, Any] = {"policy": PublishedPolicy, "speaker": PublishedPerson, "outlet": PublishedOrganization}
FACET_LABELS = {**dict(ClaimKind.choices), **dict(Rating.choices)}


def count_facets(query: ListQuery, by: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Count all facets in one query, which reads the matching claims once, or none where they are tallied."""
    facets: dict[str, list[dict[str, Any]]] = {name: [] for name in by}
    counts = _build_tallied_counts(*query.tally_key, by) if query.tally_key else _build_matched_counts(query, by)
    for name, value, label, count in fetch_rows(counts):
        facets[name].append({"value": value, "label": label or FACET_LABELS.get(value, value), "count": count})
    return facets


def _build_tallied_counts(dimension: str, value: str, by: list[str]) -> Sql:
    table = PublishedTally._meta.db_table
    least = {name: "0" if name == "year" else LEAST.format(table=table, by=name, most=MOST_FACET_VALUES) for name in by}
    counts = {name: TALLIED.format(table=table, by=name, least=least[name]) for name in by}
    sql = _label_counts(counts, has_past=False)
    return Sql(sql, {"dimension": dimension, "value": value}, is_prepared=True)


def _build_matched_counts(query: ListQuery, by: list[str]) -> Sql:
    statement = query.matched_sql(*FACET_COLUMNS)
    rows = f"WITH matched ({', '.join(FACET_COLUMNS)}) AS MATERIALIZED ({statement.sql})"
    counts = {name: FACET_COUNTS[name] for name in by}
    return Sql(f"{rows} {_label_counts(counts, has_past=query.source.has_past)}", statement.params)


def _label_counts(counts: dict[str, str], *, has_past: bool) -> str:
    """(facet, value, label, n): years in order of time, others by count, then name or value."""
    facets = {name: _build_facet_sql(name, sql, has_past) for name, sql in counts.items()}
    return " UNION ALL ".join(f"(SELECT '{name}', * FROM ({sql}) AS {name})" for name, sql in facets.items())  # noqa: S608


def _build_facet_sql(name: str, counts: str, has_past: bool) -> str:
    if name not in FACET_MODELS:
        order = "value" if name == "year" else "n DESC, value"
        return f"SELECT value, NULL AS label, n FROM ({counts}) AS c ORDER BY {order} LIMIT {MOST_FACET_VALUES}"  # noqa: S608
    # Names are joined to those that can be shown, not to all that were counted.
    most = (
        f"SELECT value::bigint AS id, n FROM ({counts}) AS c ORDER BY n DESC"  # noqa: S608
        f" FETCH FIRST {MOST_FACET_VALUES} ROWS WITH TIES"
    )
    table = FACET_MODELS[name]._meta.db_table
    names = mark_others(f"SELECT c.id, c.slug, c.headline, c.sort_key FROM {table} c WHERE TRUE")  # noqa: S608
    return (
        f"SELECT slug AS value, headline AS label, n FROM ({most}) AS c"  # noqa: S608
        f" JOIN ({resolve_others(names, as_of=has_past)}) AS named USING (id)"
        f" ORDER BY n DESC, sort_key, slug LIMIT {MOST_FACET_VALUES}"
    )
