"""What must never be true is refused by the database itself: each rule that has a name sees one row refused."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from factdb.kinds import LEDGER_KINDS, resolve_name

pytestmark = pytest.mark.usefixtures("record")

DESK = tuple(resolve_name(kind.desk_model)._meta.model_name for kind in LEDGER_KINDS.values())
LINKS = ("policy", "person", "organization")
ENTRY = """
    INSERT INTO factdb_ledgerentry (seq, at, action, kind, key, version, reason, document, document_sha256,
        previous_sha256, sha256, solo, actor, edited_by, approved_by, staff_salt, staff_sha256)
    SELECT {seq}, at + interval '1 day', {action}, kind, key, {version}, '', document, document_sha256,
        {previous}, 'new', {solo}, actor, '{{7}}', 7, {salt}, staff_sha256
    FROM factdb_ledgerentry ORDER BY seq DESC LIMIT 1
"""


def entry(
    *, seq="seq + 1", action="'updated'", version="version + 1", previous="sha256", solo="TRUE", salt="staff_salt"
):
    return ENTRY.format(seq=seq, action=action, version=version, previous=previous, solo=solo, salt=salt)


def again(table, columns):
    return f"INSERT INTO factdb_{table} ({columns}) SELECT {columns} FROM factdb_{table} LIMIT 1"


def past(name):
    """A past row that ends when it begins."""
    model = apps.get_model("factdb", f"published{name}")
    columns = ", ".join(field.column for field in model._meta.concrete_fields if not field.generated)
    return f"""
        INSERT INTO factdb_past{name} ({columns}, valid_to)
        SELECT {columns}, changed_at FROM factdb_published{name} LIMIT 1"""


# What hangs on a past row, and the values of one that hangs on none.
HANGING = {
    "role": "INSERT INTO factdb_pastrole (row_id, person_id, title) VALUES {}",
    "policyevent": """
        INSERT INTO factdb_pastpolicyevent (policy_id, position, "on", precision, status, note, claim_id, row_id)
        VALUES {}""",
    "relation": "INSERT INTO factdb_pastrelation (claim_id, kind, target_id, row_id) VALUES {}",
    **{
        f"claim{name}": f"INSERT INTO factdb_pastclaim{name} ({name}_id, stated_on, claim_id, row_id) VALUES {{}}"
        for name in LINKS
    },
}
LOOSE = {
    "role": "(99, 1, '')",
    "policyevent": "(1, 0, '2024-05-01', 'day', 'in_force', '', 1, 99)",
    "relation": "(1, 'supports', 2, 99)",
    **{f"claim{name}": "(1, '2024-05-01', 1, 99)" for name in LINKS},
}
# By the rule's name, what it refuses.
REFUSED = {
    **{f"{name}_live_is_public": f"UPDATE factdb_{name} SET is_public = FALSE" for name in DESK},
    **{f"{name}_withdrawn_is_not": f"UPDATE factdb_{name} SET state = 'withdrawn'" for name in DESK},
    **{f"{name}_public_has_version": f"UPDATE factdb_{name} SET version = NULL" for name in DESK},
    "claim_published_has_number": "UPDATE factdb_claim SET version = 1 WHERE number IS NULL",
    "claim_quote_is_whole": "UPDATE factdb_claim SET quote_sha256 = NULL",
    "claim_quote_is_not_empty": "UPDATE factdb_claim SET quote_end = quote_start",
    "claim_quote_sha256_is_hex": "UPDATE factdb_claim SET quote_sha256 = repeat('x', 64)",
    "claim_occurred_in_order": "UPDATE factdb_claim SET occurred_from = '2024-02-01', occurred_to = '2024-01-01'",
    "claim_period_in_order": "UPDATE factdb_claim SET period_from = '2024-02-01', period_to = '2024-01-01'",
    "claim_figure_is_whole": "UPDATE factdb_claim SET hedge = '' WHERE measure_id IS NOT NULL",
    "attribution_position_once": "UPDATE factdb_attribution SET position = 1",
    "attribution_position_from_1": "UPDATE factdb_attribution SET position = 0",
    "attribution_names_its_source": "UPDATE factdb_attribution SET kind = 'person' WHERE kind = 'anonymous'",
    "relation_once": again("relation", "claim_id, kind, target_id, note"),
    "relation_not_to_itself": "UPDATE factdb_relation SET target_id = claim_id",
    "verdict_rates": """
        INSERT INTO factdb_verdict (claim_id, rating, summary, reviewed_on)
        SELECT id, 'unchecked', '', '2024-05-01' FROM factdb_claim LIMIT 1""",
    "article_has_a_title": "UPDATE factdb_article SET headline = '', label = ''",
    "evidence_is_on_one_thing": "INSERT INTO factdb_evidence (title, url) VALUES ('', '')",
    "evidence_read_has_its_day": """
        INSERT INTO factdb_evidence (title, url, verdict_id, reading) VALUES ('', '', 0, 'live')""",
    "policyevent_change_has_status": """
        INSERT INTO factdb_policyevent (policy_id, "on", precision, status, note)
        SELECT min(id), '2024-05-01', 'day', '', '' FROM factdb_policy""",
    "role_starts_before_it_ends": "UPDATE factdb_role SET ended_on = started_on - 1",
    "snapshot_once": again("snapshot", "article_id, sha256, text, note"),
    "snapshot_sha256_is_hex": "UPDATE factdb_snapshot SET sha256 = repeat('X', 64), text = NULL",
    "snapshot_text_has_this_hash": "UPDATE factdb_snapshot SET text = text || '.'",
    "ledgerentry_version_once": entry(version="version", previous="'other'"),
    "ledgerentry_never_forks": entry(previous="previous_sha256"),
    "ledgerentry_four_eyes": entry(solo="FALSE"),
    "ledgerentry_salt_with_hash": entry(salt="NULL"),
    "ledgerentry_tombstone_has_no_document": entry(action="'merged'"),
    "ledgerentry_says_why": entry(action="'corrected'"),
    "publishedaudit_is_one": "INSERT INTO factdb_publishedaudit (id, at, seq, faults) VALUES (2, now(), 0, 0)",
    "publishedpolicyevent_once": """
        INSERT INTO factdb_publishedpolicyevent (policy_id, position, "on", precision, status, note, claim_id)
        SELECT min(id), 0, '2024-05-01', 'day', 'in_force', '', 1 FROM factdb_publishedpolicy, generate_series(1, 2)
        GROUP BY generate_series""",
    "publishedpolicyevent_claim_is_public": """
        INSERT INTO factdb_publishedpolicyevent (policy_id, position, "on", precision, status, note, claim_id)
        SELECT min(id), 0, '2024-05-01', 'day', 'in_force', '', 99 FROM factdb_publishedpolicy""",
    "publishedrelation_once": again("publishedrelation", "claim_id, kind, target_id"),
    "publishedrelation_claim_is_public": "UPDATE factdb_publishedrelation SET claim_id = 99",
    "publishedrelation_target_is_public": "UPDATE factdb_publishedrelation SET target_id = 99",
    "publishedslug_row_once": """
        INSERT INTO factdb_publishedslug (kind, slug, row_id)
        SELECT kind, slug || '-2', row_id FROM factdb_publishedslug LIMIT 1""",
    **{f"past{name}_ends_after_it_begins": past(name) for name in DESK},
    **{f"past{name}_row_is_past": sql.format(LOOSE[name]) for name, sql in HANGING.items()},
    **{
        f"past{name}_once": HANGING[name].format(f"{LOOSE[name]}, {LOOSE[name]}")
        for name in ("policyevent", "relation")
    },
    **{
        f"publishedclaim{name}_{end}_is_public": f"""
            INSERT INTO factdb_publishedclaim{name} ({", ".join(ends)}, stated_on) VALUES ({ids}, '2024-05-01')"""
        for name in LINKS
        for ends in [(f"{name}_id", "claim_id")]
        for end, ids in [("claim", f"(SELECT min(id) FROM factdb_published{name}), 99"), (name, "0, 1")]
    },
}
# The same of triggers, which say so in words.
TRIGGERS = {
    **{f"{name}_stays_row": (f"DELETE FROM factdb_{name}", "retracted, not deleted") for name in DESK},
    **{f"{name}_stays_slug": (f"UPDATE factdb_{name} SET slug = slug || '-2'", "slug .* is fixed") for name in DESK},
    "claim_stays_number": ("UPDATE factdb_claim SET number = number + 9", "claim number . is fixed"),
    "ledger_only_grows": ("DELETE FROM factdb_ledgerentry", "append-only: DELETE"),
    "ledger_is_not_emptied": ("TRUNCATE factdb_ledgerentry CASCADE", "append-only: TRUNCATE"),
    "ledger_chains_whole": (entry(seq="seq + 2"), "does not follow"),
}
# They refuse nothing; what they keep is seen in tests/publishing/test_horizon.py.
KEEPING = {"claims_raise_horizon", "claims_raise_horizon_again", "past_claims_raise_horizon"}
# What Django names itself begins with the table's name.
NAMED = r"""
    SELECT conname FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'factdb\_%' AND conname NOT LIKE 'factdb\_%' AND contype IN ('c', 'u', 'x', 'f')
    UNION SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'factdb\_%' AND NOT tgisinternal
"""


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("name", REFUSED)
def test_constraint_refuses_a_row(name):
    with pytest.raises(IntegrityError) as refusal:
        execute(REFUSED[name])
    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("name", TRIGGERS)
def test_trigger_refuses_a_row(name):
    sql, words = TRIGGERS[name]
    with pytest.raises(IntegrityError, match=words):
        execute(sql)


def test_everything_named_has_seen_a_row_refused():
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        assert {name for (name,) in cursor} == REFUSED.keys() | TRIGGERS.keys() | KEEPING
