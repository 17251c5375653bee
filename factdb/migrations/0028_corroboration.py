"""What live claims make of one another. `manage.py rebuild --past`, which every upgrade runs, fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0027_evidenced"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCorroboration",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="factdb.publishedclaim",
                    ),
                ),
                ("origins", models.PositiveIntegerField(db_default=1)),
                ("outlets", models.PositiveIntegerField(db_default=1)),
                (
                    "is_opposed",
                    models.BooleanField(
                        db_default=False, help_text="It contradicts or denies a live claim, or is by one."
                    ),
                ),
                (
                    "is_impossible",
                    models.BooleanField(db_default=False, help_text="Beside another figure of its measure."),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("origins__gt", 1)), fields=["claim"], name="corroborated"),
                    models.Index(
                        condition=models.Q(("is_opposed", True), ("is_impossible", True), _connector="OR"),
                        fields=["claim"],
                        name="contradicted",
                    ),
                ],
            },
        ),
        migrations.RunSQL("GRANT SELECT ON factdb_publishedcorroboration TO factdb_public;", migrations.RunSQL.noop),
    ]
