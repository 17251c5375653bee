"""Which keys that came later every live document has by now: what describes the API reads it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0016_horizon"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("organizations", "Organizations"),
                            ("measures", "Measures"),
                            ("people", "People"),
                            ("policies", "Policies"),
                            ("articles", "Articles"),
                            ("claims", "Claims"),
                        ],
                        max_length=15,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
            ],
        ),
        migrations.RunSQL("GRANT SELECT ON factdb_publishedkey TO factdb_public;", migrations.RunSQL.noop),
    ]
