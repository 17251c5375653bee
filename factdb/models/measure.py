"""What a figure counts: whom, where, and in which unit."""

from django.db import models

from factdb.choices import Nature

from .desk import Desk


class Measure(Desk):
    name = models.CharField(max_length=200, help_text="Example: Encounters at the US southwest border")
    unit = models.CharField(max_length=50, help_text="Example: encounters")
    nature = models.CharField(max_length=5, choices=Nature)
    definition = models.TextField(help_text="What counts, and what does not.")

    class Meta(Desk.Meta):
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return self.name
