"""What 0011 left unproved, and what never was: both ends of every link are public.

Each statement stands alone and may run again: only the first of each key holds up whoever publishes, for a moment.
Where VALIDATE refuses a link that leads nowhere, `manage.py rebuild` of the version before this takes it away.
"""

from django.db import migrations, models
from django.db.models import DO_NOTHING

ADD = """
ALTER TABLE factdb_{model} DROP CONSTRAINT IF EXISTS {name}, ADD CONSTRAINT {name}
    FOREIGN KEY ({column}) REFERENCES factdb_{target} DEFERRABLE INITIALLY DEFERRED NOT VALID
"""
VALIDATE = "ALTER TABLE factdb_{model} VALIDATE CONSTRAINT {name}"
DROP = "ALTER TABLE factdb_{model} DROP CONSTRAINT IF EXISTS {name}"


def prove(model, field, target, **options):
    """Add a foreign key that is held at commit, then look at the rows that are there."""
    names = {"model": model, "name": f"{model}_{field}_is_public", "column": f"{field}_id", "target": target}
    key = models.ForeignKey(on_delete=DO_NOTHING, to=f"factdb.{target}", **options)
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(ADD.format(**names), DROP.format(**names)),
            migrations.RunSQL(VALIDATE.format(**names), migrations.RunSQL.noop),
        ],
        [migrations.AlterField(model, field, key)],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("factdb", "0011_links_and_hashes")]
    operations = [
        *[prove(f"publishedclaim{name}", "claim", "publishedclaim") for name in ("policy", "person", "organization")],
        *[
            prove(f"publishedclaim{name}", name, f"published{name}", db_index=False)
            for name in ("policy", "person", "organization")
        ],
        prove("publishedrelation", "claim", "publishedclaim", related_name="relations"),
        prove("publishedrelation", "target", "publishedclaim", related_name="related_from"),
        prove("publishedpolicyevent", "claim", "publishedclaim"),
    ]
