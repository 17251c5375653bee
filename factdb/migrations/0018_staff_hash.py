"""Who wrote and who approved an entry stands inside the hash chain, as a salted hash that everybody may read.

Each statement stands alone and may run again. The first is instant for a ledger of any size; the second reads all of
it, while others read and publish.
"""

from django.db import migrations, models
from django.db.models import Q

NAME = "ledgerentry_salt_with_hash"
ADD = f"""
ALTER TABLE factdb_ledgerentry
    ADD COLUMN IF NOT EXISTS staff_sha256 varchar(64), ADD COLUMN IF NOT EXISTS staff_salt varchar(32),
    DROP CONSTRAINT IF EXISTS {NAME}, ADD CONSTRAINT {NAME} CHECK (
        (staff_salt IS NULL AND staff_sha256 IS NULL) OR (staff_salt IS NOT NULL AND staff_sha256 IS NOT NULL)
    ) NOT VALID
"""
DROP = "ALTER TABLE factdb_ledgerentry DROP COLUMN IF EXISTS staff_sha256, DROP COLUMN IF EXISTS staff_salt"
VALIDATE = f"ALTER TABLE factdb_ledgerentry VALIDATE CONSTRAINT {NAME}"
GRANT = "GRANT SELECT (staff_sha256) ON factdb_ledgerentry TO factdb_public"
# The function of migration 0007, and what one more condition makes of it.
CHAIN = """
CREATE OR REPLACE FUNCTION factdb_ledger_chains_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    loose bigint;
BEGIN
    SELECT min(n.seq) INTO loose FROM added n
    WHERE (n.seq = 1 AND n.previous_sha256 = repeat('0', 64) OR EXISTS (
        SELECT FROM factdb_ledgerentry e
        WHERE e.seq = n.seq - 1 AND e.sha256 = n.previous_sha256 AND e.at < n.at{also})) IS NOT TRUE;
    IF loose IS NOT NULL THEN
        RAISE EXCEPTION 'ledger entry % does not follow the one before it', loose
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
# A version before this one, still running beside it, would append entries that nobody stands behind.
NEVER_WITHOUT_AGAIN = "\n          AND (e.staff_sha256 IS NULL OR n.staff_sha256 IS NOT NULL)"


# Without these columns the chain could never be proved again.
REFUSE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM factdb_ledgerentry WHERE staff_sha256 IS NOT NULL) THEN
        RAISE EXCEPTION 'the ledger has entries that chain their staff hash: restore an older backup instead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("factdb", "0017_later_keys")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(ADD, DROP), migrations.RunSQL(VALIDATE, migrations.RunSQL.noop)],
            [
                migrations.AddField("ledgerentry", "staff_sha256", models.CharField(max_length=64, null=True)),
                migrations.AddField("ledgerentry", "staff_salt", models.CharField(max_length=32, null=True)),
                migrations.AddConstraint(
                    "ledgerentry",
                    models.CheckConstraint(
                        condition=Q(staff_sha256__isnull=True, staff_salt__isnull=True)
                        | Q(staff_sha256__isnull=False, staff_salt__isnull=False),
                        name=NAME,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
        migrations.RunSQL(CHAIN.format(also=NEVER_WITHOUT_AGAIN), [REFUSE, CHAIN.format(also="")]),
    ]
