"""List pages: the same questions as the API's lists, as a form, rows and links to the same rows as data."""

from abc import abstractmethod
from html import escape

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe
from django.views import View

from factdb.public.filters.validation import InvalidQuery, query_params
from factdb.public.http.caching import answer_under
from factdb.public.questions.list_query import ListQuery
from factdb.public.record import queries

from . import feeds, kinds, presenters
from .base import CACHE_CONTROL
from .forms import Filters, label


class ListView(View):
    http_method_names = ["get", "head", "options"]
    cache_control = CACHE_CONTROL
    collection = ""

    def params(self, request):
        return query_params(request)

    def get(self, request, **address):
        query = ListQuery(self.collection, self.params(request), lenient=True)
        try:
            head = query.resolve()
        except InvalidQuery as invalid:
            self.head = queries.read_head()
            return self.refuse(request, query, invalid.errors)
        return answer_under(head, self, request, lambda: self.show(request, query), keep=not query.is_now)

    @abstractmethod
    def show(self, request, query):
        """The whole response."""

    @abstractmethod
    def refuse(self, request, query, errors):
        """The whole response where the question is at fault."""


class ListPage(ListView):
    def show(self, request, query):
        # Scripts ask for it, readers always want to see what their words hit.
        query.values["highlight"] = self.collection == "claims" and "q" in query.values
        page = query.page()
        context = self.frame(query) | {
            "rows": noted(query, page, presenters.listed(self.collection, page.rows)),
            "counted": counted(self.collection, total(query, page)),
            "next": page.next and self.address(query, cursor=page.next),
            "previous": page.previous and self.address(query, cursor=page.previous),
        }
        return render(request, self.template(), context)

    def refuse(self, request, query, errors):
        context = self.frame(query) | {"errors": [described(query, error) for error in errors]}
        return render(request, self.template(), context, status=400)

    def frame(self, query):
        kind = kinds.KINDS[self.collection]
        return {
            "section": self.collection,
            "title": kind.title,
            "intro": kind.intro,
            "noun": kind.nouns,
            "filters": Filters(query, self.head),
            "clear_url": f"/{self.collection}/",
            "as_of": query.values.get("as_of"),
            "formats": formats(query),
            "errors": [],
        }

    def template(self):
        return f"factdb/{kinds.KINDS[self.collection].noun}_list.html"

    def address(self, query, **changes):
        return f"/{self.collection}/?{query.query_string(**changes)}"


class ListFeed(ListView):
    """The same rows as Atom. A feed reader cannot mend a question, so a wrong one is answered in plain text."""

    def params(self, request):
        return feeds.feed_ordering(self.collection, query_params(request))

    def show(self, request, query):
        page = query.page()
        return feeds.atom(request, self.collection, noted(query, page, presenters.read_all(self.collection, page.rows)))

    def refuse(self, request, query, errors):
        lines = [f"{error['param']}: {error['detail']}\n" for error in errors]
        return HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8")


def noted(query, page, rows):
    """The same rows; those of an earlier moment say what has become of them since."""
    if query.as_of:
        since = query.since(page.rows)
        for row in rows:
            status = since.get(str(row[queries.key_field(query.collection)]))
            row |= {"note": status and f"{label(status)} since"}
    return rows


def total(query, page):
    """Exact. Where everything fits on one page the rows have been counted already."""
    alone = page.next is None and page.previous is None
    return len(page.rows) if alone else query.count()


def counted(collection, number):
    kind = kinds.KINDS[collection]
    return f"{number:,} {kind.noun if number == 1 else kind.nouns}"


def described(query, error):
    """An error for the summary, with the id of its field; what has no visible field leads to the form."""
    visible = error["param"] in [*query.filterset.base_filters, "ordering", "as_of"]
    return error | {"label": label(error["param"]), "id": f"id_{error['param']}" if visible else "main"}


FORMATS = (
    ("JSON", "application/json", "/api/v1/{}/"),
    ("CSV", "text/csv", "/api/v1/{}.csv"),
    ("NDJSON", "application/x-ndjson", "/api/v1/{}.ndjson"),
    ("Atom", feeds.ATOM, "/{}.atom"),
)


LINK = '<link rel="alternate" type="{1}" href="{2}" title="These rows as {0}">'
ITEM = '<li><a href="{2}" type="{1}">{0}</a></li>'


def formats(query):
    """The same rows as data, from the first on: CSV and NDJSON carry all of them, and refuse what cuts pages.

    Written by hand, as the rows are: a template takes as long for these as for ten of them.
    """
    asked = query.query_string(cursor=None, page_size=None)
    end = escape(f"?{asked}") if asked else ""
    there = [(name, media, address.format(query.collection) + end) for name, media, address in FORMATS]
    written = {"links": LINK, "items": ITEM}
    return {part: mark_safe("".join(html.format(*of) for of in there)) for part, html in written.items()}  # noqa: S308


def paths():
    for collection in kinds.KINDS:
        yield path(f"{collection}/", ListPage.as_view(collection=collection), name=f"{collection}")
        yield path(f"{collection}.atom", ListFeed.as_view(collection=collection), name=f"{collection}-atom")
