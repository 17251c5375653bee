"""How answers are written: JSON at once, CSV and NDJSON as streams of all that matches."""

from collections.abc import Iterator
from typing import Any

from rest_framework.renderers import BaseRenderer

from factdb.public.downloads import streams
from factdb.public.questions.list_query import ListQuery
from factdb.public.record.raw_documents import encode_json


class JSONRenderer(BaseRenderer):
    """Documents of the record go in as the record holds them, never parsed and written again."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return encode_json(data)


class StreamRenderer(BaseRenderer):
    """DRF renders whole answers only, so the view asks for `stream_documents`."""

    charset = "utf-8"

    def stream_documents(self, query: ListQuery) -> Iterator[bytes]:
        return streams.STREAMS[self.format](query.collection, query.documents_sql(), query.values.get("fields"))


class CSVRenderer(StreamRenderer):
    media_type = "text/csv"
    format = "csv"


class NDJSONRenderer(StreamRenderer):
    media_type = "application/x-ndjson"
    format = "ndjson"


LIST_RENDERERS = [JSONRenderer, CSVRenderer, NDJSONRenderer]
LIST_MEDIA_TYPES = {renderer.format: renderer.media_type for renderer in LIST_RENDERERS}
