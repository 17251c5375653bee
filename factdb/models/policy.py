"""Anything that someone can be subject to, and the dated events that made it what it is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from factdb.choices import PolicyKind, PolicyStatus, Precision

from .desk import Desk
from .organization import Organization


class Policy(Desk):
    name = models.CharField(max_length=200, help_text="Example: Title 42 expulsions")
    aliases = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Other names, separated by commas. Example: Remain in Mexico, MPP",
    )
    kind = models.CharField(max_length=20, choices=PolicyKind)
    jurisdiction = models.CharField(max_length=100, help_text="Example: United States")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(blank=True, help_text="One or two sentences, public.")
    waiting = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Approved events whose claim is not public yet; the door adds them when it is.",
    )

    class Meta(Desk.Meta):
        ordering = ["name", "slug"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.name


class PolicyEvent(models.Model):
    """A dated change of a policy, backed by the claim that shows it."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="events")
    on = models.DateField(help_text="First day of the month or year where no more is known.")
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    status = models.CharField(max_length=20, choices=PolicyStatus, help_text="The status from this day on.")
    note = models.CharField(max_length=300, help_text="What happened, in our words.")
    claim = models.ForeignKey("factdb.Claim", on_delete=models.PROTECT, related_name="policy_events")

    class Meta:
        ordering = ["policy", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.note}"
