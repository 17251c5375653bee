"""List pages: the same questions as the API's lists, as a form, rows and links to the same rows as data."""

from abc import abstractmethod
from html import escape

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe

from factdb.public import keeping, queries
from factdb.public.asking import Question
from factdb.public.past import PastQuestion, as_of_field
from factdb.public.strict import Refused, given

from . import feeds, kinds, reading
from .base import Kept, kept, unchanged
from .forms import Filters, label


class List(Kept):
    collection = ""

    def read(self, request, **address):
        asked, controls = given(request), as_of_field(self.collection)
        kind = PastQuestion if controls and any(asked.get("as_of", [])) else Question
        question = kind(self.collection, asked, controls=controls, lenient=True)
        try:
            head = question.resolve(known=keeping.known(request), counted=True)
        except Refused as refused:
            return self.refuse(request, question, refused.faults)
        return keeping.found(request, head) or unchanged(request, head) or self.answer(request, question, head)

    @abstractmethod
    def answer(self, request, question, head):
        """The whole response."""

    @abstractmethod
    def refuse(self, request, question, faults):
        """The whole response where the question is at fault."""


class ListPage(List):
    def answer(self, request, question, head):
        # Scripts ask for it, readers always want to see what their words hit.
        question.values["highlight"] = self.collection == "claims" and "q" in question.values
        page = question.page()
        context = self.frame(question, Filters(question, head))
        context |= {
            "rows": noted(question, page, reading.listed(self.collection, page.rows)),
            "counted": counted(self.collection, total(question, page)),
            "next": page.next and self.address(question, cursor=page.next),
            "previous": page.previous and self.address(question, cursor=page.previous),
        }
        return kept(render(request, self.template(), context), head)

    def refuse(self, request, question, faults):
        context = self.frame(question, Filters(question, queries.head()))
        context |= {"errors": [described(question, fault) for fault in faults]}
        return render(request, self.template(), context, status=400)

    def frame(self, question, filters):
        kind = kinds.KINDS[self.collection]
        return {
            "section": self.collection,
            "title": kind.title,
            "intro": kind.intro,
            "noun": kind.nouns,
            "filters": filters,
            "clear_url": f"/{self.collection}/",
            "as_of": question.values.get("as_of"),
            "formats": formats(question),
            "errors": [],
        }

    def template(self):
        return f"factdb/{kinds.KINDS[self.collection].noun}_list.html"

    def address(self, question, **changes):
        return f"/{self.collection}/?{question.query_string(**changes)}"


class ListFeed(List):
    """The same rows as Atom. A feed reader cannot mend a question, so a wrong one is answered in plain text."""

    def answer(self, request, question, head):
        page = question.page()
        rows = noted(question, page, reading.read_all(self.collection, page.rows))
        return kept(feeds.atom(request, self.collection, rows), head)

    def refuse(self, request, question, faults):
        lines = [f"{fault['param']}: {fault['detail']}\n" for fault in faults]
        return HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8")


def noted(question, page, rows):
    """The same rows; those of an earlier moment say what has become of them since."""
    if isinstance(question, PastQuestion):
        since = question.since(page.rows)
        for row in rows:
            status = since.get(str(row[queries.key_field(question.collection)]))
            row |= {"note": status and f"{label(status)} since"}
    return rows


def total(question, page):
    """Exact. Where everything fits on one page the rows have been counted already."""
    alone = page.next is None and page.previous is None
    return len(page.rows) if alone else question.count()


def counted(collection, number):
    kind = kinds.KINDS[collection]
    return f"{number:,} {kind.noun if number == 1 else kind.nouns}"


def described(question, fault):
    """A fault for the summary, with the id of its field; what has no visible field leads to the form."""
    visible = fault["param"] in [*question.filterset.base_filters, "ordering", "as_of"]
    return fault | {"label": label(fault["param"]), "id": f"id_{fault['param']}" if visible else "main"}


FORMATS = (
    ("JSON", "application/json", "/api/v1/{}/"),
    ("CSV", "text/csv", "/api/v1/{}.csv"),
    ("NDJSON", "application/x-ndjson", "/api/v1/{}.ndjson"),
    ("Atom", feeds.ATOM, "/{}.atom"),
)


LINK = '<link rel="alternate" type="{1}" href="{2}" title="These rows as {0}">'
ITEM = '<li><a href="{2}" type="{1}">{0}</a></li>'


def formats(question):
    """The same rows as data, from the first on: CSV and NDJSON carry all of them, and refuse what cuts pages.

    Written by hand, as the rows are: a template takes as long for these as for ten of them.
    """
    query = question.query_string(cursor=None, page_size=None)
    end = escape(f"?{query}") if query else ""
    there = [(name, media, address.format(question.collection) + end) for name, media, address in FORMATS]
    written = {"links": LINK, "items": ITEM}
    return {part: mark_safe("".join(html.format(*of) for of in there)) for part, html in written.items()}  # noqa: S308


def paths():
    for collection in kinds.KINDS:
        yield path(f"{collection}/", ListPage.as_view(collection=collection), name=f"{collection}")
        yield path(f"{collection}.atom", ListFeed.as_view(collection=collection), name=f"{collection}-atom")
