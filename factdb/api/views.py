"""Lists and details: thin, because what is public and what may be asked are decided below them."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, resolve
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from factdb.kinds import PUBLIC_KINDS
from factdb.models.ledger import LedgerEntry
from factdb.public.facts.history import find_absence, find_gravest_status, find_status_since
from factdb.public.filters import fields
from factdb.public.filters.cursors import ResultPage
from factdb.public.filters.fields import BIGINT, UNPRINTABLE, ParamField
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import answer_with_head, make_etag
from factdb.public.questions.list_query import AS_OF_FIELD, ListQuery, filter_fields, paging_fields
from factdb.public.record import sparse_fields
from factdb.public.record.as_of import find_entry_as_of
from factdb.public.record.queries import find_document
from factdb.public.record.raw_documents import Document

from . import schema
from .base import PublicApiView
from .problems import Gone, Moved
from .renderers import LIST_MEDIA_TYPES, LIST_RENDERERS, JSONRenderer, StreamRenderer

STATUS_HEADER = "FactDB-Status"
R = TypeVar("R", bound=HttpResponseBase)
HIGHLIGHT_FIELD = fields.FlagField(
    help_text="Under `q`: adds `highlight`, the text as HTML with every hit in `<mark>`.", example="false"
)
STATUS_HEADERS = {STATUS_HEADER: "Of an earlier version, what has become of it since, in the words of /check/."}
LIST_STATUS_HEADERS = {STATUS_HEADER: "Under `as_of`: the gravest of what has become of the results since."}
PAGING_PARAMETERS = ("cursor", "page_size", "count", "shape", "highlight")


@cache
def fields_field(collection: str) -> fields.NamesField:
    return fields.NamesField(
        names=list(sparse_fields.list_field_names(sparse_fields.shape_of(collection))),
        help_text="Only these keys, as dotted names.",
        example="url",
    )


@cache
def list_controls(collection: str, formats: tuple[str, ...]) -> dict[str, ParamField]:
    return {
        "count": fields.FlagField(help_text="Adds the exact number of all matches.", example="true"),
        "fields": fields_field(collection),
        "format": fields.ChoiceField(
            names=list(formats), help_text="Comes before the Accept header.", example=JSONRenderer.format
        ),
        "shape": fields.ChoiceField(names=["array"], help_text="A bare JSON array; go on by the Link header."),
        **({"highlight": HIGHLIGHT_FIELD} if PUBLIC_KINDS[collection].is_highlighted else {}),
    }


class ListApiView(PublicApiView):
    """All that is public of one kind, filtered, ordered and paged."""

    name = "list"
    renderer_classes = LIST_RENDERERS
    headers_of_answer = LIST_STATUS_HEADERS

    @property
    def controls(self) -> dict[str, ParamField]:
        return list_controls(self.collection, tuple(renderer.format for renderer in self.renderer_classes))

    def query_fields(self) -> dict[str, ParamField]:
        return {
            **filter_fields(self.collection),
            **paging_fields(self.collection),
            **self.controls,
            "as_of": AS_OF_FIELD,
        }

    def body_schema(self) -> schema.Schema:
        return schema.refer_to_page(self.collection)

    def content_schemas(self) -> dict[str, schema.Schema]:
        streams = {
            LIST_MEDIA_TYPES[name]: {"type": "string"} for name in LIST_MEDIA_TYPES if name != JSONRenderer.format
        }
        return {**super().content_schemas(), **streams}

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        params = query_params(request)
        query = ListQuery(self.collection, params, controls=self.controls)
        self.check_format(query)
        return answer_with_head(
            query.resolve_slugs(), self, request, lambda: self.build_response(request, query), keep=not query.is_now
        )

    def build_response(self, request: Request, query: ListQuery) -> HttpResponseBase:
        renderer = request.accepted_renderer
        return (
            stream_rows(request, query, renderer)
            if isinstance(renderer, StreamRenderer)
            else self.render_page(request, query)
        )

    def check_format(self, query: ListQuery) -> None:
        """A stream holds all that matches."""
        form = self.request.accepted_renderer.format
        if isinstance(self.request.accepted_renderer, StreamRenderer):
            for name in PAGING_PARAMETERS:
                if name in query.values:
                    query.add_error(name, "unsupported_combination", f"{form} holds all matches: leave it out.")
        elif query.values.get("count") and "shape" in query.values:
            query.add_error("count", "unsupported_combination", "A bare array has no place for it: leave one out.")

    def render_page(self, request: Request, query: ListQuery) -> Response:
        page = query.fetch_page()
        rows = [Document(row) for row in select_row_fields(query, page.rows)]
        since = query.find_statuses(page.rows) if query.as_of else None
        links = build_page_links(request, query, page)
        body: Any = rows
        if "shape" not in query.values:
            count = query.count_matches() if query.values.get("count") else None
            extras = {"count": count, "status": since}
            body = {**links, **{name: value for name, value in extras.items() if value is not None}, "results": rows}
        return mark_status(Response(body, headers=build_link_header(links)), since)


def select_row_fields(query: ListQuery, rows: list[str]) -> list[str] | list[bytes]:
    if "fields" not in query.values:
        return rows
    tree = {**sparse_fields.build_field_tree(query.values["fields"]), "highlight": None}
    return [sparse_fields.select_fields(row, tree) for row in rows]


def build_page_links(request: Request, query: ListQuery, page: ResultPage) -> dict[str, str | None]:
    """Absolute, so that a client can follow them as they are."""
    here = request.build_absolute_uri(request.path)
    cursors = {"next": page.next, "previous": page.previous}
    return {name: f"{here}?{query.query_string(cursor=c)}" if c else None for name, c in cursors.items()}


def build_link_header(links: dict[str, str | None]) -> dict[str, str]:
    names = {"next": "next", "previous": "prev"}
    parts = [f'<{url}>; rel="{names[name]}"' for name, url in links.items() if url]
    return {"Link": ", ".join(parts)} if parts else {}


def stream_rows(request: Request, query: ListQuery, renderer: StreamRenderer) -> HttpResponseBase:
    # First, because the rows take the connection.
    since = query.find_all_statuses() if query.as_of else None
    lines = iter(()) if request.method == "HEAD" else start_stream(renderer.stream_documents(query))
    response = StreamingHttpResponse(lines, content_type=f"{renderer.media_type}; charset={renderer.charset}")
    response["Content-Disposition"] = f'attachment; filename="{query.collection}.{renderer.format}"'
    return mark_status(response, since)


def start_stream(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, the first of them asked for now: a database that does not answer can still be a 503."""
    first = next(chunks, b"")
    return chain_chunks(first, chunks)


def chain_chunks(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def mark_status(response: R, since: dict[str, str] | None) -> R:
    """Of earlier versions: the gravest of what has become of them."""
    if since is not None:
        response[STATUS_HEADER] = find_gravest_status(since.values())
    return response


class FileView(ListApiView):
    """The same list in the format that its suffix names."""

    name = "file"
    suffix = ""

    def operation_id(self) -> str:
        return f"{self.collection}_{self.suffix}"

    def get_format_suffix(self, **kwargs: Any) -> str:
        return self.suffix

    def query_fields(self) -> dict[str, ParamField]:
        left_out = ("format",) if self.suffix == JSONRenderer.format else ("format", *PAGING_PARAMETERS)
        return {name: field for name, field in super().query_fields().items() if name not in left_out}

    def content_schemas(self) -> dict[str, schema.Schema]:
        return {media: of for media, of in super().content_schemas().items() if media == LIST_MEDIA_TYPES[self.suffix]}

    def check_format(self, query: ListQuery) -> None:
        if query.values.get("format", self.suffix) != self.suffix:
            query.add_error("format", "unsupported_combination", f"The address says {self.suffix}.")
        super().check_format(query)


class DetailApiView(PublicApiView):
    """One thing as it is public now."""

    name = "detail"
    statuses = (404, 410)
    headers_of_answer = STATUS_HEADERS

    def query_fields(self) -> dict[str, ParamField]:
        params: dict[str, ParamField] = {"fields": fields_field(self.collection)}
        return {**params, "as_of": AS_OF_FIELD} if PUBLIC_KINDS[self.collection].past else params

    def path_schemas(self) -> dict[str, schema.Schema]:
        return {"key": describe_key(self.collection)}

    def body_schema(self) -> schema.Schema:
        return schema.refer_to_document(self.collection)

    def get(self, request: Request, key: str) -> Response:
        values = self.read_params(request)
        if not is_key(self.collection, key):
            raise Http404
        if "as_of" in values:
            return render_earlier_version(
                *require_entry_as_of(self.collection, key, values["as_of"]), values.get("fields")
            )
        document = find_document(self.collection, key)
        if document is None:
            raise explain_absence(self.collection, key)
        return Response(select_document_fields(document, values.get("fields")))


def select_document_fields(document: str, names: list[str] | None) -> Document:
    return Document(
        document if names is None else sparse_fields.select_fields(document, sparse_fields.build_field_tree(names))
    )


def render_earlier_version(entry: LedgerEntry, document: str, names: list[str] | None = None) -> Response:
    """What a thing said once, marked with what has become of it since."""
    status = find_status_since(entry)
    etag = make_etag("\n".join([status, *(names or ()), document]).encode())
    return Response(select_document_fields(document, names), headers={STATUS_HEADER: status, "ETag": etag})


def require_entry_as_of(collection: str, key: str, as_of: datetime) -> tuple[LedgerEntry, str]:
    """The entry that stood then, and its document. Raises why there was nothing."""
    entry = find_entry_as_of(collection, key, as_of)
    if entry is None:
        raise Http404
    if entry.document is None:
        raise explain_absence(collection, key, entry)
    return entry, entry.document


def explain_absence(collection: str, key: str, then: LedgerEntry | None = None) -> Exception:
    """Why there is nothing, or was nothing when `then` stood: it was taken back, or was never public."""
    entry = find_absence(collection, key, then)
    return Gone(entry) if entry else Http404()


def describe_key(collection: str) -> schema.Schema:
    if PUBLIC_KINDS[collection].is_numbered:
        return {"type": "integer", "minimum": 1, "maximum": BIGINT}
    return {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 120}


def is_key(collection: str, key: str) -> bool:
    if PUBLIC_KINDS[collection].is_numbered:
        return bool(re.fullmatch("[1-9][0-9]{0,18}", key)) and int(key) <= BIGINT
    return not UNPRINTABLE.search(key)


class ApiNotFound(APIView):
    """Every other address below /api/."""

    schema = None

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whatever the method: but an address that only lacks its slash is told where to go."""
        try:
            match = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if getattr(match.func, "cls", None) is ApiNotFound:
            raise Http404
        raise Moved(request.get_full_path(force_append_slash=True))
