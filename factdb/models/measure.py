"""What a figure counts: whom, where, and in which unit."""

from django.core.validators import RegexValidator
from django.db import models

from factdb.choices import Nature

from .desk import Desk, order_names_by

MONTH_AND_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z"


class Measure(Desk):
    name = models.CharField(max_length=200, help_text="Example: Encounters at the US southwest border")
    unit = models.CharField(max_length=50, help_text="Example: encounters")
    nature = models.CharField(max_length=5, choices=Nature)
    definition = models.TextField(help_text="What counts, and what does not.")
    year_starts = models.CharField(
        max_length=5,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(MONTH_AND_DAY, "Month and day are written as in 10-01.")],
        help_text="Where its years are not calendar years: month and day. Example: 10-01 for the US fiscal year",
    )

    class Meta(Desk.Meta):
        ordering = [order_names_by("name"), "slug"]

    def __str__(self) -> str:
        return self.name
