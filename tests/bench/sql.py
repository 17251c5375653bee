"""Each question as SQL written by hand: keys first, by the index that has the order, then the documents."""

C = "factdb_publishedclaim"
NEWEST = "ORDER BY stated_on DESC, id DESC LIMIT 51"
BY_COLUMN = f"SELECT document FROM {C} WHERE {{}} {NEWEST}"
BY_LINK = (
    f"SELECT document FROM (SELECT l.stated_on, l.claim_id AS id FROM factdb_publishedclaim{{0}} l"
    f" WHERE {{0}}_id = (SELECT id FROM factdb_published{{0}} WHERE slug = %s) {{1}} ORDER BY l.stated_on DESC,"
    f" l.claim_id DESC LIMIT 51) k JOIN {C} c USING (id) ORDER BY k.stated_on DESC, id DESC"
)
SLUG = "{0} = (SELECT id FROM factdb_published{1} WHERE slug = %s)"
HITS = "search @@ websearch_to_tsquery('factdb', %s)"
FACETS = f"""
    WITH m AS MATERIALIZED (SELECT kind, rating, stated_on, outlet_id, speaker_id, policies FROM {C} WHERE {HITS})
    (SELECT 'policy', p::text, count(*) n FROM m, unnest(policies) p GROUP BY 2 ORDER BY n DESC LIMIT 100) UNION ALL
    (SELECT 'speaker', speaker_id::text, count(*) n FROM m WHERE speaker_id > 0 GROUP BY 2 ORDER BY n DESC LIMIT 100)
    UNION ALL (SELECT 'outlet', outlet_id::text, count(*) n FROM m GROUP BY 2 ORDER BY n DESC LIMIT 100) UNION ALL
    (SELECT 'kind', kind, count(*) n FROM m GROUP BY 2 ORDER BY n DESC) UNION ALL
    (SELECT 'rating', rating, count(*) n FROM m GROUP BY 2 ORDER BY n DESC) UNION ALL
    (SELECT 'year', extract(year FROM stated_on)::text, count(*) n FROM m GROUP BY 2 ORDER BY 2)"""

SQL = {
    "all": f"SELECT document FROM {C} {NEWEST}",
    "policy": BY_LINK.format("policy", ""),
    "person": BY_LINK.format("person", ""),
    "organization": BY_LINK.format("organization", ""),
    "speaker": BY_COLUMN.format(SLUG.format("speaker_id", "person")),
    "outlet": BY_COLUMN.format(SLUG.format("outlet_id", "organization")),
    "article": BY_COLUMN.format(SLUG.format("article_id", "article")),
    "measure": BY_COLUMN.format(SLUG.format("measure_id", "measure")),
    "kind": BY_COLUMN.format("kind = %s"),
    "attribution": BY_COLUMN.format("attribution = %s"),
    "deep": BY_COLUMN.format("(stated_on, id) < (%s, %s)"),
    "policy_deep": BY_LINK.format("policy", "AND (l.stated_on, l.claim_id) < (%s, %s)"),
    "dates": BY_COLUMN.format("stated_on BETWEEN %s AND %s"),
    "policy_kind": (
        f"SELECT document FROM factdb_publishedclaimpolicy l JOIN {C} c ON c.id = l.claim_id"
        " WHERE policy_id = (SELECT id FROM factdb_publishedpolicy WHERE slug = %s) AND kind = %s"
        " ORDER BY l.stated_on DESC, l.claim_id DESC LIMIT 51"
    ),
    "policy_person": (
        "SELECT document FROM (SELECT l.stated_on, l.claim_id AS id FROM factdb_publishedclaimperson l"
        " WHERE person_id = (SELECT id FROM factdb_publishedperson WHERE slug = %s) AND EXISTS (SELECT FROM"
        " factdb_publishedclaimpolicy o WHERE o.claim_id = l.claim_id AND o.policy_id = (SELECT id FROM"
        " factdb_publishedpolicy WHERE slug = %s)) ORDER BY l.stated_on DESC, l.claim_id DESC LIMIT 51) k"
        f" JOIN {C} c USING (id) ORDER BY k.stated_on DESC, id DESC"
    ),
    "newest": BY_COLUMN.format(HITS),
    "ranked": (
        f"SELECT document FROM (SELECT id, ts_rank(search, websearch_to_tsquery('factdb', %s)) r, stated_on FROM {C}"
        f" WHERE {HITS} ORDER BY r DESC, stated_on DESC, id DESC LIMIT 51) k JOIN {C} c USING (id)"
        " ORDER BY r DESC, k.stated_on DESC, id DESC"
    ),
    "claim": f"SELECT document FROM {C} WHERE id = %s",
    "facets": FACETS,
}
# What an ETag follows.
HEAD = "SELECT seq, sha256 FROM factdb_ledgerentry ORDER BY seq DESC LIMIT 1"
