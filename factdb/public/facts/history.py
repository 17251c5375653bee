"""What the ledger tells: versions with their differences, all changes in order, and whether a citation still holds."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import Any

from django.db.models import Q

from factdb.choices import CORRECTING_ACTIONS, REMOVAL_ACTIONS, TOMBSTONE_ACTIONS, UNSUBSTANTIAL_ACTIONS, Action
from factdb.exact_json import decode_json
from factdb.models.ledger import LedgerEntry
from factdb.public.record.queries import Head, find_latest_entry, find_ledger_key, list_entries, query_ledger, show_key

# They change with every version and say nothing about the thing.
DIFF_IGNORED_FIELDS = ("version", "updated_at")
STATUSES_BY_GRAVITY = ("current", "updated", "corrected", "retracted")


def find_version(collection: str, key: str, number: int) -> LedgerEntry | None:
    return list_entries(collection, key).filter(version=number).first()


def find_absence(collection: str, key: str, then: LedgerEntry | None = None) -> LedgerEntry | None:
    """Find the entry that says why there is nothing; None for a draft, as for what never was.

    `then` is the entry that stood at a moment that is asked for. What is erased says that alone, of every moment.
    """
    latest = find_latest_entry(collection, key)
    if latest is None or then is None or latest.action == Action.ERASED:
        then = latest
    removal = next((entry for entry in (then, latest) if entry and entry.action in REMOVAL_ACTIONS), None)
    return removal or (then if then and then.is_blanked else None)


def list_versions(collection: str, key: str) -> list[dict[str, Any]]:
    """List versions, the newest first, each with what it changed of the one before it."""
    entries = list(list_entries(collection, key).order_by("-version"))
    shown_key = show_key(entries[0]) if entries else key
    pairs = zip_longest(entries, entries[1:])
    return [_describe_version(entry, before, shown_key, is_latest=entry is entries[0]) for entry, before in pairs]


def _describe_version(entry: LedgerEntry, before: LedgerEntry | None, key: str, *, is_latest: bool) -> dict[str, Any]:
    """Describe one. Why something was changed that is erased by law could name it, and is told by the ledger alone."""
    is_told = not (before and before.is_blanked) or (is_latest and entry.action in REMOVAL_ACTIONS)
    return {
        "version": entry.version,
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "action": entry.action,
        "reason": entry.reason if is_told else "",
        "url": f"/api/v1/{entry.kind}/{key}/versions/{entry.version}/",
        "diff": list(diff_documents(_parse_document(before), _parse_document(entry))),
    }


def _parse_document(entry: LedgerEntry | None) -> dict[str, Any] | None:
    return decode_json(entry.document) if entry and entry.document else None


def diff_documents(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Yield the fields that differ, by dotted name; lists are compared whole. Nothing where a document is missing."""
    if before is None or after is None:
        return
    yield from _diff_fields(before, after, "")


def _diff_fields(before: dict[str, Any], after: dict[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    for key in after:
        was, now = before.get(key), after[key]
        if was == now or prefix + key in DIFF_IGNORED_FIELDS:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            yield from _diff_fields(was, now, f"{prefix}{key}.")
        else:
            yield {"field": prefix + key, "before": was, "after": now}


def list_changes(latest: Head, after: int, kinds: list[str], size: int) -> list[LedgerEntry]:
    """List entries beyond `after` in the order of commits, up to `latest`; one more than `size` if there are more."""
    entries = query_ledger().filter(seq__gt=after, seq__lte=latest.seq).order_by("seq")
    return list((entries.filter(kind__in=kinds) if kinds else entries)[: size + 1])


def check_citations(citations: list[tuple[str, str, int | None]]) -> list[dict[str, Any]]:
    """Say of each (collection, key, version or None) whether it is still what is public, in one query."""
    keys = {(kind, key): find_ledger_key(kind, key) for kind, key, _ in citations}
    condition = reduce(or_, (Q(kind=kind, key=key) for (kind, _), key in keys.items()))
    entries: dict[tuple[str, str], list[LedgerEntry]] = {}
    changes = query_ledger().filter(condition).order_by("version")
    for entry in changes.only("seq", "kind", "key", "version", "action"):
        entries.setdefault((entry.kind, entry.key), []).append(entry)
    return [
        _describe_citation(f"{kind}/{key}", number, entries.get((kind, keys[kind, key]), []))
        for kind, key, number in citations
    ]


def find_status_since(entry: LedgerEntry) -> str:
    """Say what has become of the version that this entry made."""
    return str(check_citations([(entry.kind, entry.key, entry.version)])[0]["status"])


def find_statuses_since(collection: str, keys: Iterable[str], at: datetime) -> dict[str, str]:
    """Say what became of the versions that stood at a moment, by key; what still says the same is left out."""
    changes: dict[str, list[tuple[int, str]]] = {}
    versions: dict[str, int] = {}
    rows = query_ledger().filter(kind=collection, key__in=keys).order_by("version")
    for key, number, action, when in rows.values_list("key", "version", "action", "at"):
        changes.setdefault(key, []).append((number, action))
        if when <= at:
            versions[key] = number
    statuses = {key: _find_status(versions[key], entries) for key, entries in changes.items()}
    return {key: status for key, status in statuses.items() if status != "current"}


def find_gravest_status(statuses: Iterable[str]) -> str:
    """Choose the gravest of several, for an answer that holds them all."""
    return max(statuses, key=STATUSES_BY_GRAVITY.index, default="current")


def _describe_citation(name: str, number: int | None, entries: list[LedgerEntry]) -> dict[str, Any]:
    latest = entries[-1] if entries else None
    is_public = latest is not None and latest.action not in TOMBSTONE_ACTIONS
    return {
        "id": name,
        "version": number,
        "status": _find_status(number, [(entry.version, entry.action) for entry in entries]),
        "current_version": latest.version if latest and is_public else None,
        "url": f"/{latest.kind}/{show_key(latest)}/" if latest else None,
    }


def _find_status(number: int | None, changes: list[tuple[int, str]]) -> str:
    """A version that was rendered again, with somebody's new name, still says the same; so does one with its proof."""
    if not changes or (number or 1) > changes[-1][0]:
        return "unknown"
    if changes[-1][1] in TOMBSTONE_ACTIONS:
        return "retracted"
    since = [action for version, action in changes if number is not None and version > number]
    if any(action in CORRECTING_ACTIONS for action in since):
        return "corrected"
    return "updated" if any(action not in UNSUBSTANTIAL_ACTIONS for action in since) else "current"
