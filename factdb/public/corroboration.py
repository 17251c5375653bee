"""How many independent origins say the same: ten papers that relay one wire are one origin."""

from typing import Any

from django.db import connections

from factdb.models.record import PublishedClaim, PublishedRelation
from factdb.vocabulary import AttributionKind, ClaimKind, RelationKind

from .queries import PUBLIC

MOST_CLAIMS = 10_000
# Repeating holds both ways; support only counts towards what is supported. Denials never count.
LINKED = f"""
    WITH RECURSIVE linked (id) AS (
        SELECT %s::bigint
        UNION
        SELECT CASE WHEN r.target_id = linked.id THEN r.claim_id ELSE r.target_id END
        FROM linked JOIN {PublishedRelation._meta.db_table} r
        ON (r.target_id = linked.id AND r.kind IN ('{RelationKind.SUPPORTS}', '{RelationKind.REPEATS}'))
        OR (r.claim_id = linked.id AND r.kind = '{RelationKind.REPEATS}')
    )
    SELECT c.id, c.document::json -> 'attribution', c.document::json #> '{{article,outlet}}'
    FROM linked JOIN {PublishedClaim._meta.db_table} c USING (id)
    WHERE c.kind <> '{ClaimKind.DENIAL}'
    ORDER BY c.id LIMIT {MOST_CLAIMS}
"""  # noqa: S608


def corroboration(number: int) -> dict[str, Any]:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(LINKED, [number])
        rows = cursor.fetchall()
    origins: dict[tuple[str, ...], dict[str, Any]] = {}
    for claim, attribution, outlet in rows:
        key, name, kind = origin(attribution, outlet)
        found = origins.setdefault(key, {"origin": name, "kind": kind, "claims": []})
        found["claims"].append(claim)
    return {"count": len(origins), "origins": list(origins.values())}


def origin(attribution: list[dict[str, Any]], outlet: dict[str, Any]) -> tuple[tuple[str, ...], str, str]:
    """(what makes it one, its name, its kind). The same label through the same first relay is one origin."""
    if not attribution:
        return (AttributionKind.ORGANIZATION, outlet["slug"]), outlet["name"], AttributionKind.ORGANIZATION
    first, kind = attribution[0], attribution[0]["kind"]
    named = first.get(kind)
    if named:
        return (kind, named["slug"]), named["name"], kind
    relay = _named(attribution[1]) if len(attribution) > 1 else outlet["slug"]
    return (kind, first["label"].casefold(), relay), first["label"], kind


def _named(hop: dict[str, Any]) -> str:
    named = hop["organization"] or hop["person"]
    return named["slug"] if named else hop["label"].casefold()
