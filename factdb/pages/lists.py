"""List pages: the same questions as the API's lists, as a form, rows and links to the same rows as data."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views import View

from factdb.kinds import PUBLIC_KINDS
from factdb.public.filters.cursors import ResultPage
from factdb.public.filters.validation import InvalidQuery, ParameterError, Params, query_params
from factdb.public.http.caching import answer_with_head
from factdb.public.questions.list_query import ListQuery
from factdb.public.record import queries
from factdb.schemas import JsonObject

from . import cards, feeds, presenters
from .base import PAGE_CACHE_CONTROL
from .forms import FilterForm, get_filter_label


class ListQueryView(View):
    http_method_names = ["get", "head", "options"]
    cache_control = PAGE_CACHE_CONTROL
    collection = ""

    def get_params(self, request: HttpRequest) -> Params:
        return query_params(request)

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        query = ListQuery(self.collection, self.get_params(request), lenient=True)
        try:
            head = query.resolve_slugs()
        except InvalidQuery as invalid:
            self.head = queries.read_head()
            return self.render_errors(request, query, invalid.errors)
        return answer_with_head(head, self, request, lambda: self.render_rows(request, query), keep=not query.is_now)

    @abstractmethod
    def render_rows(self, request: HttpRequest, query: ListQuery) -> HttpResponse:
        """The whole response."""

    @abstractmethod
    def render_errors(self, request: HttpRequest, query: ListQuery, errors: list[ParameterError]) -> HttpResponse:
        """The whole response where the question is at fault."""


class ListPage(ListQueryView):
    def render_rows(self, request: HttpRequest, query: ListQuery) -> HttpResponse:
        # Scripts ask for it, readers always want to see what their words hit.
        query.values["highlight"] = query.kind.is_highlighted and "q" in query.values
        page = query.fetch_page()
        context = self.build_frame(query) | {
            "rows": add_status_notes(
                query, page, cards.present_rows(self.collection, page.rows, is_past=bool(query.as_of))
            ),
            "counted": format_count(self.collection, count_total(query, page)),
            "next": page.next and self.build_url(query, cursor=page.next),
            "previous": page.previous and self.build_url(query, cursor=page.previous),
        }
        return render(request, self.get_template_name(), context)

    def render_errors(self, request: HttpRequest, query: ListQuery, errors: list[ParameterError]) -> HttpResponse:
        context = self.build_frame(query) | {"errors": [locate_error(query, error) for error in errors]}
        return render(request, self.get_template_name(), context, status=400)

    def build_frame(self, query: ListQuery) -> dict[str, Any]:
        kind = PUBLIC_KINDS[self.collection]
        return {
            "section": self.collection,
            "title": kind.title,
            "intro": kind.intro,
            "noun": kind.plural,
            "filters": FilterForm(query, self.head),
            "clear_url": f"/{self.collection}/",
            "as_of": query.values.get("as_of"),
            "formats": list_formats(query),
            "errors": [],
        }

    def get_template_name(self) -> str:
        return PUBLIC_KINDS[self.collection].list_template

    def build_url(self, query: ListQuery, **changes: str | None) -> str:
        return f"/{self.collection}/?{query.query_string(**changes)}"


class ListFeed(ListQueryView):
    """The same rows as Atom. A feed reader cannot mend a question, so a wrong one is answered in plain text."""

    def get_params(self, request: HttpRequest) -> Params:
        return feeds.feed_ordering(self.collection, query_params(request))

    def render_rows(self, request: HttpRequest, query: ListQuery) -> HttpResponse:
        page = query.fetch_page()
        return feeds.render_feed(
            request,
            self.collection,
            add_status_notes(query, page, presenters.present_documents(self.collection, page.rows)),
            self.head,
        )

    def render_errors(self, request: HttpRequest, query: ListQuery, errors: list[ParameterError]) -> HttpResponse:
        lines = [f"{error['param']}: {error['detail']}\n" for error in errors]
        return HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8")


def add_status_notes(query: ListQuery, page: ResultPage, rows: list[JsonObject]) -> list[JsonObject]:
    """The same rows; those of an earlier moment say what has become of them since."""
    if query.as_of:
        since = query.find_statuses(page.rows)
        for row in rows:
            status = since.get(str(row[query.kind.key_column]))
            row |= {"became": status and f"{get_filter_label(status)} since"}
    return rows


def count_total(query: ListQuery, page: ResultPage) -> int:
    """Exact. Where everything fits on one page the rows have been counted already."""
    alone = page.next is None and page.previous is None
    return len(page.rows) if alone else query.count_matches()


def format_count(collection: str, number: int) -> str:
    kind = PUBLIC_KINDS[collection]
    return f"{number:,} {kind.noun if number == 1 else kind.plural}"


def locate_error(query: ListQuery, error: ParameterError) -> dict[str, Any]:
    """An error for the summary, with the id of its field; what has no visible field leads to the form."""
    visible = error["param"] in [*query.filterset.base_filters, "ordering", "as_of"]
    return error | {"label": get_filter_label(error["param"]), "id": f"id_{error['param']}" if visible else "main"}


DOWNLOAD_FORMATS = (
    ("JSON", "application/json", "/api/v1/{}/"),
    ("CSV", "text/csv", "/api/v1/{}.csv"),
    ("NDJSON", "application/x-ndjson", "/api/v1/{}.ndjson"),
    ("Atom", feeds.ATOM_MEDIA_TYPE, "/{}.atom"),
)


def list_formats(query: ListQuery) -> list[tuple[str, str, str]]:
    """(name, media type, address) of the same rows as data, from the first on.

    CSV and NDJSON carry all of them, and refuse what cuts pages.
    """
    question = query.query_string(cursor=None, page_size=None)
    end = f"?{question}" if question else ""
    return [(name, media, address.format(query.collection) + end) for name, media, address in DOWNLOAD_FORMATS]


def build_list_paths() -> Iterator[URLPattern]:
    for collection in PUBLIC_KINDS:
        yield path(f"{collection}/", ListPage.as_view(collection=collection), name=f"{collection}")
        yield path(f"{collection}.atom", ListFeed.as_view(collection=collection), name=f"{collection}-atom")
