"""Anything that someone can be subject to, and the dated events that made it what it is."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from factdb.choices import EventKind, PolicyKind, PolicyStatus, Precision
from factdb.partial_dates import find_first_day, find_span

from .desk import Desk, OutsideIdentity, order_names_by
from .organization import Organization


class Policy(OutsideIdentity, Desk):
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
        ordering = [order_names_by("name"), "slug"]
        constraints = [*Desk.Meta.constraints, *OutsideIdentity.Meta.constraints]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.name


class PolicyEventManager(models.Manager["PolicyEvent"]):
    def get_by_natural_key(self, policy: str, on: str, note: str) -> "PolicyEvent":
        return self.get(policy__slug=policy, on=on, note=note)


class PolicyEvent(models.Model):
    """A dated change of a policy, or what befell it, backed by the claim that shows it or by evidence."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="events")
    on = models.DateField(help_text="First day of the month or year where no more is known.")
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    kind = models.CharField(max_length=15, choices=EventKind, default=EventKind.CHANGE, db_default=EventKind.CHANGE)
    status = models.CharField(
        max_length=20,
        choices=PolicyStatus,
        blank=True,
        help_text="The status from this day on; blank for what changes none.",
    )
    note = models.CharField(max_length=300, help_text="What happened, in our words.")
    claim = models.ForeignKey(
        "factdb.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_events",
        help_text="One that shows this day and this status; else give evidence.",
    )

    objects = PolicyEventManager()

    class Meta:
        ordering = ["policy", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EventKind.CHANGE) ^ Q(status=""),
                name="policyevent_change_has_status",
                violation_error_message="A change gives the policy a status; any other event leaves that blank.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.note}"

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day on which it can have happened."""
        return find_span(self.on, self.precision)

    def clean(self) -> None:
        """Keep the first day of a month or year."""
        super().clean()
        if self.on:
            self.on = find_first_day(self.on, self.precision)

    def natural_key(self) -> tuple[str, ...]:
        return (self.policy.slug, self.on.isoformat(), self.note)

    natural_key.dependencies = ["factdb.policy"]  # type: ignore[attr-defined]
