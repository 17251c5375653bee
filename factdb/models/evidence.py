"""What a verdict or a policy's event rests on, and whether it was read."""

from django.db import models
from django.db.models import F, Q

from factdb.choices import Bearing, EvidenceReading

from .policy import PolicyEvent
from .verdict import Verdict


class Evidence(models.Model):
    """A source that somebody had before him, or that is named as not read."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    event = models.ForeignKey(PolicyEvent, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=2000)
    publisher = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="Example: U.S. Customs and Border Protection"
    )
    reading = models.CharField(
        max_length=15, choices=EvidenceReading, default=EvidenceReading.NOT_READ, db_default=EvidenceReading.NOT_READ
    )
    read_on = models.DateField(
        null=True, blank=True, help_text="The day on which you had it before you; blank where nobody had."
    )
    archive_url = models.URLField(max_length=2000, blank=True, default="", db_default="")
    words = models.TextField(blank=True, default="", db_default="", help_text="The words that decide, at most 25.")
    figure = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Or the number, with its period. Example: 224,220 in May 2022",
    )
    bearing = models.CharField(max_length=10, choices=Bearing, default=Bearing.SUPPORTS, db_default=Bearing.SUPPORTS)

    class Meta:
        ordering = [F("pk").asc()]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__isnull=True) ^ Q(event__isnull=True), name="evidence_is_on_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(reading=EvidenceReading.NOT_READ, read_on__isnull=True)
                | (~Q(reading=EvidenceReading.NOT_READ) & Q(read_on__isnull=False)),
                name="evidence_read_has_its_day",
                violation_error_message="Evidence that was read has the day; what nobody read has none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
