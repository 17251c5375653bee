"""A hundred thousand claims by SQL alone, for tests of query plans: what they show is of no matter.

Thing 1 of a kind has most of the claims, thing 2 a tenth that thing 1 has none of, every other one a few; 5 claims have
each of the rare codes and flags.
"""

from django.db import connections

from factdb.models.published import PublishedTally

CLAIMS, PEOPLE, ORGANIZATIONS, POLICIES, MEASURES, ARTICLES, CORRECTIONS = 100_000, 3000, 300, 2000, 2000, 5000, 4000
CHANGES = 11_000
# Claims of the last year.
YEAR = 2700
START = "timestamptz '2024-01-01 00:00Z' + i * interval '1 minute'"
COMMON = f"1, i, '{{}}', {START}, {START}, {START}"
# Most have the first of so many things, a tenth the second, and the others share the rest.
MOSTLY_FIRST = "CASE WHEN i % 10 < 8 THEN 1 WHEN i % 10 = 8 THEN 2 ELSE 1 + (i / 3) % {} END"


# (drop, make again): rows checked and sorted one by one would take five times as long.
CONSTRAINTS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text LIKE 'factdb_published%'"""
INDEXES = """
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE NOT indisunique AND indrelid = 'factdb_publishedclaim'::regclass"""
CHAIN = """
    SELECT chain || ' DISABLE TRIGGER ledger_chains_whole', chain || ' ENABLE TRIGGER ledger_chains_whole'
    FROM (VALUES ('ALTER TABLE factdb_ledgerentry')) AS of (chain)"""


def fill() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"{CONSTRAINTS} UNION ALL {INDEXES} UNION ALL {CHAIN}")
        set_aside = cursor.fetchall()
        run(cursor, [drop for drop, _ in set_aside])
        run(cursor, [insert(*of) for of in TABLES.items()])
        run(cursor, [insert("ledgerentry", of) for of in (CHANGED, NAMED)])
        run(cursor, [SUPERSEDED, *(superseded(name) for name in ("policy", "person", "organization")), REPLACED])
        run(cursor, ["DELETE FROM factdb_pasthorizon", HORIZON])
        # What is planned by counts of before would compare every row with every other.
        run(cursor, ["ANALYZE", *(make for _, make in set_aside)])
        run(cursor, [tally(name) for name in PublishedTally.FILTERS])
        run(cursor, ["VACUUM (ANALYZE)"])


def run(cursor, statements: list[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def insert(table: str, of: tuple[str, str, int]) -> str:
    columns, values, rows = of
    return f"INSERT INTO factdb_{table} ({columns}) SELECT {values} FROM generate_series(1, {rows}) AS i"  # noqa: S608


def superseded(name: str) -> str:
    """A past row's number is its first entry's, which is the claim's own here."""
    columns = f"stated_on, claim_id, {name}_id"
    past = f"INSERT INTO factdb_pastclaim{name} (row_id, {columns}) SELECT claim_id, {columns}"
    return f"{past} FROM factdb_publishedclaim{name} WHERE {CHANGED_ONES.format('claim_id')}"


def tally(name: str) -> str:
    """How many claims have each value; the pairs are of no use to lists."""
    table = f"claim{name}" if name in ("policy", "person", "organization") else "claim"
    column = name if name in CLAIM else f"{name}_id"
    counted = f"'{name}', {column}::text, '', '', count(*) FROM factdb_published{table} WHERE {column} IS NOT NULL"
    return f"INSERT INTO factdb_publishedtally (dimension, value, by, by_value, claims) SELECT {counted} GROUP BY 2"


def thing(name: str, columns: str, values: str, rows: int) -> tuple[str, str, int]:
    common = "version, seq, document, published_at, updated_at, changed_at, headline, words, id, slug, names"
    shown = f"{COMMON}, 'Headline of {name} ' || i, {words(rows)}, i, '{name}-' || i, '{name} ' || i"
    return f"{common}, {columns}", f"{shown}, {values}", rows


def words(rows: int) -> str:
    return f"concat_ws(' ', 'common', CASE WHEN i % {rows // 5} = 0 THEN 'seldom' END, 'word' || i % 1000)"


def few(code: str, rest: str, place: int) -> str:
    return f"CASE WHEN i % 20000 = {place} THEN {code} ELSE {rest} END"


def mostly_first(many: int) -> str:
    return MOSTLY_FIRST.format(many)


def link(name: str, many: int) -> tuple[str, str, int]:
    return f"stated_on, claim_id, {name}_id", f"{STATED}, i, {mostly_first(many)}", CLAIMS


STATED = f"date '2000-01-01' + i * 9000 / {CLAIMS}"
IS_FIGURE = "i % 10 IN (1, 4, 8)"
CLAIM = {
    "version, seq, document, published_at, updated_at, changed_at": COMMON,
    "headline": "'Claim ' || i",
    "words": words(CLAIMS),
    "id": "i",
    "kind": few("'denial'", f"CASE WHEN {IS_FIGURE} THEN 'figure' ELSE 'statement' END", 1),
    "stated_on": STATED,
    "stated_on_last": STATED,
    "article_id": mostly_first(ARTICLES),
    "outlet_id": mostly_first(ORGANIZATIONS),
    "speaker_id": f"CASE WHEN i % 7 > 0 THEN {mostly_first(PEOPLE)} END",
    "origin_organization_id": f"CASE WHEN i % 7 = 0 THEN {mostly_first(ORGANIZATIONS)} END",
    "attribution": few("'anonymous'", "CASE WHEN i % 7 > 0 THEN 'person' ELSE 'organization' END", 2),
    "measure_id": f"CASE WHEN {IS_FIGURE} THEN {mostly_first(MEASURES)} END",
    "low": f"CASE WHEN {IS_FIGURE} THEN i END",
    "high": f"CASE WHEN {IS_FIGURE} THEN i END",
    "weight_rank": few("1", "2", 6),
    "has_quote": "i % 20000 <> 3",
    "rating": few("'false'", "'unchecked'", 4),
    "corrected": "i % 20000 = 5",
}

LEDGER = (
    "seq, at, action, kind, key, version, reason, document, document_sha256, previous_sha256, sha256, solo, actor,"
    " edited_by"
)
ENTRY = "'Why', '{\"stated_on\":\"2010-01-01\",\"policies\":[]}', '', random()::text, random()::text, TRUE, '', '{}'"
# In April a thousand claims were corrected, and ten thousand rendered again.
ACTION = "CASE WHEN i % 11 = 0 THEN 'corrected' ELSE 'rerendered' END"
APRIL = "timestamptz '2024-04-01 00:00Z' + i * interval '1 minute'"
CHANGED = LEDGER, f"{CLAIMS} + i, {APRIL}, {ACTION}, 'claims', (i * 9)::text, 2, {ENTRY}", CHANGES
BEFORE = "timestamptz '2024-01-01 00:00Z' - i * interval '1 minute'"
NAMED = LEDGER, f"-i, {BEFORE}, 'published', 'policies', 'policy-' || i, 1, {ENTRY}", 200
COLUMNS = ", ".join(CLAIM)
SINCE = "timestamptz '2024-04-01 00:00Z' + id / 9 * interval '1 minute'"
CHANGED_ONES = f"{{0}} % 9 = 0 AND {{0}} <= {9 * CHANGES}"
SUPERSEDED = (
    f"INSERT INTO factdb_pastclaim ({COLUMNS}, valid_to) SELECT {COLUMNS}, {SINCE}"  # noqa: S608
    f" FROM factdb_publishedclaim WHERE {CHANGED_ONES.format('id')}"
)
REPLACED = (
    f"UPDATE factdb_publishedclaim SET seq = {CLAIMS} + id / 9, changed_at = {SINCE}"  # noqa: S608
    f" WHERE {CHANGED_ONES.format('id')}"
)
# As if each had come by itself.
HORIZON = (
    "INSERT INTO factdb_pasthorizon (at, stated_on)"
    " SELECT timestamptz '2024-01-01 00:00Z' + min(id) * interval '1 minute', stated_on"
    " FROM factdb_publishedclaim GROUP BY stated_on"
)
TABLES = {
    "ledgerentry": (LEDGER, f"i, {START}, 'published', 'claims', i::text, 1, {ENTRY}", CLAIMS),
    "publishedorganization": thing("organization", "kind", few("'agency'", "'outlet'", 1), ORGANIZATIONS),
    "publishedmeasure": thing("measure", "unit, nature", "'unit ' || i % 50, 'total'", MEASURES),
    "publishedperson": thing("person", "sort_name", "'Name ' || i", PEOPLE),
    "publishedrole": (
        "person_id, organization_id, title",
        f"i, {mostly_first(ORGANIZATIONS)}, 'Title ' || i % 100",
        PEOPLE,
    ),
    "publishedpolicy": thing(
        "policy",
        "kind, jurisdiction, status",
        "'law', 'Land ' || i % 20, CASE WHEN i % 2 = 0 THEN 'in_force' ELSE '' END",
        POLICIES,
    ),
    "publishedarticle": thing(
        "article",
        "outlet_id, published_on, published_on_last",
        f"{mostly_first(ORGANIZATIONS)}, date '2000-01-01' + i, date '2000-01-01' + i",
        ARTICLES,
    ),
    "publishedclaim": (", ".join(CLAIM), ", ".join(CLAIM.values()), CLAIMS),
    "publishedclaimpolicy": link("policy", POLICIES),
    "publishedclaimperson": link("person", PEOPLE),
    "publishedclaimorganization": link("organization", ORGANIZATIONS),
    "publishedrelation": (
        "claim_id, kind, target_id",
        "1 + i * 15, 'supports', CASE WHEN i % 50 = 0 THEN 1 ELSE i END",
        6000,
    ),
    # A third has several origins; 5 claims are contradicted, 5 by their figures.
    "publishedcorroboration": (
        "claim_id, origins, outlets, is_opposed, is_impossible",
        f"i, CASE WHEN i % 3 = 0 THEN 2 ELSE 1 END, 2, {few('TRUE', 'FALSE', 7)}, {few('TRUE', 'FALSE', 8)}",
        CLAIMS,
    ),
    "publishedpolicyevent": (
        'policy_id, position, "on", precision, status, note, claim_id',
        f"1 + i % {POLICIES}, i / {POLICIES}, date '2010-01-01' + i, 'day', 'in_force', '', i",
        2 * POLICIES,
    ),
    "publishedcorrection": (
        "seq, at, action, kind, key, document",
        f"i, {START}, CASE WHEN i % 1000 = 0 THEN 'retracted' ELSE 'corrected' END, 'claims', i::text, '{{}}'",
        CORRECTIONS,
    ),
}
