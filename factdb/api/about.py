"""The API about itself: its root, its OpenAPI document, its documentation."""

from functools import cache

from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.public.record.queries import COLLECTIONS, read_head
from factdb.public.record.raw_documents import Document, encode

from .base import PublicView
from .schema import Schema, obj

ROOT = "/api/v1/"
TEXT: Schema = {"type": "string"}
LICENCE = {
    "data": {"id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "code": {"id": "BSD-3-Clause", "url": "https://opensource.org/license/bsd-3-clause"},
}


class RootView(PublicView):
    """What there is: collections, licences, the ledger's head, and where the documentation is."""

    name = "root"

    def body_schema(self) -> Schema:
        licence = obj({"id": TEXT, "url": TEXT})
        return obj(
            {
                "collections": obj(dict.fromkeys(COLLECTIONS, TEXT)),
                "changes": TEXT,
                "releases": TEXT,
                "schema": TEXT,
                "docs": TEXT,
                "licence": obj(dict.fromkeys(LICENCE, licence)),
                "head": obj({"seq": {"type": "integer"}, "sha256": TEXT}),
            }
        )

    def get(self, request: Request) -> Response:
        self.read_params(request)
        about = {
            "collections": {name: f"{ROOT}{name}/" for name in COLLECTIONS},
            "changes": f"{ROOT}changes/",
            "releases": "/releases/",
            "schema": f"{ROOT}schema/",
            "docs": f"{ROOT}docs/",
            "licence": LICENCE,
            "head": read_head()._asdict(),
        }
        return Response(about)


class SchemaView(PublicView):
    """This API as an OpenAPI 3.1 document."""

    name = "schema"

    def body_schema(self) -> Schema:
        return {"type": "object"}

    def get(self, request: Request) -> Response:
        self.read_params(request)
        return Response(described())


@cache
def described() -> Document:
    """It depends on the code alone, so every process makes it once."""
    # Late, as the docs: drf-spectacular is a good part of a worker's memory.
    from .openapi import generated

    return Document(encode(generated()))


def docs(request: HttpRequest) -> HttpResponseBase:
    from .docs import DocsView

    return DocsView.as_view()(request)
