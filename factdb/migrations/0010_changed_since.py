"""What has changed since a moment is found without reading what was published since for the first time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("factdb", "0009_greatest_tallies")]
    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(version__gt=1), fields=["kind", "action", "at"], name="ledgerentry_changed"
            ),
        ),
    ]
