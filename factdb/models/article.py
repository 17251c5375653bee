"""An article as its outlet ran it, and the texts that the desk holds of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value

from .desk import Desk
from .organization import Organization


class Article(Desk):
    outlet = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="articles")
    headline = models.CharField(
        max_length=300, help_text="The outlet's own, or a descriptive one of ours where the text has none."
    )
    byline = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="Names, separated by commas."
    )
    published_on = models.DateField()
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

    class Meta(Desk.Meta):
        ordering = ["-published_on", "slug"]

    def __str__(self) -> str:
        return self.headline


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
