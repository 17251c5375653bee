"""The desk's front page: what waits for whom. Always the same few queries, however many kinds and rows."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse

from factdb.choices import State
from factdb.models import Article, Claim, Measure, Organization, Person, Policy
from factdb.models.desk import Desk

from .badges import render_badge
from .base import StandingFilter
from .staff import get_staff_user

DASHBOARD_MODELS: tuple[type[Desk], ...] = (Claim, Article, Person, Policy, Organization, Measure)
TITLE_FIELDS = {Claim: "text", Article: "headline"}
MAX_QUEUE_ENTRIES = 20
STANDING_COLUMNS = ("live", "pending", "submitted", "draft", "withdrawn")


def build_dashboard(site: AdminSite, request: HttpRequest) -> dict[str, Any]:
    kinds = [kind for kind in DASHBOARD_MODELS if site.get_model_admin(kind).has_view_permission(request)]
    user = get_staff_user(request)
    mine = Q(state=State.DRAFT, edited_by__contains=[user.pk])
    counts = _count_by_standing(kinds)
    return {
        "is_first": not any(count["is_published"] for count in counts),
        "users_url": user.has_perm("auth.add_user") and reverse("admin:auth_user_add"),
        "queue": _fetch_queue(kinds, _get_standing_condition("submitted"), "changed_at", user),
        "drafts": _fetch_queue(kinds, mine, "-changed_at", user),
        "pending": _fetch_queue(kinds, _get_standing_condition("pending"), "-changed_at", user),
        "counts": counts,
        "shown": MAX_QUEUE_ENTRIES,
    }


def _fetch_queue(kinds: list[type[Desk]], condition: Q, order: str, user: User) -> list[dict[str, Any]]:
    parts = [
        kind.objects.filter(condition)
        .order_by()
        .annotate(model=Value(kind._meta.model_name), title=F(TITLE_FIELDS.get(kind, "name")))
        .values("model", "pk", "title", "state", "is_public", "version", "changed_at", "edited_by", "note")
        for kind in kinds
    ]
    return [_build_queue_entry(row, user) for row in _union_querysets(parts, order)[:MAX_QUEUE_ENTRIES]]


def _union_querysets(parts: list[QuerySet], order: str) -> QuerySet | list[Any]:
    return parts[0].union(*parts[1:], all=True).order_by(order) if parts else []


def _build_queue_entry(row: dict[str, Any], user: User) -> dict[str, Any]:
    return {
        "kind": row["model"].capitalize(),
        "title": row["title"],
        "url": reverse(f"admin:factdb_{row['model']}_change", args=[row["pk"]]),
        "badge": render_badge(row["state"], row["is_public"], row["version"]),
        "since": row["changed_at"],
        "own": user.pk in row["edited_by"],
        "note": row["note"].rpartition("\n")[2],
    }


def _count_by_standing(kinds: list[type[Desk]]) -> list[dict[str, Any]]:
    parts = [
        kind.objects.order_by()
        .annotate(model=Value(kind._meta.model_name))
        .values("model")
        .annotate(**{column: Count("pk", filter=_get_standing_condition(column)) for column in STANDING_COLUMNS})
        for kind in kinds
    ]
    rows = {row["model"]: row for row in _union_querysets(parts, "model")}
    return [_build_count_row(kind, rows.get(kind._meta.model_name, {})) for kind in kinds]


def _build_count_row(kind: type[Desk], row: dict[str, Any]) -> dict[str, Any]:
    url = reverse(f"admin:factdb_{kind._meta.model_name}_changelist")
    return {
        "name": str(kind._meta.verbose_name_plural).capitalize(),
        "url": url,
        "is_published": any(row.get(column) for column in ("live", "pending", "withdrawn")),
        "numbers": [(row.get(column, 0), f"{url}?standing={column}") for column in STANDING_COLUMNS],
    }


def _get_standing_condition(name: str) -> Q:
    """The same condition as behind the filter that a number of the table leads to."""
    return StandingFilter.conditions[name][1]
