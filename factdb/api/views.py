"""The API's views: thin, because what is public and what may be asked are decided below them."""

import re
from functools import cache
from typing import Any

from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from rest_framework.views import APIView

from factdb.public import fields, sparse
from factdb.public.asking import Question
from factdb.public.fields import BIGINT, UNPRINTABLE
from factdb.public.queries import COLLECTIONS, document, head, latest_entry
from factdb.public.strict import Refused, given, read
from factdb.vocabulary import Action

from . import answers
from .negotiation import JSON, MEDIA, accepted
from .problems import Gone, Moved

ROOT = "/api/v1/"
WHOLE = ("cursor", "page_size", "count")


@cache
def fields_field(collection: str) -> fields.Names:
    return fields.Names(
        names=list(sparse.names(sparse.shape_of(collection))),
        help_text="Only these keys, as dotted names.",
        example="url",
    )


@cache
def list_controls(collection: str) -> dict[str, Field]:
    return {
        "count": fields.Flag(help_text="Adds the exact number of all matches.", example="true"),
        "fields": fields_field(collection),
        "format": fields.Choice(names=list(MEDIA), help_text="Comes before the Accept header.", example=JSON),
        "shape": fields.Choice(names=["array"], help_text="A bare JSON array; go on by the Link header."),
    }


class PublicView(APIView):
    """What all API views share: reading only, and only the parameters that are theirs."""

    http_method_names = ["get", "head", "options"]
    controls: dict[str, Field] = {}

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answers.empty(204)

    def read(self, request: HttpRequest, controls: dict[str, Field] | None = None) -> dict[str, Any]:
        values, faults = read(controls or {}, given(request))
        if faults:
            raise Refused(faults)
        return values


class ListView(PublicView):
    collection = ""

    def get(self, request: HttpRequest, suffix: str | None = None) -> HttpResponseBase:
        question = Question(self.collection, given(request), controls=list_controls(self.collection))
        form = self._form(request, question, suffix)
        etag = answers.list_tag(request, question.resolve(), form)
        if answers.is_known(request, etag):
            return answers.not_modified(etag)
        return self._page(request, question, etag)

    def _form(self, request: HttpRequest, question: Question, suffix: str | None) -> str:
        asked = question.values.get("format")
        if suffix and asked and suffix != asked:
            question.refuse("format", "unsupported_combination", f"The address says {suffix}.")
        return suffix or asked or accepted(request, tuple(MEDIA))

    def _page(self, request: HttpRequest, question: Question, etag: str) -> HttpResponse:
        page = question.page()
        rows = [*self._documents(question, page.rows)]
        links = answers.links(request, question, page)
        if question.values.get("shape"):
            return answers.send(request, answers.array_body(rows), etag, links)
        count = question.count() if question.values.get("count") else None
        return answers.send(request, answers.list_body(rows, links, count), etag, links)

    def _documents(self, question: Question, rows: list[str]) -> list[str]:
        if "fields" not in question.values:
            return rows
        kept = sparse.tree(question.values["fields"])
        return [sparse.sparse(row, kept) for row in rows]


class DetailView(PublicView):
    collection = ""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        accepted(request, (JSON,))
        values = self.read(request, {"fields": fields_field(self.collection)})
        body = self._document(key)
        if "fields" in values:
            body = sparse.sparse(body, sparse.tree(values["fields"]))
        return answers.send(request, body.encode(), answers.tag(body))

    def _document(self, key: str) -> str:
        if not is_key(self.collection, key):
            raise Http404
        found = document(self.collection, key)
        if found is None:
            raise self._miss(key)
        return found

    def _miss(self, key: str) -> Exception:
        entry = latest_entry(self.collection, key)
        if entry and entry.action == Action.RETRACTED:
            return Gone(entry.reason)
        return Http404()


def is_key(collection: str, key: str) -> bool:
    if collection in ("claims", "corrections"):
        return bool(re.fullmatch("[1-9][0-9]{0,18}", key)) and int(key) <= BIGINT
    return not UNPRINTABLE.search(key)


class RootView(PublicView):
    """What there is: the collections, the licences, the ledger's head, and where the documentation is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        accepted(request, (JSON,))
        self.read(request)
        latest = head()
        about = {
            "collections": {name: f"{ROOT}{name}/" for name in COLLECTIONS},
            "schema": f"{ROOT}schema/",
            "docs": f"{ROOT}docs/",
            "licence": {
                "data": {"id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
                "code": {"id": "BSD-3-Clause", "url": "https://opensource.org/license/bsd-3-clause"},
            },
            "head": latest._asdict(),
        }
        return answers.data(request, about)


class NothingView(APIView):
    """Every other address below /api/."""

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whatever the method: but an address that only lacks its slash is told where to go."""
        try:
            found = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if getattr(found.func, "cls", None) is NothingView:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        raise Moved(f"{request.path}/{'?' + query if query else ''}")
