"""The public login may read what was public once."""

from django.db import migrations

TABLES = (
    "pastarticle",
    "pastbuilt",
    "pastclaim",
    "pastclaimorganization",
    "pastclaimperson",
    "pastclaimpolicy",
    "pastmeasure",
    "pastorganization",
    "pastperson",
    "pastpolicy",
    "pastpolicyevent",
    "pastrelation",
    "pastrole",
)
GRANT = f"GRANT SELECT ON {', '.join(f'factdb_{table}' for table in TABLES)} TO factdb_public"
REVOKE = f"REVOKE SELECT ON {', '.join(f'factdb_{table}' for table in TABLES)} FROM factdb_public"


class Migration(migrations.Migration):
    dependencies = [("factdb", "0014_past_rows")]
    operations = [migrations.RunSQL(GRANT, REVOKE)]
