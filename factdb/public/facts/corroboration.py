"""How many independent origins say the same: ten papers that relay one wire are one origin."""

from datetime import datetime
from typing import Any

from factdb.choices import AttributionKind, ClaimKind, RelationKind
from factdb.models.published import PublishedClaim, PublishedRelation
from factdb.public.record.as_of import mark_others, resolve_others
from factdb.public.record.queries import Sql, fetch_rows

MOST_CLAIMS = 10_000
CLAIM, RELATION = PublishedClaim._meta.db_table, PublishedRelation._meta.db_table
RELATIONS_WHERE = f"FROM {RELATION} r JOIN {CLAIM} c ON r.claim_id = c.id WHERE"
# Repeating holds both ways; support only counts towards what is supported. Denials never count.
BACKING = f"'{RelationKind.SUPPORTS}', '{RelationKind.REPEATS}'"
SUPPORTED = mark_others(f"SELECT r.claim_id {RELATIONS_WHERE} r.target_id = linked.id AND r.kind IN ({BACKING})")
REPEATED = mark_others(
    f"SELECT r.target_id {RELATIONS_WHERE} r.claim_id = linked.id AND r.kind = '{RelationKind.REPEATS}'"
)
SAID = "c.id, c.document::json -> 'attribution', c.document::json #> '{article,outlet}'"
LINKED_CLAIMS = mark_others(
    f"SELECT {SAID} FROM {CLAIM} c WHERE c.id IN (SELECT id FROM linked) AND c.kind <> '{ClaimKind.DENIAL}'"  # noqa: S608
)
LINKED = f"""
    WITH RECURSIVE linked (id) AS (
        SELECT %(number)s::bigint
        UNION
        SELECT next.id FROM linked CROSS JOIN LATERAL ({SUPPORTED} UNION ALL {REPEATED}) AS next (id)
    )
    SELECT * FROM ({LINKED_CLAIMS}) AS shown (id, attribution, outlet) ORDER BY id LIMIT {MOST_CLAIMS}
"""  # noqa: S608


def count_origins(number: int, as_of: datetime | None = None) -> dict[str, Any]:
    """Count the independent origins of a claim that is public, or was at `as_of`."""
    sql = resolve_others(LINKED, as_of=as_of is not None)
    origins: dict[tuple[str, ...], dict[str, Any]] = {}
    for claim, attribution, outlet in fetch_rows(Sql(sql, {"number": number, "as_of": as_of}, is_prepared=True)):
        key, name, kind = identify_origin(attribution, outlet)
        origins.setdefault(key, {"origin": name, "kind": kind, "claims": []})["claims"].append(claim)
    return {"count": len(origins), "origins": list(origins.values())}


def identify_origin(attribution: list[dict[str, Any]], outlet: dict[str, Any]) -> tuple[tuple[str, ...], str, str]:
    """Give (what makes it one, its name, its kind). The same label through the same first relay is one origin."""
    if not attribution:
        return (AttributionKind.ORGANIZATION, outlet["slug"]), outlet["name"], AttributionKind.ORGANIZATION
    first, kind = attribution[0], attribution[0]["kind"]
    entity = first.get(kind)
    if entity:
        return (kind, entity["slug"]), entity["name"], kind
    relay = _identify_hop(attribution[1]) if len(attribution) > 1 else outlet["slug"]
    return (kind, first["label"].casefold(), relay), first["label"], kind


def _identify_hop(hop: dict[str, Any]) -> str:
    entity = hop["organization"] or hop["person"]
    return entity["slug"] if entity else hop["label"].casefold()
