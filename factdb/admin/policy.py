"""Policies at the desk, with the dated events that made them what they are."""

from django.contrib import admin

from factdb.models import Policy, PolicyEvent

from .base import OUTSIDE_IDENTITY, DeskAdmin, StandingFilter
from .evidence import EventForm
from .widgets import Inputs


class PolicyEventInline(Inputs, admin.StackedInline):
    model = PolicyEvent
    form = EventForm
    extra = 0
    autocomplete_fields = ["claim"]
    verbose_name_plural = "events: each with the claim that shows it, or with evidence"
    fields = [("on", "precision"), ("kind", "status"), "note", "claim", "evidence"]


@admin.register(Policy)
class PolicyAdmin(DeskAdmin):
    list_display = ["name", "kind", "jurisdiction", "issuer", "standing_badge", "public_version", "changed_at"]
    list_filter = [StandingFilter, "kind", "jurisdiction"]
    list_select_related = ["issuer"]
    search_fields = ["name", "aliases", "slug"]
    autocomplete_fields = ["issuer"]
    inlines = [PolicyEventInline]
    fieldsets = [
        (
            None,
            {
                "description": "Anything that someone can be subject to: an order, a programme, an agreement, a law.",
                "fields": ["name", "aliases", ("kind", "jurisdiction"), "issuer", "summary"],
            },
        ),
        OUTSIDE_IDENTITY,
        ("Desk", {"fields": ["slug", "note"]}),
    ]
