"""The ledger, to read. Nobody writes here: the door does, and the database refuses everyone else."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from factdb.exact_json import indent_json
from factdb.models import LedgerEntry

from .lists import StrictList


@admin.register(LedgerEntry)
class LedgerEntryAdmin(StrictList):
    list_display = ["seq", "at", "action", "kind", "key", "version", "reason", "actor", "solo"]
    list_filter = ["action", "kind", "solo"]
    date_hierarchy = "at"
    ordering = ["-seq"]
    search_fields = ["key", "reason", "actor"]
    show_full_result_count = False
    fields = [
        ("seq", "at"),
        ("action", "kind", "key", "version"),
        "reason",
        ("actor", "approved_by", "solo"),
        "edited_by",
        "readable_document",
        "document_sha256",
        "staff_salt",
        "staff_sha256",
        "previous_sha256",
        "sha256",
    ]
    readonly_fields = ["readable_document"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not even a superuser, who holds every permission."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False

    @admin.display(description="document")
    def readable_document(self, entry: LedgerEntry) -> SafeString | None:
        if entry.document is None:
            return None
        return format_html("<pre>{}</pre>", indent_json(entry.document))
