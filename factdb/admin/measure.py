"""Measures at the desk."""

from django.contrib import admin

from factdb.models import Measure

from .base import DeskAdmin, StandingFilter


@admin.register(Measure)
class MeasureAdmin(DeskAdmin):
    list_display = ["name", "unit", "nature", "standing_badge", "public_version", "changed_at"]
    list_filter = [StandingFilter, "nature", "unit"]
    search_fields = ["name", "slug", "unit", "definition"]
    fieldsets = [
        (
            None,
            {
                "description": "What is counted, whom, where, and in which unit. An encounter is not a person; "
                "a day is not a month.",
                "fields": ["name", ("unit", "nature"), "definition", "year_starts"],
            },
        ),
        ("Desk", {"fields": ["slug", "note"]}),
    ]
