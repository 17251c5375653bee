"""Indexes for two filters whose rare values were looked for in every claim, and for two orders of articles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("factdb", "0007_bulk")]
    operations = [
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["high"], name="pub_claim_high", condition=models.Q(high__isnull=False)),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["has_quote", "stated_on", "id"], name="pub_claim_quote"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["published_at", "slug"], name="pub_article_published"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["updated_at", "slug"], name="pub_article_updated"),
        ),
    ]
