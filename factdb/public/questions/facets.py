"""How many of the matching claims there are of each policy, speaker, outlet, kind, rating and year."""

from typing import Any

from factdb.choices import ClaimKind, Rating
from factdb.models.published import PublishedOrganization, PublishedPerson, PublishedPolicy, PublishedTally
from factdb.public.record.as_of import mark_others, resolve_others
from factdb.public.record.queries import Sql, fetch_rows

from .list_query import ListQuery

MOST = 100
# The columns of a claim by which it is counted: the row is narrow, and its policies stand in it.
COLUMNS = ("kind", "rating", "stated_on", "outlet_id", "speaker_id", "policies")


def _column(column: str) -> str:
    return f"SELECT {column} AS value, count(*) AS n FROM matched WHERE {column} IS NOT NULL GROUP BY 1"  # noqa: S608


# (value, n) of each facet, counted over the matching claims.
COUNTED = {
    "policy": "SELECT policy AS value, count(*) AS n FROM matched, unnest(policies) AS policy GROUP BY 1",
    "speaker": _column("speaker_id"),
    "outlet": _column("outlet_id"),
    "kind": _column("kind"),
    "rating": _column("rating"),
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
THINGS: dict[str, Any] = {"policy": PublishedPolicy, "speaker": PublishedPerson, "outlet": PublishedOrganization}
LABELS = {**dict(ClaimKind.choices), **dict(Rating.choices)}


def count_facets(query: ListQuery, by: list[str]) -> dict[str, list[dict[str, Any]]]:
    """All facets in one query, which reads the matching claims once, or none where they are tallied."""
    facets: dict[str, list[dict[str, Any]]] = {name: [] for name in by}
    counts = _tallied(*query.tallied, by) if query.tallied else _counted(query, by)
    for name, value, label, count in fetch_rows(counts):
        facets[name].append({"value": value, "label": label or LABELS.get(value, value), "count": count})
    return facets


def _tallied(dimension: str, value: str, by: list[str]) -> Sql:
    table = PublishedTally._meta.db_table
    least = {name: "0" if name == "year" else LEAST.format(table=table, by=name, most=MOST) for name in by}
    counts = {name: TALLIED.format(table=table, by=name, least=least[name]) for name in by}
    sql = _labelled(counts, has_past=False)
    return Sql(sql, {"dimension": dimension, "value": value}, is_prepared=True)


def _counted(query: ListQuery, by: list[str]) -> Sql:
    matched = query.matched(*COLUMNS)
    rows = f"WITH matched ({', '.join(COLUMNS)}) AS MATERIALIZED ({matched.sql})"
    counts = {name: COUNTED[name] for name in by}
    return Sql(f"{rows} {_labelled(counts, has_past=query.source.has_past)}", matched.params)


def _labelled(counts: dict[str, str], *, has_past: bool) -> str:
    """(facet, value, label, n): years in order of time, others by count, then value."""
    shown = {name: _shown(name, sql, has_past) for name, sql in counts.items()}
    return " UNION ALL ".join(f"(SELECT '{name}', * FROM ({sql}) AS {name})" for name, sql in shown.items())  # noqa: S608


def _shown(name: str, counts: str, has_past: bool) -> str:
    if name not in THINGS:
        order = "value" if name == "year" else "n DESC, value"
        return f"SELECT value, NULL AS label, n FROM ({counts}) AS c ORDER BY {order} LIMIT {MOST}"  # noqa: S608
    # Names are joined to those that can be shown, not to all that were counted.
    most = f"SELECT value::bigint AS id, n FROM ({counts}) AS c ORDER BY n DESC FETCH FIRST {MOST} ROWS WITH TIES"  # noqa: S608
    names = mark_others(f"SELECT c.id, c.slug, c.headline FROM {THINGS[name]._meta.db_table} c WHERE TRUE")  # noqa: S608
    return (
        f"SELECT slug AS value, headline AS label, n FROM ({most}) AS c"  # noqa: S608
        f" JOIN ({resolve_others(names, as_of=has_past)}) AS named USING (id) ORDER BY n DESC, slug LIMIT {MOST}"
    )
