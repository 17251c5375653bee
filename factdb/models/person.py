"""People by name, and the offices they held with dates, so that a claim of 2021 shows the role of 2021."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from .desk import Desk, OutsideIdentity, order_names_by
from .organization import Organization


class Person(OutsideIdentity, Desk):
    name = models.CharField(max_length=200, help_text="As written in a story. Example: Andrés Manuel López Obrador")
    sort_name = models.CharField(max_length=200, help_text="Example: López Obrador, Andrés Manuel")
    aliases = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Other names and spellings, separated by commas. Example: AMLO",
    )
    summary = models.TextField(blank=True, help_text="One or two sentences, public.")

    class Meta(Desk.Meta):
        ordering = [order_names_by("sort_name"), "slug"]
        constraints = [*Desk.Meta.constraints, *OutsideIdentity.Meta.constraints]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """An office held from one day to another; an open end means unknown or lasting."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200, help_text="Example: Secretary of State")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person", F("started_on").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(ended_on__isnull=True) | Q(started_on__lte=F("ended_on")),
                name="role_starts_before_it_ends",
                violation_error_message="A role cannot end before it starts.",
            )
        ]

    def __str__(self) -> str:
        return self.title
