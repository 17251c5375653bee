"""What a record that fact-checkers trust must be able to say: notes, weights, copies, evidence, identities."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

CLAIM = "ALTER TABLE factdb_publishedpolicyevent ALTER COLUMN claim_id {} NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0024_account_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="copy",
            field=models.CharField(
                choices=[
                    ("original", "The outlet's own text"),
                    ("syndicated", "Another outlet's print of it"),
                    ("scraped", "A copy taken by a program"),
                    ("machine_translated", "A translation by a machine"),
                    ("unknown", "Not known"),
                ],
                db_default="unknown",
                default="unknown",
                help_text="What the text that the desk holds is.",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="copy_note",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Public. Where this text came from, what it gets wrong, and how what it does not say was inferred.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="inferred",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("outlet", "Outlet"),
                        ("headline", "Headline"),
                        ("byline", "Byline"),
                        ("published_on", "Date"),
                        ("source_url", "Address"),
                    ],
                    max_length=15,
                ),
                blank=True,
                db_default=[],
                default=list,
                help_text="What the text does not say of itself.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="label",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Ours, where there is no headline: what the text is. Example: Report on a call of two presidents",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="language",
            field=models.CharField(
                db_default="en",
                default="en",
                help_text="Of the text, by BCP 47. Example: es-MX",
                max_length=35,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\\d{3}))?(-([a-z0-9]{5,8}|\\d[a-z0-9]{3}))*\\Z",
                        "A language is named as in en, es-MX or zh-Hant (BCP 47).",
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="medium",
            field=models.CharField(
                choices=[
                    ("article", "Article"),
                    ("transcript", "Transcript"),
                    ("broadcast", "Broadcast"),
                    ("post", "Post"),
                    ("press_release", "Press release"),
                    ("document", "Document"),
                ],
                db_default="article",
                default="article",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="published_on_precision",
            field=models.CharField(
                choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                db_default="day",
                default="day",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="rests_on",
            field=models.ManyToManyField(
                blank=True,
                help_text="Whose report the text itself says that it relays. Example: Reuters",
                related_name="articles_resting_on_it",
                to="factdb.organization",
            ),
        ),
        migrations.AddField(
            model_name="attribution",
            name="apart",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The text itself counts these people apart from others of the same relay.",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="public_note",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Public. What the desk put right in the source, and what is known from elsewhere. Example: The copy spells her name “Barsena”.",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="translation",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Public. Ours of the passage, where that is in another language.",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="weight",
            field=models.CharField(
                choices=[
                    ("lead", "Lead: what the article is there to say"),
                    ("normal", "Normal"),
                    ("background", "Background: credits, who else was there, scenery"),
                ],
                db_default="normal",
                default="normal",
                help_text="What a reader should meet first, and what last.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="archive_url",
            field=models.URLField(blank=True, db_default="", default="", max_length=2000),
        ),
        migrations.AddField(
            model_name="evidence",
            name="bearing",
            field=models.CharField(
                choices=[("supports", "Supports"), ("refutes", "Refutes"), ("context", "Gives context")],
                db_default="supports",
                default="supports",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="factdb.policyevent",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="figure",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Or the number, with its period. Example: 224,220 in May 2022",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="publisher",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Example: U.S. Customs and Border Protection",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="read_on",
            field=models.DateField(
                blank=True, help_text="The day on which you had it before you; blank where nobody had.", null=True
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="reading",
            field=models.CharField(
                choices=[
                    ("live", "Read at its address"),
                    ("stored_copy", "Read in a stored copy"),
                    ("not_read", "Not read"),
                ],
                db_default="not_read",
                default="not_read",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="words",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="The words that decide, at most 25."
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="year_starts",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where its years are not calendar years: month and day. Example: 10-01 for the US fiscal year",
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])\\Z", "Month and day are written as in 10-01."
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="same_as",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(max_length=2000),
                blank=True,
                db_default=[],
                default=list,
                help_text="Addresses that are about this very thing, separated by commas (schema.org sameAs).",
                size=None,
                verbose_name="same as",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="wikidata",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Example: Q42",
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "^Q[1-9]\\d*\\Z", "A Wikidata item is a Q and a number, as in Q42."
                    )
                ],
                verbose_name="Wikidata item",
            ),
        ),
        migrations.AddField(
            model_name="pastarticle",
            name="rests_on",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="pastclaim",
            name="weight_rank",
            field=models.PositiveSmallIntegerField(db_default=2, help_text="1 is lead, 3 background."),
        ),
        migrations.AddField(
            model_name="person",
            name="same_as",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(max_length=2000),
                blank=True,
                db_default=[],
                default=list,
                help_text="Addresses that are about this very thing, separated by commas (schema.org sameAs).",
                size=None,
                verbose_name="same as",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="wikidata",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Example: Q42",
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "^Q[1-9]\\d*\\Z", "A Wikidata item is a Q and a number, as in Q42."
                    )
                ],
                verbose_name="Wikidata item",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="same_as",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(max_length=2000),
                blank=True,
                db_default=[],
                default=list,
                help_text="Addresses that are about this very thing, separated by commas (schema.org sameAs).",
                size=None,
                verbose_name="same as",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="wikidata",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Example: Q42",
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "^Q[1-9]\\d*\\Z", "A Wikidata item is a Q and a number, as in Q42."
                    )
                ],
                verbose_name="Wikidata item",
            ),
        ),
        migrations.AddField(
            model_name="policyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("change", "Change of status"),
                    ("litigation", "Suit or ruling that changes no status"),
                    ("objection", "Objection or protest"),
                    ("step", "Step that changes no status"),
                ],
                db_default="change",
                default="change",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="rests_on",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="weight_rank",
            field=models.PositiveSmallIntegerField(db_default=2, help_text="1 is lead, 3 background."),
        ),
        migrations.AddField(
            model_name="verdict",
            name="review_url",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="Where the newsroom published its check.",
                max_length=2000,
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="headline",
            field=models.CharField(
                blank=True, help_text="The outlet's own, whole. Blank where the text has none.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="published_on",
            field=models.DateField(help_text="The first day of the month or year where no more is known."),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="verdict",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="factdb.verdict",
            ),
        ),
        migrations.AlterField(
            model_name="pastclaim",
            name="rating",
            field=models.CharField(
                choices=[
                    ("unchecked", "Unchecked"),
                    ("confirmed", "Confirmed"),
                    ("disputed", "Disputed"),
                    ("misleading", "Misleading"),
                    ("false", "False"),
                    ("outdated", "Outdated"),
                    ("unverifiable", "Cannot be verified"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="pastpolicyevent",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="factdb.publishedclaim",
            ),
        ),
        migrations.AlterField(
            model_name="pastrelation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supports", "Supports"),
                    ("contradicts", "Contradicts"),
                    ("updates", "Updates"),
                    ("denies", "Denies"),
                    ("repeats", "Repeats"),
                    ("explains", "Explains"),
                    ("part_of", "Part of"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="policyevent",
            name="claim",
            field=models.ForeignKey(
                blank=True,
                help_text="One that shows this day and this status; else give evidence.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policy_events",
                to="factdb.claim",
            ),
        ),
        migrations.AlterField(
            model_name="policyevent",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("proposed", "Proposed"),
                    ("announced", "Announced"),
                    ("in_force", "In force"),
                    ("suspended", "Suspended"),
                    ("ended", "Ended"),
                ],
                help_text="The status from this day on; blank for what changes none.",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="publishedclaim",
            name="rating",
            field=models.CharField(
                choices=[
                    ("unchecked", "Unchecked"),
                    ("confirmed", "Confirmed"),
                    ("disputed", "Disputed"),
                    ("misleading", "Misleading"),
                    ("false", "False"),
                    ("outdated", "Outdated"),
                    ("unverifiable", "Cannot be verified"),
                ],
                max_length=15,
            ),
        ),
        # By hand: Django would make the foreign key anew, which has a name of its own and is checked when all is there.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(CLAIM.format("DROP"), CLAIM.format("SET"))],
            [
                migrations.AlterField(
                    model_name="publishedpolicyevent",
                    name="claim",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.DO_NOTHING, to="factdb.publishedclaim"
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="publishedrelation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supports", "Supports"),
                    ("contradicts", "Contradicts"),
                    ("updates", "Updates"),
                    ("denies", "Denies"),
                    ("repeats", "Repeats"),
                    ("explains", "Explains"),
                    ("part_of", "Part of"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="relation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supports", "Supports"),
                    ("contradicts", "Contradicts"),
                    ("updates", "Updates"),
                    ("denies", "Denies"),
                    ("repeats", "Repeats"),
                    ("explains", "Explains"),
                    ("part_of", "Part of"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="rating",
            field=models.CharField(
                choices=[
                    ("unchecked", "Unchecked"),
                    ("confirmed", "Confirmed"),
                    ("disputed", "Disputed"),
                    ("misleading", "Misleading"),
                    ("false", "False"),
                    ("outdated", "Outdated"),
                    ("unverifiable", "Cannot be verified"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddIndex(
            model_name="pastclaim",
            index=models.Index(fields=["weight_rank", "stated_on", "id"], name="past_claim_weight"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["weight_rank", "stated_on", "id"], name="pub_claim_weight"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("headline", ""), ("label", ""), _negated=True),
                name="article_has_a_title",
                violation_error_message="Give the outlet's own headline; where the text has none, a label of yours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__isnull", True), ("event__isnull", True), _connector="XOR"),
                name="evidence_is_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_on__isnull", True), ("reading", "not_read")),
                    models.Q(models.Q(("reading", "not_read"), _negated=True), ("read_on__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_read_has_its_day",
                violation_error_message="Evidence that was read has the day; what nobody read has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "change"), ("status", ""), _connector="XOR"),
                name="policyevent_change_has_status",
                violation_error_message="A change gives the policy a status; any other event leaves that blank.",
            ),
        ),
    ]
