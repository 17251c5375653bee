"""The desk's front page: what waits for whom. Always the same few queries, however many kinds and rows."""

from django.db.models import Count, F, Q, Value
from django.urls import reverse

from factdb.choices import State
from factdb.models import Article, Claim, Measure, Organization, Person, Policy

from .badges import badge
from .base import StandingFilter

KINDS = (Claim, Article, Person, Policy, Organization, Measure)
TITLES = {Claim: "text", Article: "headline"}
SHOWN = 20
COLUMNS = ("live", "pending", "submitted", "draft", "withdrawn")


def context(site, request):
    kinds = [kind for kind in KINDS if site.get_model_admin(kind).has_view_permission(request)]
    mine = Q(state=State.DRAFT, edited_by__contains=[request.user.pk])
    return {
        "queue": _entries(kinds, _standing("submitted"), "changed_at", request.user),
        "drafts": _entries(kinds, mine, "-changed_at", request.user),
        "pending": _entries(kinds, _standing("pending"), "-changed_at", request.user),
        "counts": _counts(kinds),
        "shown": SHOWN,
    }


def _entries(kinds, condition, order, user):
    parts = [
        kind.objects.filter(condition)
        .order_by()
        .annotate(model=Value(kind._meta.model_name), title=F(TITLES.get(kind, "name")))
        .values("model", "pk", "title", "state", "is_public", "version", "changed_at", "edited_by", "note")
        for kind in kinds
    ]
    return [_entry(row, user) for row in _union(parts, order)[:SHOWN]]


def _union(parts, order):
    return parts[0].union(*parts[1:], all=True).order_by(order) if parts else []


def _entry(row, user):
    return {
        "kind": row["model"].capitalize(),
        "title": row["title"],
        "url": reverse(f"admin:factdb_{row['model']}_change", args=[row["pk"]]),
        "badge": badge(row["state"], row["is_public"], row["version"]),
        "since": row["changed_at"],
        "own": user.pk in row["edited_by"],
        "note": row["note"].rpartition("\n")[2],
    }


def _counts(kinds):
    parts = [
        kind.objects.order_by()
        .annotate(model=Value(kind._meta.model_name))
        .values("model")
        .annotate(**{column: Count("pk", filter=_standing(column)) for column in COLUMNS})
        for kind in kinds
    ]
    found = {row["model"]: row for row in _union(parts, "model")}
    return [_count(kind, found.get(kind._meta.model_name, {})) for kind in kinds]


def _count(kind, row):
    url = reverse(f"admin:factdb_{kind._meta.model_name}_changelist")
    return {
        "name": kind._meta.verbose_name_plural.capitalize(),
        "url": url,
        "numbers": [(row.get(column, 0), f"{url}?standing={column}") for column in COLUMNS],
    }


def _standing(name):
    """The same condition as behind the filter that a number of the table leads to."""
    return StandingFilter.conditions[name][1]
