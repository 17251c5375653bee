"""When the record was last proved whole, and which migrations are there: /readyz tells, with the readers' login."""

from django.db import migrations, models

# Readers may know which migrations are there, and may not read their table. The name of the table is written out with
# its schema: a function that runs as its owner must not look through schemas in which others may make tables.
MAKE_FUNCTION = """
DO $$ BEGIN EXECUTE format($sql$
    CREATE FUNCTION factdb_applied_migrations() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS 'SELECT name::text FROM %I.django_migrations WHERE app = ''factdb'''
$sql$, current_schema()); END $$;
REVOKE ALL ON FUNCTION factdb_applied_migrations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION factdb_applied_migrations() TO factdb_public;
"""


class Migration(migrations.Migration):
    dependencies = [("factdb", "0019_sent_back")]
    operations = [
        migrations.CreateModel(
            name="PublishedAudit",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("seq", models.BigIntegerField()),
                ("faults", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="publishedaudit_is_one"),
                ],
            },
        ),
        migrations.RunSQL("GRANT SELECT ON factdb_publishedaudit TO factdb_public;", migrations.RunSQL.noop),
        migrations.RunSQL(MAKE_FUNCTION, "DROP FUNCTION factdb_applied_migrations();"),
    ]
