"""The API about itself: its root, its OpenAPI document, its documentation."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.kinds import PUBLIC_KINDS
from factdb.public.record.queries import read_complete_keys, read_head
from factdb.public.record.raw_documents import Document, encode_json

from .base import PublicApiView
from .schema import STRING_SCHEMA, Schema, allow_null, describe_object

API_ROOT = "/api/v1/"
CODE_LICENCE = {"id": "BSD-3-Clause", "url": "https://opensource.org/license/bsd-3-clause"}


def describe_site_schema() -> Schema:
    maybe_text = allow_null(STRING_SCHEMA)
    return describe_object(
        {
            "name": STRING_SCHEMA,
            "publisher": describe_object({"name": STRING_SCHEMA, "url": maybe_text}),
            "covers": maybe_text,
            "language": STRING_SCHEMA,
            "contact": maybe_text,
        }
    )


def describe_site() -> dict[str, Any]:
    """Whose record this is."""
    site = settings.SITE
    return {
        "name": site.name,
        "publisher": {"name": site.publisher.name, "url": site.publisher.url},
        "covers": site.covers,
        "language": site.language,
        "contact": site.contact,
    }


class RootView(PublicApiView):
    """What there is: whose record, its collections, licences, the ledger's head, and where the documentation is."""

    name = "root"

    def body_schema(self) -> Schema:
        licence = describe_object({"id": STRING_SCHEMA, "url": STRING_SCHEMA})
        return describe_object(
            {
                "site": describe_site_schema(),
                "collections": describe_object(dict.fromkeys(PUBLIC_KINDS, STRING_SCHEMA)),
                "changes": STRING_SCHEMA,
                "releases": STRING_SCHEMA,
                "schema": STRING_SCHEMA,
                "docs": STRING_SCHEMA,
                "licence": describe_object(dict.fromkeys(("data", "code"), licence)),
                "head": describe_object({"seq": {"type": "integer"}, "sha256": STRING_SCHEMA}),
            }
        )

    def get(self, request: Request) -> Response:
        self.read_params(request)
        site = settings.SITE
        about = {
            "site": describe_site(),
            "collections": {name: f"{API_ROOT}{name}/" for name in PUBLIC_KINDS},
            "changes": f"{API_ROOT}changes/",
            "releases": "/releases/",
            "schema": f"{API_ROOT}schema/",
            "docs": f"{API_ROOT}docs/",
            "licence": {"data": {"id": site.licence.id, "url": site.licence.url}, "code": CODE_LICENCE},
            "head": read_head()._asdict(),
        }
        return Response(about)


class SchemaView(PublicApiView):
    """This API as an OpenAPI 3.1 document."""

    name = "schema"

    def body_schema(self) -> Schema:
        return {"type": "object"}

    def get(self, request: Request) -> Response:
        self.read_params(request)
        return Response(encode_openapi(read_complete_keys()))


@cache
def encode_openapi(complete_keys: frozenset[tuple[str, str]]) -> Document:
    """It depends on code, site file and which later keys documents have, so every process makes it once."""
    # Late, as the docs: drf-spectacular is a good part of a worker's memory.
    from .openapi import generate_openapi

    return Document(encode_json(generate_openapi(complete_keys)))


def serve_docs(request: HttpRequest) -> HttpResponseBase:
    from .docs import DocsView

    return DocsView.as_view(title=settings.SITE.name)(request)
