"""People at the desk, with their dated roles."""

from django.contrib import admin

from factdb.models import Person, Role

from .base import DeskAdmin, LinesInline, StandingFilter


class RoleInline(LinesInline):
    model = Role
    autocomplete_fields = ["organization"]


@admin.register(Person)
class PersonAdmin(DeskAdmin):
    list_display = ["name", "sort_name", "standing", "public_version", "changed_at"]
    list_filter = [StandingFilter]
    search_fields = ["name", "sort_name", "aliases", "slug"]
    inlines = [RoleInline]
    fieldsets = [
        (None, {"fields": ["name", "sort_name", "aliases", "summary"]}),
        ("Desk", {"fields": ["slug", "note"]}),
    ]
