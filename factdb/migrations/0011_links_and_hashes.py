"""What PostgreSQL need not prove again for each of a hundred thousand claims."""

from django.db import migrations, models
from django.db.models import DO_NOTHING

# Each entry names the hash of the one whose number is one less (0007), and a number is there once: so is a hash.
# They fall all over their indexes, which wrote a page of each for every entry.
ADD = "ALTER TABLE factdb_ledgerentry ADD CONSTRAINT factdb_ledgerentry_{0}_key UNIQUE ({0});"
DROP = "ALTER TABLE factdb_ledgerentry DROP CONSTRAINT factdb_ledgerentry_{0}_key;"
HASHES = ("previous_sha256", "sha256")
TARGETS = ("policy", "person", "organization")


def unproved(model, name, to, **more):
    field = models.ForeignKey(on_delete=DO_NOTHING, to=f"factdb.published{to}", db_constraint=False, **more)
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("factdb", "0010_changed_since")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(DROP.format(name), ADD.format(name)) for name in HASHES],
            [migrations.AlterField("ledgerentry", name, models.CharField(max_length=64)) for name in HASHES],
        ),
        *[unproved(f"publishedclaim{name}", "claim", "claim") for name in TARGETS],
        *[unproved(f"publishedclaim{name}", name, name, db_index=False) for name in TARGETS],
        unproved("publishedrelation", "claim", "claim", related_name="relations"),
    ]
