"""People at the desk, with their dated roles."""

from django.contrib import admin

from factdb.models import Person, Role

from .base import OUTSIDE_IDENTITY, ChildrenInline, DeskAdmin, StandingFilter


class RoleInline(ChildrenInline):
    model = Role
    autocomplete_fields = ["organization"]


@admin.register(Person)
class PersonAdmin(DeskAdmin):
    list_display = ["name", "sort_name", "standing_badge", "public_version", "changed_at"]
    list_filter = [StandingFilter]
    search_fields = ["name", "sort_name", "aliases", "slug"]
    inlines = [RoleInline]
    fieldsets = [
        (None, {"fields": ["name", "sort_name", "aliases", "summary"]}),
        OUTSIDE_IDENTITY,
        ("Desk", {"fields": ["slug", "note"]}),
    ]
