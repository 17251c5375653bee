"""Versions of a thing, the ledger's changes, and whether citations still hold."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.choices import Collection
from factdb.kinds import PUBLIC_KINDS
from factdb.models.ledger import LedgerEntry
from factdb.public.facts import history
from factdb.public.filters import fields
from factdb.public.filters.fields import BIGINT, ParamField, field_error
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import with_head
from factdb.public.record.raw_documents import Document

from . import schema
from .base import PublicApiView
from .schema import INTEGER_SCHEMA, STRING_SCHEMA, Schema, allow_null, describe_array, describe_object
from .views import (
    STATUS_HEADERS,
    build_link_header,
    describe_key,
    explain_absence,
    is_key,
    render_earlier_version,
)

VERSION_NUMBER_SCHEMA = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
CITATION_STATUSES = ["current", "updated", "corrected", "retracted", "unknown"]


class VersionsView(PublicApiView):
    """What a thing said in each of its versions, newest first, with what changed."""

    name = "versions"
    statuses = (404,)

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": describe_key(self.collection)}

    def body_schema(self) -> Schema:
        change = describe_object({"field": STRING_SCHEMA, "before": {}, "after": {}})
        texts = dict.fromkeys(("at", "action", "reason", "url"), STRING_SCHEMA)
        return describe_object(
            {
                "results": describe_array(
                    describe_object(
                        {"version": INTEGER_SCHEMA, "seq": INTEGER_SCHEMA, **texts, "diff": describe_array(change)}
                    )
                )
            }
        )

    def get(self, request: Request, key: str) -> Response:
        self.read_params(request)
        versions = history.list_versions(self.collection, key) if is_key(self.collection, key) else []
        if not versions:
            raise Http404
        return Response({"results": versions})


class VersionView(PublicApiView):
    """A thing as one of its versions had it."""

    name = "version"
    statuses = (404, 410)
    headers_of_answer = STATUS_HEADERS

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": describe_key(self.collection), "number": VERSION_NUMBER_SCHEMA}

    def body_schema(self) -> Schema:
        return schema.refer_to_version(self.collection)

    def get(self, request: Request, key: str, number: str) -> Response:
        self.read_params(request)
        entry = self._find_entry(key, number)
        if entry.document is None:
            raise explain_absence(self.collection, key, entry)
        return render_earlier_version(entry, entry.document)

    def _find_entry(self, key: str, number: str) -> LedgerEntry:
        if not is_key(self.collection, key) or not re.fullmatch("[1-9][0-9]{0,8}", number):
            raise Http404
        entry = history.find_version(self.collection, key, int(number))
        if entry is None:
            raise Http404
        return entry


class ChangesView(PublicApiView):
    """The ledger in order: everything that was ever made public, changed or taken back, for mirrors.

    Begin with `after=0`, follow `next`, keep the last `seq`; a document that is null is a tombstone, or was erased by
    law where it has a hash.
    """

    name = "changes"
    collection = ""

    def query_fields(self) -> dict[str, ParamField]:
        return {
            "after": fields.SizeField(least=0, most=BIGINT, help_text="Entries beyond this `seq`.", example=0),
            "kind": fields.CodesField(choices=Collection, help_text="Only of these collections.", example="claims"),
            "page_size": fields.SizeField(least=1, most=1000, help_text="Entries at once, 50 by default.", example=50),
        }

    def body_schema(self) -> Schema:
        texts = dict.fromkeys(("at", "action", "kind", "key"), STRING_SCHEMA)
        document = allow_null({"type": "object"})
        entry = {
            "seq": INTEGER_SCHEMA,
            **texts,
            "version": INTEGER_SCHEMA,
            "reason": STRING_SCHEMA,
            "document": document,
        }
        hashes = {
            "document_sha256": allow_null(STRING_SCHEMA),
            "staff_sha256": allow_null(STRING_SCHEMA),
            "sha256": STRING_SCHEMA,
            "previous_sha256": STRING_SCHEMA,
        }
        latest = describe_object({"seq": INTEGER_SCHEMA, "sha256": STRING_SCHEMA})
        return describe_object(
            {
                "head": latest,
                "next": allow_null(STRING_SCHEMA),
                "results": describe_array(describe_object({**entry, **hashes})),
            }
        )

    @with_head
    def get(self, request: Request) -> Response:
        values = self.read_params(request)
        size = values.get("page_size", 50)
        entries = history.list_changes(self.head, values.get("after", 0), values.get("kind", []), size)
        next_url = self._build_next_url(request, values, entries[size - 1]) if len(entries) > size else None
        body = {
            "head": self.head._asdict(),
            "next": next_url,
            "results": list(map(render_change_entry, entries[:size])),
        }
        return Response(body, headers=build_link_header({"next": next_url}))

    def _build_next_url(self, request: Request, values: dict[str, Any], last: LedgerEntry) -> str:
        params = {name: texts[0] for name, texts in query_params(request).items()}
        return f"{request.build_absolute_uri(request.path)}?{urlencode({**params, 'after': last.seq})}"


def render_change_entry(entry: LedgerEntry) -> dict[str, Any]:
    """The document goes in as it is, so that whoever mirrors it can check its hash."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "version": entry.version,
        "reason": entry.reason,
        "document": entry.document and Document(entry.document),
        "document_sha256": entry.document_sha256,
        "staff_sha256": entry.staff_sha256,
        "sha256": entry.sha256,
        "previous_sha256": entry.previous_sha256,
    }


class Citations(fields.ValuesField):
    """`claims/17@1`, or `claims/17` for whatever version."""

    def parse_text(self, text: str) -> tuple[str, str, int | None]:
        match = re.fullmatch(r"([a-z]+)/([A-Za-z0-9_-]{1,120})(@[1-9][0-9]{0,8})?", text)
        if not match or match[1] not in PUBLIC_KINDS:
            raise field_error("invalid", "Name things as claims/17@1 or people/ana-diaz.")
        return match[1], match[2], int(match[3][1:]) if match[3] else None


IDS_FIELD = Citations(
    items={"type": "string", "pattern": r"^claims/[1-9][0-9]{0,8}(@[1-9][0-9]{0,3})?$"},
    help_text="Collection, key, and the version that was cited.",
    example="claims/1@1",
    required=True,
)


class CheckView(PublicApiView):
    """Whether what somebody cites is still what is public, in the order asked."""

    name = "check"

    def query_fields(self) -> dict[str, ParamField]:
        return {"ids": IDS_FIELD}

    def body_schema(self) -> Schema:
        number, status = allow_null(INTEGER_SCHEMA), {"type": "string", "enum": CITATION_STATUSES}
        properties = {
            "id": STRING_SCHEMA,
            "version": number,
            "status": status,
            "current_version": number,
            "url": allow_null(STRING_SCHEMA),
        }
        return describe_object({"results": describe_array(describe_object(properties))})

    def get(self, request: Request) -> Response:
        return Response({"results": history.check_citations(self.read_params(request)["ids"])})
