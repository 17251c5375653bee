"""Tables of what was public once, which `rebuild` fills: empty where something was superseded before."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

COLLECTIONS = {
    "organizations": "organization",
    "measures": "measure",
    "people": "person",
    "policies": "policy",
    "articles": "article",
    "claims": "claim",
}
HANGING = {
    "pastrole": "pastperson",
    "pastpolicyevent": "pastpolicy",
    "pastclaimpolicy": "pastclaim",
    "pastclaimperson": "pastclaim",
    "pastclaimorganization": "pastclaim",
    "pastrelation": "pastclaim",
}
# What hangs on a past row goes with it.
CASCADE = "\n".join(
    f"""ALTER TABLE factdb_{table} ADD CONSTRAINT {table}_row_is_past
    FOREIGN KEY (row_id) REFERENCES factdb_{past} ON DELETE CASCADE;"""
    for table, past in HANGING.items()
)
# As of published claims (migration 0006).
NARROW = """
ALTER TABLE factdb_pastclaim SET (toast_tuple_target = 1200);
ALTER TABLE factdb_pastclaim ALTER COLUMN document SET STORAGE EXTERNAL;
"""
# From here on the door keeps what is superseded.
BUILT = "\n".join(
    f"""INSERT INTO factdb_pastbuilt (collection, kept_after, filled_to)
    SELECT '{collection}', coalesce(max(seq), 0), 0 FROM factdb_ledgerentry;"""
    for collection in COLLECTIONS
)
IDS = "\n".join(
    f"""INSERT INTO factdb_publishedslug (kind, slug, row_id)
    SELECT '{collection}', slug, id FROM factdb_published{name};"""
    for collection, name in COLLECTIONS.items()
    if collection != "claims"
)

GRANT = "GRANT SELECT ON factdb_publishedslug TO factdb_public;"


def weigh_words(column, weight):
    return models.Func(
        models.F(column),
        template=f"setweight(to_tsvector('factdb', %(expressions)s), '{weight}')",
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


def search_vector():
    return models.GeneratedField(
        expression=models.Func(
            weigh_words("headline", "A"),
            weigh_words("words", "B"),
            template="%(expressions)s",
            arg_joiner=" || ",
            output_field=django.contrib.postgres.search.SearchVectorField(),
        ),
        output_field=django.contrib.postgres.search.SearchVectorField(),
        db_persist=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0013_chain_never_forks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastBuilt",
            fields=[
                (
                    "collection",
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
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kept_after", models.BigIntegerField()),
                ("filled_to", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PastClaim",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "Event"),
                            ("statement", "Statement"),
                            ("figure", "Figure"),
                            ("plan", "Plan"),
                            ("forecast", "Forecast"),
                            ("allegation", "Allegation"),
                            ("denial", "Denial"),
                        ],
                        max_length=20,
                    ),
                ),
                ("stated_on", models.DateField()),
                (
                    "attribution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("organization", "Organization"),
                            ("anonymous", "Anonymous"),
                            ("document", "Document"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        decimal_places=4, help_text="The value, or the range's low.", max_digits=20, null=True
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        decimal_places=4, help_text="The value, or the range's high.", max_digits=20, null=True
                    ),
                ),
                (
                    "policies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), db_default=[], size=None
                    ),
                ),
                ("has_quote", models.BooleanField()),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("unchecked", "Unchecked"),
                            ("confirmed", "Confirmed"),
                            ("disputed", "Disputed"),
                            ("false", "False"),
                            ("outdated", "Outdated"),
                            ("unverifiable", "Cannot be verified"),
                        ],
                        max_length=15,
                    ),
                ),
                ("corrected", models.BooleanField()),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedarticle",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedmeasure",
                    ),
                ),
                (
                    "origin_organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedperson",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PastClaimOrganization",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id",
                        "stated_on",
                        "claim_id",
                        "row_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("stated_on", models.DateField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastclaim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastClaimPerson",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id",
                        "stated_on",
                        "claim_id",
                        "row_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("stated_on", models.DateField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedperson",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastclaim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastClaimPolicy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "policy_id",
                        "stated_on",
                        "claim_id",
                        "row_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("stated_on", models.DateField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedpolicy",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastclaim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastMeasure",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("slug", models.CharField(max_length=120)),
                (
                    "names",
                    models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it."),
                ),
                ("unit", models.CharField(max_length=50)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("total", "Total over a period"),
                            ("level", "Level at a moment"),
                            ("rate", "Rate or average"),
                        ],
                        max_length=5,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_measure_search"),
                    models.Index(fields=["headline", "slug"], name="past_measure_list"),
                    models.Index(fields=["slug", "valid_to"], name="past_measure_slug"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("changed_at__lt", models.F("valid_to"))),
                        name="pastmeasure_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PastOrganization",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("slug", models.CharField(max_length=120)),
                (
                    "names",
                    models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outlet", "News outlet"),
                            ("agency", "News agency"),
                            ("government", "Government body"),
                            ("court", "Court"),
                            ("legislature", "Legislature"),
                            ("party", "Political party"),
                            ("ngo", "Non-governmental organization"),
                            ("research", "Research institution"),
                            ("international", "International body"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_organization_search"),
                    models.Index(fields=["headline", "slug"], name="past_organization_list"),
                    models.Index(fields=["slug", "valid_to"], name="past_organization_slug"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("changed_at__lt", models.F("valid_to"))),
                        name="pastorganization_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PastPerson",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("slug", models.CharField(max_length=120)),
                (
                    "names",
                    models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it."),
                ),
                ("sort_name", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_person_search"),
                    models.Index(fields=["sort_name", "slug"], name="past_person_list"),
                    models.Index(fields=["slug", "valid_to"], name="past_person_slug"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("changed_at__lt", models.F("valid_to"))),
                        name="pastperson_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PastPolicy",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("slug", models.CharField(max_length=120)),
                (
                    "names",
                    models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "Order"),
                            ("programme", "Programme"),
                            ("agreement", "Agreement"),
                            ("law", "Law"),
                            ("ruling", "Effect of a court ruling"),
                            ("plan", "Negotiated or proposed plan"),
                            ("service", "Service one must apply through"),
                            ("measure", "Administrative measure"),
                        ],
                        max_length=20,
                    ),
                ),
                ("jurisdiction", models.CharField(max_length=100)),
                (
                    "status",
                    models.CharField(
                        blank=True, help_text="Of its latest event; empty where it has none.", max_length=20
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PastPolicyEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                (
                    "precision",
                    models.CharField(choices=[("day", "Day"), ("month", "Month"), ("year", "Year")], max_length=5),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("announced", "Announced"),
                            ("in_force", "In force"),
                            ("suspended", "Suspended"),
                            ("ended", "Ended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedpolicy",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastpolicy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("updates", "Updates"),
                            ("denies", "Denies"),
                            ("repeats", "Repeats"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastclaim",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedclaim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedperson",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.pastperson",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedSlug",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "slug", blank=True, editable=False, primary_key=True, serialize=False
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
                ("slug", models.CharField(max_length=120)),
                ("row_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "row_id"), name="publishedslug_row_once")],
            },
        ),
        migrations.CreateModel(
            name="PastArticle",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "valid_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("changed_at"), output_field=models.DateTimeField()
                    ),
                ),
                ("valid_to", models.DateTimeField(db_index=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("headline", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("search", search_vector()),
                ("slug", models.CharField(max_length=120)),
                (
                    "names",
                    models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it."),
                ),
                ("published_on", models.DateField()),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
                (
                    "syndicated_from",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factdb.publishedorganization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_article_search"),
                    models.Index(
                        models.OrderBy(models.F("published_on"), descending=True),
                        models.F("slug"),
                        name="past_article_list",
                    ),
                    models.Index(
                        models.F("outlet"),
                        models.OrderBy(models.F("published_on"), descending=True),
                        models.F("slug"),
                        name="past_article_outlet",
                    ),
                    models.Index(fields=["published_at", "slug"], name="past_article_published"),
                    models.Index(fields=["updated_at", "slug"], name="past_article_updated"),
                    models.Index(fields=["slug", "valid_to"], name="past_article_slug"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("changed_at__lt", models.F("valid_to"))),
                        name="pastarticle_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["stated_on", "id"], name="past_claim_list"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["article", "stated_on", "id"], name="past_claim_article"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["outlet", "stated_on", "id"], name="past_claim_outlet"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["speaker", "stated_on", "id"], name="past_claim_speaker"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["origin_organization", "stated_on", "id"], name="past_claim_origin"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["measure", "stated_on", "id"], name="past_claim_measure"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["kind", "stated_on", "id"], name="past_claim_kind"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["rating", "stated_on", "id"], name="past_claim_rating"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["attribution", "stated_on", "id"], name="past_claim_attribution"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["published_at", "id"], name="past_claim_published"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["updated_at", "id"], name="past_claim_updated"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(
                condition=models.Q(("low__isnull", False)), fields=["low", "high"], name="past_claim_value"
            ),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(condition=models.Q(("high__isnull", False)), fields=["high"], name="past_claim_high"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["has_quote", "stated_on", "id"], name="past_claim_quote"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(
                condition=models.Q(("corrected", True)), fields=["stated_on", "id"], name="past_claim_corrected"
            ),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_claim_search"),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["id", "valid_to"], name="past_claim_id"),
        ),
        migrations.AddConstraint(
            model_name="pastclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("changed_at__lt", models.F("valid_to"))), name="pastclaim_ends_after_it_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="pastpolicy",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="past_policy_search"),
        ),
        migrations.AddIndex(
            model_name="pastpolicy",
            index=models.Index(fields=["headline", "slug"], name="past_policy_list"),
        ),
        migrations.AddIndex(
            model_name="pastpolicy",
            index=models.Index(fields=["slug", "valid_to"], name="past_policy_slug"),
        ),
        migrations.AddConstraint(
            model_name="pastpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("changed_at__lt", models.F("valid_to"))), name="pastpolicy_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastpolicyevent",
            constraint=models.UniqueConstraint(fields=("row", "position"), name="pastpolicyevent_once"),
        ),
        migrations.AddIndex(
            model_name="pastrelation",
            index=models.Index(fields=["target"], name="past_relation_target"),
        ),
        migrations.AddConstraint(
            model_name="pastrelation",
            constraint=models.UniqueConstraint(fields=("row", "kind", "target"), name="pastrelation_once"),
        ),
        migrations.AddIndex(
            model_name="pastrole",
            index=models.Index(fields=["organization"], name="past_role_organization"),
        ),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (CASCADE, NARROW, BUILT, IDS, GRANT)],
    ]
