"""The desk's front page: what waits for whom. Always the same few queries, however many kinds and rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse

from factdb.choices import State
from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS, resolve_name
from factdb.models import Article
from factdb.models.desk import RETRACTION_COLUMNS, Desk

from .announcements import list_unread_changes
from .badges import render_badge
from .base import StandingFilter
from .staff import get_staff_user
from .words import words_url

MAX_QUEUE_ENTRIES = 20
QUEUE_COLUMNS = (
    *("model", "pk", "title", "state", "is_public", "version", "changed_at", "edited_by", "note"),
    *RETRACTION_COLUMNS,
)
STANDING_COLUMNS = ("live", "pending", "submitted", "draft", "withdrawn")


def build_dashboard(site: AdminSite, request: HttpRequest) -> dict[str, Any]:
    kinds = list(_list_viewable_kinds(site, request))
    user = get_staff_user(request)
    mine = Q(state=State.DRAFT, edited_by__contains=[user.pk])
    counts = _count_by_standing(kinds)
    return {
        "is_first": not any(count["is_published"] for count in counts),
        "users_url": user.has_perm("auth.add_user") and reverse("admin:auth_user_add"),
        "account_changes": list_unread_changes(user),
        "queue": _fetch_queue(kinds, _get_standing_condition("submitted"), "changed_at", user),
        "drafts": _fetch_queue(kinds, mine, "-changed_at", user),
        "pending": _fetch_queue(kinds, _get_standing_condition("pending"), "-changed_at", user),
        "retractions": _fetch_queue(kinds, _get_standing_condition("asked"), "retraction_asked_at", user),
        "words": list_words_offered(site, request),
        "counts": counts,
        "shown": MAX_QUEUE_ENTRIES,
    }


def _list_viewable_kinds(site: AdminSite, request: HttpRequest) -> Iterator[tuple[type[Desk], str]]:
    """(model, its field that says what it is) of what this person may see, in the order of the menu."""
    for collection, kind in PUBLIC_KINDS.items():
        if collection in LEDGER_KINDS:
            model = resolve_name(kind.desk_model)
            if site.get_model_admin(model).has_view_permission(request):
                yield model, kind.heading


def _fetch_queue(kinds: list[tuple[type[Desk], str]], condition: Q, order: str, user: User) -> list[dict[str, Any]]:
    parts = [
        model.objects.filter(condition)
        .order_by()
        .annotate(model=Value(model._meta.model_name), title=F(heading))
        .values(*QUEUE_COLUMNS)
        for model, heading in kinds
    ]
    rows = _union_querysets(parts, order)[:MAX_QUEUE_ENTRIES]
    return [_build_queue_entry(row, user) | {"since": row[order.removeprefix("-")]} for row in rows]


def _union_querysets(parts: list[QuerySet], order: str) -> QuerySet | list[Any]:
    return parts[0].union(*parts[1:], all=True).order_by(order) if parts else []


def _build_queue_entry(row: dict[str, Any], user: User) -> dict[str, Any]:
    return {
        "kind": row["model"].capitalize(),
        "title": row["title"],
        "url": reverse(f"admin:factdb_{row['model']}_change", args=[row["pk"]]),
        "badge": render_badge(row["state"], row["is_public"], row["version"], row["retraction_asked_at"] is not None),
        "own": user.pk in row["edited_by"],
        "reason": row["retraction_reason"],
        "is_own_request": row["retraction_asked_by"] == user.pk,
        "note": row["note"].rpartition("\n")[2],
    }


def _count_by_standing(kinds: list[tuple[type[Desk], str]]) -> list[dict[str, Any]]:
    parts = [
        model.objects.order_by()
        .annotate(model=Value(model._meta.model_name))
        .values("model")
        .annotate(**{column: Count("pk", filter=_get_standing_condition(column)) for column in STANDING_COLUMNS})
        for model, _ in kinds
    ]
    rows = {row["model"]: row for row in _union_querysets(parts, "model")}
    return [_build_count_row(model, rows.get(model._meta.model_name, {})) for model, _ in kinds]


def _build_count_row(model: type[Desk], row: dict[str, Any]) -> dict[str, Any]:
    url = reverse(f"admin:factdb_{model._meta.model_name}_changelist")
    return {
        "name": str(model._meta.verbose_name_plural).capitalize(),
        "url": url,
        "is_published": any(row.get(column) for column in ("live", "pending", "withdrawn")),
        "numbers": [(row.get(column, 0), f"{url}?standing={column}") for column in STANDING_COLUMNS],
    }


def _get_standing_condition(name: str) -> Q:
    """The same condition as behind the filter that a number of the table leads to."""
    return StandingFilter.conditions[name][1]


def list_words_offered(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """List the articles of which a text that came later can show words."""
    if not site.get_model_admin(Article).has_view_permission(request):
        return []
    articles = Article.objects.filter(words_offered__gt=0).order_by("pk")[:MAX_QUEUE_ENTRIES]
    return [
        {
            "title": str(article),
            "url": words_url(article),
            "count": article.words_offered,
            "asked_at": article.words_asked_at,
        }
        for article in articles
    ]
