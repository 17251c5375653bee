"""Organizations at the desk."""

from django.contrib import admin

from factdb.models import Organization

from .base import OUTSIDE_IDENTITY, DeskAdmin, StandingFilter


@admin.register(Organization)
class OrganizationAdmin(DeskAdmin):
    list_display = ["name", "kind", "standing_badge", "public_version", "changed_at"]
    list_filter = [StandingFilter, "kind"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "kind"]}),
        OUTSIDE_IDENTITY,
        ("Desk", {"fields": ["slug", "note"]}),
    ]
