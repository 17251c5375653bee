"""How a claim was checked."""

from django.db import models
from django.db.models import Q

from factdb.choices import Rating

from .claim import Claim


class VerdictManager(models.Manager["Verdict"]):
    def get_by_natural_key(self, claim: str) -> "Verdict":
        return self.get(claim__slug=claim)


class Verdict(models.Model):
    """A rating that names its evidence; a claim without one is `unchecked`."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="verdict")
    rating = models.CharField(max_length=15, choices=Rating)
    summary = models.TextField(help_text="How it was checked, in one or two sentences.")
    reviewed_on = models.DateField()
    review_url = models.URLField(
        max_length=2000, blank=True, default="", db_default="", help_text="Where the newsroom published its check."
    )

    objects = VerdictManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rating=Rating.UNCHECKED),
                name="verdict_rates",
                violation_error_message="A claim without a verdict is unchecked: remove the verdict instead.",
            )
        ]

    def __str__(self) -> str:
        return self.get_rating_display()

    def natural_key(self) -> tuple[str, ...]:
        return (self.claim.slug,)

    natural_key.dependencies = ["factdb.claim"]  # type: ignore[attr-defined]
