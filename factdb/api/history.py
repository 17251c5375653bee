"""Versions of a thing, the ledger's changes, and whether citations still hold."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.choices import Collection
from factdb.models.ledger import LedgerEntry
from factdb.public.facts import history
from factdb.public.filters import fields
from factdb.public.filters.fields import BIGINT, One, wrong
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import under_head
from factdb.public.record.queries import COLLECTIONS
from factdb.public.record.raw_documents import Document

from . import schema
from .base import PublicView
from .problems import Gone
from .schema import Schema, array, null_or, obj
from .views import MARKED, TAKEN_BACK, answer_earlier, is_key, key_schema, link_header, miss

INTEGER: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
STATUSES = ["current", "updated", "corrected", "retracted", "unknown"]


class VersionsView(PublicView):
    """What a thing said in each of its versions, newest first, with what changed."""

    name = "versions"
    statuses = (404,)

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": key_schema(self.collection)}

    def body_schema(self) -> Schema:
        change = obj({"field": TEXT, "before": {}, "after": {}})
        texts = dict.fromkeys(("at", "action", "reason", "url"), TEXT)
        return obj({"results": array(obj({"version": INTEGER, "seq": INTEGER, **texts, "diff": array(change)}))})

    def get(self, request: Request, key: str) -> Response:
        self.read_params(request)
        found = history.versions(self.collection, key) if is_key(self.collection, key) else []
        if not found:
            raise Http404
        return Response({"results": found})


class VersionView(PublicView):
    """A thing as one of its versions had it."""

    name = "version"
    statuses = (404, 410)
    headers_of_answer = MARKED

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": key_schema(self.collection), "number": NUMBER}

    def body_schema(self) -> Schema:
        return schema.document(self.collection)

    def get(self, request: Request, key: str, number: str) -> Response:
        self.read_params(request)
        entry = self._entry(key, number)
        if entry.document is None:
            raise miss(self.collection, key) if entry.action not in TAKEN_BACK else Gone(entry)
        return answer_earlier(entry, entry.document)

    def _entry(self, key: str, number: str) -> LedgerEntry:
        if not is_key(self.collection, key) or not re.fullmatch("[1-9][0-9]{0,8}", number):
            raise Http404
        entry = history.version(self.collection, key, int(number))
        if entry is None:
            raise Http404
        return entry


class ChangesView(PublicView):
    """The ledger in order: everything that was ever made public, changed or taken back, for mirrors.

    Begin with `after=0`, follow `next`, keep the last `seq`; a document that is null is a tombstone.
    """

    name = "changes"
    collection = ""

    def parameters(self) -> dict[str, One]:
        return {
            "after": fields.Size(least=0, most=BIGINT, help_text="Entries beyond this `seq`.", example=0),
            "kind": fields.Codes(choices=Collection, help_text="Only of these collections.", example="claims"),
            "page_size": fields.Size(least=1, most=1000, help_text="Entries at once, 50 by default.", example=50),
        }

    def body_schema(self) -> Schema:
        texts = dict.fromkeys(("at", "action", "kind", "key"), TEXT)
        document = null_or({"type": "object"})
        entry = {"seq": INTEGER, **texts, "version": INTEGER, "reason": TEXT, "document": document}
        hashes = {"document_sha256": null_or(TEXT), "sha256": TEXT, "previous_sha256": TEXT}
        latest = obj({"seq": INTEGER, "sha256": TEXT})
        return obj({"head": latest, "next": null_or(TEXT), "results": array(obj({**entry, **hashes}))})

    @under_head
    def get(self, request: Request) -> Response:
        values = self.read_params(request)
        size = values.get("page_size", 50)
        entries = history.changes(self.head, values.get("after", 0), values.get("kind", []), size)
        following = self._next(request, values, entries[size - 1]) if len(entries) > size else None
        body = {"head": self.head._asdict(), "next": following, "results": list(map(change, entries[:size]))}
        return Response(body, headers=link_header({"next": following}))

    def _next(self, request: Request, values: dict[str, Any], last: LedgerEntry) -> str:
        asked = {name: texts[0] for name, texts in query_params(request).items()}
        return f"{request.build_absolute_uri(request.path)}?{urlencode({**asked, 'after': last.seq})}"


def change(entry: LedgerEntry) -> dict[str, Any]:
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
        "sha256": entry.sha256,
        "previous_sha256": entry.previous_sha256,
    }


class Citations(fields.Values):
    """`claims/17@1`, or `claims/17` for whatever version."""

    def read(self, text: str) -> tuple[str, str, int | None]:
        found = re.fullmatch(r"([a-z]+)/([A-Za-z0-9_-]{1,120})(@[1-9][0-9]{0,8})?", text)
        if not found or found[1] not in COLLECTIONS:
            raise wrong("invalid", "Name things as claims/17@1 or people/ana-diaz.")
        return found[1], found[2], int(found[3][1:]) if found[3] else None


CITED = Citations(
    items={"type": "string", "pattern": r"^claims/[1-9][0-9]{0,8}(@[1-9][0-9]{0,3})?$"},
    help_text="Collection, key, and the version that was cited.",
    example="claims/1@1",
    required=True,
)


class CheckView(PublicView):
    """Whether what somebody cites is still what is public, in the order asked."""

    name = "check"

    def parameters(self) -> dict[str, One]:
        return {"ids": CITED}

    def body_schema(self) -> Schema:
        number, status = null_or(INTEGER), {"type": "string", "enum": STATUSES}
        told = {"id": TEXT, "version": number, "status": status, "current_version": number, "url": null_or(TEXT)}
        return obj({"results": array(obj(told))})

    def get(self, request: Request) -> Response:
        return Response({"results": history.check(self.read_params(request)["ids"])})
