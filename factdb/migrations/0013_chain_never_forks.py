"""No two entries of the ledger follow the same one, whatever becomes of the trigger that proves it (0007)."""

from django.db import migrations, models

NAME = "ledgerentry_never_forks"
DROP = f"ALTER TABLE factdb_ledgerentry DROP CONSTRAINT IF EXISTS {NAME}"
# An index whose making was interrupted stays, and holds nothing.
CLEAR = f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}"
BUILD = f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON factdb_ledgerentry (previous_sha256)"
ADD = f"ALTER TABLE factdb_ledgerentry ADD CONSTRAINT {NAME} UNIQUE USING INDEX {NAME}"


class Migration(migrations.Migration):
    # Each statement may run again; an index is built beside publications only outside a transaction.
    atomic = False
    dependencies = [("factdb", "0012_links_are_public")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(DROP, DROP),
                migrations.RunSQL(CLEAR, migrations.RunSQL.noop),
                migrations.RunSQL(BUILD, migrations.RunSQL.noop),
                migrations.RunSQL(ADD, migrations.RunSQL.noop),
            ],
            [migrations.AddConstraint("ledgerentry", models.UniqueConstraint(fields=["previous_sha256"], name=NAME))],
        ),
    ]
