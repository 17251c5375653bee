"""Who asks for a retraction, why and since when: a second person confirms it."""

from django.db import migrations, models

KINDS = ("article", "claim", "measure", "organization", "person", "policy")


def list_columns() -> list[tuple[str, models.Field]]:
    """A field belongs to one model: each gets its own."""
    return [
        (
            "retraction_reason",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Public once a second person confirms.",
            ),
        ),
        ("retraction_asked_by", models.BigIntegerField(blank=True, editable=False, null=True)),
        ("retraction_asked_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0021_login_attempts"),
    ]

    operations = [
        migrations.AddField(model_name=kind, name=name, field=column)
        for kind in KINDS
        for name, column in list_columns()
    ]
