"""Figures of larger amounts, and the last day that a date may be beside the first."""

from django.db import migrations, models

LAST_DAY = """
    UPDATE {0} SET {1}_last = CASE document::json ->> '{1}_precision'
        WHEN 'year' THEN make_date(extract(year FROM {1})::int, 12, 31)
        WHEN 'month' THEN (date_trunc('month', {1}::timestamp) + interval '1 month - 1 day')::date
        ELSE {1} END"""


def add_last_day(name, column):
    """Fill the new column by the documents: of what is public, and of what was."""
    for time in ("published", "past"):
        model = f"{time}{name}"
        field = models.DateField(help_text="The last; the same where the day is known.", null=True)
        yield migrations.AddField(model, f"{column}_last", field)
        yield migrations.RunSQL(LAST_DAY.format(f"factdb_{model}", column), migrations.RunSQL.noop)
        field = models.DateField(help_text="The last; the same where the day is known.")
        yield migrations.AlterField(model, f"{column}_last", field)
        yield migrations.AlterField(model, column, models.DateField(help_text="The first day that it may be."))


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0028_corroboration"),
    ]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="high",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="low",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="value",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True),
        ),
        migrations.AlterField(
            model_name="pastclaim",
            name="high",
            field=models.DecimalField(
                decimal_places=4, help_text="The value, or the range's high.", max_digits=24, null=True
            ),
        ),
        migrations.AlterField(
            model_name="pastclaim",
            name="low",
            field=models.DecimalField(
                decimal_places=4, help_text="The value, or the range's low.", max_digits=24, null=True
            ),
        ),
        migrations.AlterField(
            model_name="publishedclaim",
            name="high",
            field=models.DecimalField(
                decimal_places=4, help_text="The value, or the range's high.", max_digits=24, null=True
            ),
        ),
        migrations.AlterField(
            model_name="publishedclaim",
            name="low",
            field=models.DecimalField(
                decimal_places=4, help_text="The value, or the range's low.", max_digits=24, null=True
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="stated_on",
            field=models.DateField(help_text="When it was said or published; of a month or year the first day."),
        ),
        *add_last_day("claim", "stated_on"),
        *add_last_day("article", "published_on"),
    ]
