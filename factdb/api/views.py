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

from factdb.choices import Action
from factdb.models.ledger import LedgerEntry
from factdb.public.facts.history import gravest, status_since
from factdb.public.filters import fields
from factdb.public.filters.fields import BIGINT, UNPRINTABLE, One
from factdb.public.filters.ordering import Page
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import answer_under, make_etag
from factdb.public.questions.list_query import AS_OF, ListQuery, filter_fields, paging_fields
from factdb.public.record import sparse_fields
from factdb.public.record.as_of import entry_as_of
from factdb.public.record.queries import find_document, latest_entry
from factdb.public.record.raw_documents import Document

from . import schema
from .base import PublicView
from .problems import Gone, Moved
from .renderers import LIST_RENDERERS, MEDIA, JSONRenderer, StreamRenderer

STATUS = "FactDB-Status"
R = TypeVar("R", bound=HttpResponseBase)
TAKEN_BACK = (Action.RETRACTED, Action.ERASED)
NUMBERED = ("claims", "corrections")
HIGHLIGHT = fields.Flag(
    help_text="Under `q`: adds `highlight`, the text as HTML with every hit in `<mark>`.", example="false"
)
MARKED = {STATUS: "Of an earlier version, what has become of it since, in the words of /check/."}
MARKED_LIST = {STATUS: "Under `as_of`: the gravest of what has become of the results since."}
PAGED = ("cursor", "page_size", "count", "shape", "highlight")


@cache
def fields_field(collection: str) -> fields.Names:
    return fields.Names(
        names=list(sparse_fields.names(sparse_fields.shape_of(collection))),
        help_text="Only these keys, as dotted names.",
        example="url",
    )


@cache
def list_controls(collection: str, formats: tuple[str, ...]) -> dict[str, One]:
    return {
        "count": fields.Flag(help_text="Adds the exact number of all matches.", example="true"),
        "fields": fields_field(collection),
        "format": fields.Choice(
            names=list(formats), help_text="Comes before the Accept header.", example=JSONRenderer.format
        ),
        "shape": fields.Choice(names=["array"], help_text="A bare JSON array; go on by the Link header."),
        **({"highlight": HIGHLIGHT} if collection == "claims" else {}),
    }


class ListView(PublicView):
    """All that is public of one kind, filtered, ordered and paged."""

    name = "list"
    renderer_classes = LIST_RENDERERS
    headers_of_answer = MARKED_LIST

    @property
    def controls(self) -> dict[str, One]:
        return list_controls(self.collection, tuple(renderer.format for renderer in self.renderer_classes))

    def parameters(self) -> dict[str, One]:
        return {**filter_fields(self.collection), **paging_fields(self.collection), **self.controls, "as_of": AS_OF}

    def body_schema(self) -> schema.Schema:
        return schema.page(self.collection)

    def content(self) -> dict[str, schema.Schema]:
        streams = {MEDIA[name]: {"type": "string"} for name in MEDIA if name != JSONRenderer.format}
        return {**super().content(), **streams}

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        params = query_params(request)
        query = ListQuery(self.collection, params, controls=self.controls)
        self.check_format(query)
        return answer_under(query.resolve(), self, request, lambda: self.answer(request, query), keep=not query.is_now)

    def answer(self, request: Request, query: ListQuery) -> HttpResponseBase:
        renderer = request.accepted_renderer
        return (
            stream_rows(request, query, renderer) if isinstance(renderer, StreamRenderer) else self.page(request, query)
        )

    def check_format(self, query: ListQuery) -> None:
        """A stream holds all that matches."""
        form = self.request.accepted_renderer.format
        if isinstance(self.request.accepted_renderer, StreamRenderer):
            for name in PAGED:
                if name in query.values:
                    query.refuse(name, "unsupported_combination", f"{form} holds all matches: leave it out.")
        elif query.values.get("count") and "shape" in query.values:
            query.refuse("count", "unsupported_combination", "A bare array has no place for it: leave one out.")

    def page(self, request: Request, query: ListQuery) -> Response:
        page = query.page()
        rows = [Document(row) for row in shown_documents(query, page.rows)]
        since = query.since(page.rows) if query.as_of else None
        links = page_links(request, query, page)
        body: Any = rows
        if "shape" not in query.values:
            count = query.count() if query.values.get("count") else None
            told = {"count": count, "status": since}
            body = {**links, **{name: value for name, value in told.items() if value is not None}, "results": rows}
        return mark_status(Response(body, headers=link_header(links)), since)


def shown_documents(query: ListQuery, rows: list[str]) -> list[str] | list[bytes]:
    if "fields" not in query.values:
        return rows
    kept = {**sparse_fields.tree(query.values["fields"]), "highlight": None}
    return [sparse_fields.sparse(row, kept) for row in rows]


def page_links(request: Request, query: ListQuery, page: Page) -> dict[str, str | None]:
    """Absolute, so that a client can follow them as they are."""
    here = request.build_absolute_uri(request.path)
    cursors = {"next": page.next, "previous": page.previous}
    return {name: f"{here}?{query.query_string(cursor=c)}" if c else None for name, c in cursors.items()}


def link_header(links: dict[str, str | None]) -> dict[str, str]:
    names = {"next": "next", "previous": "prev"}
    shown = [f'<{url}>; rel="{names[name]}"' for name, url in links.items() if url]
    return {"Link": ", ".join(shown)} if shown else {}


def stream_rows(request: Request, query: ListQuery, renderer: StreamRenderer) -> HttpResponseBase:
    # First, because the rows take the connection.
    since = query.since_all() if query.as_of else None
    lines = iter(()) if request.method == "HEAD" else begun(renderer.stream(query))
    response = StreamingHttpResponse(lines, content_type=f"{renderer.media_type}; charset={renderer.charset}")
    response["Content-Disposition"] = f'attachment; filename="{query.collection}.{renderer.format}"'
    return mark_status(response, since)


def begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, the first of them asked for now: a database that does not answer can still be a 503."""
    first = next(chunks, b"")
    return continued(first, chunks)


def continued(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def mark_status(response: R, since: dict[str, str] | None) -> R:
    """Of earlier versions: the gravest of what has become of them."""
    if since is not None:
        response[STATUS] = gravest(since.values())
    return response


class FileView(ListView):
    """The same list in the format that its suffix names."""

    name = "file"
    suffix = ""

    def operation_id(self) -> str:
        return f"{self.collection}_{self.suffix}"

    def get_format_suffix(self, **kwargs: Any) -> str:
        return self.suffix

    def parameters(self) -> dict[str, One]:
        left_out = ("format",) if self.suffix == JSONRenderer.format else ("format", *PAGED)
        return {name: field for name, field in super().parameters().items() if name not in left_out}

    def content(self) -> dict[str, schema.Schema]:
        return {media: of for media, of in super().content().items() if media == MEDIA[self.suffix]}

    def check_format(self, query: ListQuery) -> None:
        if query.values.get("format", self.suffix) != self.suffix:
            query.refuse("format", "unsupported_combination", f"The address says {self.suffix}.")
        super().check_format(query)


class DetailView(PublicView):
    """One thing as it is public now."""

    name = "detail"
    statuses = (404, 410)
    headers_of_answer = MARKED

    def parameters(self) -> dict[str, One]:
        asked: dict[str, One] = {"fields": fields_field(self.collection)}
        return asked if self.collection == "corrections" else {**asked, "as_of": AS_OF}

    def path_schemas(self) -> dict[str, schema.Schema]:
        return {"key": key_schema(self.collection)}

    def body_schema(self) -> schema.Schema:
        return schema.document(self.collection)

    def get(self, request: Request, key: str) -> Response:
        values = self.read_params(request)
        if not is_key(self.collection, key):
            raise Http404
        if "as_of" in values:
            return answer_earlier(*past_entry(self.collection, key, values["as_of"]), values.get("fields"))
        document = find_document(self.collection, key)
        if document is None:
            raise miss(self.collection, key)
        return Response(shown_document(document, values.get("fields")))


def shown_document(document: str, names: list[str] | None) -> Document:
    return Document(document if names is None else sparse_fields.sparse(document, sparse_fields.tree(names)))


def answer_earlier(entry: LedgerEntry, document: str, names: list[str] | None = None) -> Response:
    """What a thing said once, marked with what has become of it since."""
    status = status_since(entry)
    etag = make_etag("\n".join([status, *(names or ()), document]).encode())
    return Response(shown_document(document, names), headers={STATUS: status, "ETag": etag})


def past_entry(collection: str, key: str, as_of: datetime) -> tuple[LedgerEntry, str]:
    """The entry that stood then, and its document. Raises why there was nothing."""
    entry = entry_as_of(collection, key, as_of)
    if entry is None:
        raise Http404
    if entry.document is None:
        raise miss(collection, key) if entry.action not in TAKEN_BACK else Gone(entry)
    return entry, entry.document


def miss(collection: str, key: str) -> Exception:
    """Why there is nothing: it was taken back, or was never public."""
    entry = latest_entry(collection, key)
    if entry and entry.action in TAKEN_BACK:
        return Gone(entry)
    return Http404()


def key_schema(collection: str) -> schema.Schema:
    if collection in NUMBERED:
        return {"type": "integer", "minimum": 1, "maximum": BIGINT}
    return {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 120}


def is_key(collection: str, key: str) -> bool:
    if collection in NUMBERED:
        return bool(re.fullmatch("[1-9][0-9]{0,18}", key)) and int(key) <= BIGINT
    return not UNPRINTABLE.search(key)


class ApiNotFound(APIView):
    """Every other address below /api/."""

    schema = None

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whatever the method: but an address that only lacks its slash is told where to go."""
        try:
            found = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if getattr(found.func, "cls", None) is ApiNotFound:
            raise Http404
        raise Moved(request.get_full_path(force_append_slash=True))
