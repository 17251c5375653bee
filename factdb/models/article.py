"""An article as its outlet ran it, and the texts that the desk holds of it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Func, Q, Value

from factdb.choices import CopyKind, InferredKey, Medium, Precision
from factdb.partial_dates import find_first_day

from .desk import Desk
from .organization import Organization

# RFC 5646, section 2.1: language, script, region, variants.
LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*\Z"


class Article(Desk):
    outlet = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="articles")
    headline = models.CharField(
        max_length=300, blank=True, help_text="The outlet's own, whole. Blank where the text has none."
    )
    label = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Ours, where there is no headline: what the text is. Example: Report on a call of two presidents",
    )
    medium = models.CharField(max_length=15, choices=Medium, default=Medium.ARTICLE, db_default=Medium.ARTICLE)
    language = models.CharField(
        max_length=35,
        default="en",
        db_default="en",
        validators=[RegexValidator(LANGUAGE_TAG, "A language is named as in en, es-MX or zh-Hant (BCP 47).")],
        help_text="Of the text, by BCP 47. Example: es-MX",
    )
    byline = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="Names, separated by commas."
    )
    published_on = models.DateField(help_text="The first day of the month or year where no more is known.")
    published_on_precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY, db_default=Precision.DAY
    )
    source_url = models.URLField(max_length=2000, blank=True)
    archive_url = models.URLField(max_length=2000, blank=True)
    syndicated_from = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The agency whose story this is, where the outlet ran it unchanged.",
    )
    rests_on = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="articles_resting_on_it",
        help_text="Whose report the text itself says that it relays. Example: Reuters",
    )
    copy = models.CharField(
        max_length=20,
        choices=CopyKind,
        default=CopyKind.UNKNOWN,
        db_default=CopyKind.UNKNOWN,
        help_text="What the text that the desk holds is.",
    )
    copy_note = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Public. Where this text came from, what it gets wrong, and how what it does not say was inferred.",
    )
    inferred = ArrayField(
        models.CharField(max_length=15, choices=InferredKey),
        default=list,
        db_default=[],
        blank=True,
        help_text="What the text does not say of itself.",
    )
    words_offered = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Claims that can show words since a text was attached."
    )
    words_asked_by = models.BigIntegerField(null=True, blank=True, editable=False)
    words_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Desk.Meta):
        ordering = ["-published_on", "slug"]
        indexes = [
            # The desk's front page: the few articles whose words wait.
            models.Index(fields=["id"], name="article_words_offered", condition=Q(words_offered__gt=0)),
        ]
        constraints = [
            *Desk.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(headline="", label=""),
                name="article_has_a_title",
                violation_error_message="Give the outlet's own headline; where the text has none, a label of yours.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or self.label

    def clean(self) -> None:
        """Keep the first day of a month or year."""
        super().clean()
        if self.published_on:
            self.published_on = find_first_day(self.published_on, self.published_on_precision)


class SnapshotManager(models.Manager["Snapshot"]):
    def get_by_natural_key(self, article: str, sha256: str) -> "Snapshot":
        return self.get(article__slug=article, sha256=sha256)


class Snapshot(models.Model):
    """An article's text at one moment, staff only. Its hash may be known before its text is held.

    The text is the source's UTF-8 without BOM and with LF line ends, nothing else changed; offsets
    into it count code points and `end` is exclusive (W3C TextPositionSelector).
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="snapshots")
    sha256 = models.CharField(max_length=64, verbose_name="SHA-256")
    text = models.TextField(null=True, blank=True)
    taken_on = models.DateField(null=True, blank=True, help_text="When this text was read at the source.")
    note = models.TextField(blank=True, help_text="Where it came from, and what the copy gets wrong.")

    objects = SnapshotManager()

    class Meta:
        ordering = ["article", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "sha256"], name="snapshot_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_sha256_is_hex"),
            models.CheckConstraint(
                condition=Q(text__isnull=True)
                | Q(
                    sha256=Func(
                        Func(
                            Func("text", Value("UTF8"), function="convert_to", output_field=models.BinaryField()),
                            function="sha256",
                            output_field=models.BinaryField(),
                        ),
                        Value("hex"),
                        function="encode",
                        output_field=models.TextField(),
                    )
                ),
                name="snapshot_text_has_this_hash",
                violation_error_message="The text does not have this SHA-256: it is not the text that was anchored.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} of {self.article}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.article.slug, self.sha256)

    natural_key.dependencies = ["factdb.article"]  # type: ignore[attr-defined]
