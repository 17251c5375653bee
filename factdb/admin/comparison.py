"""A public document beside the published one, as rows that a reviewer reads field by field."""

import difflib
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factdb.models.desk import Desk
from factdb.models.published import Published
from factdb.publishing.tables import key_of, kind_of, row_of
from factdb.schemas import JsonObject

# What the record adds to the desk's words: it says nothing about the change under review.
UNCOMPARED_KEYS = {
    "id",
    "slug",
    "url",
    "version",
    "published_at",
    "updated_at",
    "corrected",
    "reviewed_by_second_person",
}


@dataclass(frozen=True)
class ComparisonRow:
    label: str
    before: SafeString | str
    after: SafeString | str
    changed: bool


def fetch_published_row(item: Desk) -> Published | None:
    """What readers see of a thing now, or None."""
    return row_of(kind_of(item).collection, key_of(item)) if item.is_public else None


def compare_documents(before: JsonObject | None, after: JsonObject) -> list[ComparisonRow]:
    """Lines for two documents; `before` is None at a first publication."""
    old, new = _flatten_document(before or {}), _flatten_document(after)
    return [_compare_field(label, old.get(label, ""), new.get(label, "")) for label in {**new, **old} if label]


def _compare_field(label: str, before: str, after: str) -> ComparisonRow:
    is_changed = before != after
    if is_changed and before and after:
        return ComparisonRow(
            label, _mark_differences("del", before, after), _mark_differences("ins", after, before), is_changed
        )
    return ComparisonRow(label, before, after, is_changed)


def _flatten_document(document: JsonObject) -> dict[str, str]:
    """Label -> text, in the document's order; empty keys stay away."""
    rows: dict[str, str] = {}
    for key, value in document.items():
        if key not in UNCOMPARED_KEYS:
            rows |= _flatten_field(key.replace("_", " "), value)
    return {label: text for label, text in rows.items() if text}


def _flatten_field(label: str, value: Any) -> dict[str, str]:
    if isinstance(value, dict) and "slug" not in value:
        return {f"{label}: {key.replace('_', ' ')}": _render_value(item) for key, item in value.items()}
    return {label: _render_value(value)}


def _render_value(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_render_value(item) for item in value)
    if isinstance(value, dict) and "evidence" in value:
        rest = {key: item for key, item in value.items() if key != "evidence"}
        return "\n".join([_render_value(rest), *map(_render_evidence, value["evidence"])])
    if isinstance(value, dict) and {"url", "title"} <= value.keys():
        return _render_evidence(value)
    if isinstance(value, dict):
        return ", ".join(filter(None, (_render_value(item) for key, item in value.items() if key != "slug")))
    return "" if value is None else str(value)


def _render_evidence(evidence: JsonObject) -> str:
    """Each key by its name: of two addresses and two texts a reader must know which is which."""
    keys = {key.replace("_", " "): item for key, item in evidence.items() if item}
    return "; ".join(f"{key}: {item}" for key, item in keys.items())


def _mark_differences(tag: str, text: str, other: str) -> SafeString:
    """`text` with the words that `other` does not have marked up."""
    words, others = text.split(" "), other.split(" ")
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    pieces = [
        format_html("<{0}>{1}</{0}>", tag, " ".join(words[i:j])) if kind != "equal" else " ".join(words[i:j])
        for kind, i, j, _, _ in matcher.get_opcodes()
        if i < j
    ]
    return format_html_join(" ", "{}", ((piece,) for piece in pieces))
