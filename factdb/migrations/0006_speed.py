"""What a million claims need: narrow rows, each claim's policies beside it, and tallies of what is popular."""

import django.contrib.postgres.fields
from django.db import migrations, models

# Only above this many bytes does PostgreSQL store anything out of the row, the longest first: that is the document.
NARROW = """
ALTER TABLE factdb_publishedclaim SET (toast_tuple_target = 1200);
ALTER TABLE factdb_publishedclaim ALTER COLUMN document SET STORAGE EXTERNAL;
"""
# In the document's order, as the door writes them.
FILL = """
UPDATE factdb_publishedclaim SET policies = ARRAY(
    SELECT policy.id
    FROM jsonb_array_elements(document::jsonb -> 'policies') WITH ORDINALITY AS shown (named, place)
    JOIN factdb_publishedpolicy policy ON policy.slug = named ->> 'slug' ORDER BY place);
"""
GRANT = "GRANT SELECT ON factdb_publishedtally TO factdb_public;"


def make_tallies(apps, schema_editor):
    from factdb.publishing.recounting import COUNTED, TABLE

    schema_editor.execute(f"INSERT INTO {TABLE} (dimension, value, by, by_value, claims) {COUNTED}")


class Migration(migrations.Migration):
    dependencies = [("factdb", "0005_groups")]
    operations = [
        migrations.CreateModel(
            name="PublishedTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dimension",
                        "value",
                        "by",
                        "by_value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("dimension", models.CharField(blank=True, max_length=15)),
                ("value", models.CharField(blank=True, max_length=20)),
                ("by", models.CharField(blank=True, max_length=15)),
                ("by_value", models.CharField(blank=True, max_length=20)),
                ("claims", models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="policies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], size=None
            ),
        ),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
        migrations.RunPython(make_tallies, migrations.RunPython.noop),
    ]
