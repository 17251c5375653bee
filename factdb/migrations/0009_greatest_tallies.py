"""The greatest tallies of a value are found without reading all of them."""

from django.db import migrations, models
from django.db.models.functions import Floor, Ln


class Migration(migrations.Migration):
    dependencies = [("factdb", "0008_rare_values")]
    operations = [
        migrations.AddField(
            model_name="publishedtally",
            name="magnitude",
            field=models.GeneratedField(
                expression=models.Case(models.When(claims__gt=0, then=Floor(Ln("claims"))), default=-1.0),
                output_field=models.SmallIntegerField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            model_name="publishedtally",
            index=models.Index(fields=["dimension", "value", "by", "magnitude"], name="pub_tally_most"),
        ),
    ]
