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

# What counting rows gave then (today's is factdb.publishing.tally_check, which may change).
COUNT = """
INSERT INTO factdb_publishedtally (dimension, value, by, by_value, claims)
WITH facts (id, dimension, fact) AS MATERIALIZED (
    SELECT id, dimension, dimension || ':' || value FROM (
        SELECT id, '', '' FROM factdb_publishedclaim
        UNION ALL SELECT claim_id, 'policy', policy_id::text FROM factdb_publishedclaimpolicy
        UNION ALL SELECT claim_id, 'person', person_id::text FROM factdb_publishedclaimperson
        UNION ALL SELECT claim_id, 'organization', organization_id::text FROM factdb_publishedclaimorganization
        UNION ALL SELECT id, 'speaker', speaker_id::text FROM factdb_publishedclaim WHERE speaker_id IS NOT NULL
        UNION ALL SELECT id, 'outlet', outlet_id::text FROM factdb_publishedclaim
        UNION ALL SELECT id, 'measure', measure_id::text FROM factdb_publishedclaim WHERE measure_id IS NOT NULL
        UNION ALL SELECT id, 'kind', kind FROM factdb_publishedclaim
        UNION ALL SELECT id, 'rating', rating FROM factdb_publishedclaim
        UNION ALL SELECT id, 'attribution', attribution FROM factdb_publishedclaim
        UNION ALL SELECT id, 'year', to_char(stated_on, 'YYYY') FROM factdb_publishedclaim
    ) AS each_fact (id, dimension, value)
),
pairs (fact, by_fact, claims) AS (
    SELECT a.fact, b.fact, count(*)::int FROM facts a JOIN facts b USING (id)
    WHERE a.dimension IN (
        '', 'policy', 'person', 'organization', 'speaker', 'outlet', 'measure', 'kind', 'rating', 'attribution')
    AND b.dimension IN ('', 'policy', 'speaker', 'outlet', 'kind', 'rating', 'year')
    GROUP BY 1, 2
)
SELECT split_part(fact, ':', 1), split_part(fact, ':', 2), split_part(by_fact, ':', 1), split_part(by_fact, ':', 2), claims
FROM pairs;
"""


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
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
