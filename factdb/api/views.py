"""Lists and details: thin, because what is public and what may be asked are decided below them."""

import re
from datetime import datetime
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from rest_framework.views import APIView

from factdb.models.ledger import LedgerEntry
from factdb.public import fields, sparse
from factdb.public.asking import Question, filter_fields, paging_fields
from factdb.public.fields import BIGINT, UNPRINTABLE, One
from factdb.public.keeping import found, is_known, known, under
from factdb.public.past import FUTURE, STANDING, PastQuestion, as_of_field, entry_as_of, is_future
from factdb.public.queries import document, latest_entry
from factdb.public.strict import Refused, fault, given
from factdb.vocabulary import Action

from . import answers, schema
from .base import PublicView
from .negotiation import JSON, MEDIA, accepted
from .problems import Gone, Moved

TAKEN_BACK = (Action.RETRACTED, Action.ERASED)
NUMBERED = ("claims", "corrections")
AS_OF = fields.Moment(edge=fields.LAST_INSTANT, help_text=STANDING, example="2020-01-01")
HIGHLIGHT = fields.Flag(
    help_text="Under `q`: adds `highlight`, the text as HTML with every hit in `<mark>`.", example="false"
)
MARKED = {answers.STATUS: "Of an earlier version, what has become of it since, in the words of /check/."}
MARKED_LIST = {answers.STATUS: "Under `as_of`: the gravest of what has become of the results since."}
PAGED = ("cursor", "page_size", "count", "shape", "highlight")


@cache
def fields_field(collection: str) -> fields.Names:
    return fields.Names(
        names=list(sparse.names(sparse.shape_of(collection))),
        help_text="Only these keys, as dotted names.",
        example="url",
    )


@cache
def list_controls(collection: str) -> dict[str, One]:
    return {
        "count": fields.Flag(help_text="Adds the exact number of all matches.", example="true"),
        "fields": fields_field(collection),
        "format": fields.Choice(names=list(MEDIA), help_text="Comes before the Accept header.", example=JSON),
        "shape": fields.Choice(names=["array"], help_text="A bare JSON array; go on by the Link header."),
        **as_of_field(collection),
        **({"highlight": HIGHLIGHT} if collection == "claims" else {}),
    }


class ListView(PublicView):
    """All that is public of one kind, filtered, ordered and paged."""

    name = "list"
    headers_of_answer = MARKED_LIST

    def parameters(self) -> dict[str, One]:
        paging = paging_fields(self.collection)
        return {**filter_fields(self.collection), **paging, **list_controls(self.collection)}

    def body_schema(self) -> schema.Schema:
        return schema.page(self.collection)

    def content(self) -> dict[str, schema.Schema]:
        streams = {MEDIA[name]: {"type": "string"} for name in MEDIA if name != JSON}
        return {**super().content(), **streams}

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = given(request)
        kind = PastQuestion if "as_of" in asked else Question
        question = kind(self.collection, asked, controls=list_controls(self.collection))
        form = self._form(request, question)
        counted = "count" in question.values
        head = question.resolve(known=known(request) if form == JSON else None, counted=counted)
        if kept := found(request, head):
            return kept
        etag = answers.list_tag(request, head, form)
        if is_known(request, etag):
            return under(head, answers.not_modified(etag))
        if form == JSON:
            return under(head, self._page(request, question, etag))
        return answers.stream(request, question, form, etag)

    def _form(self, request: HttpRequest, question: Question) -> str:
        form = question.values.get("format") or accepted(request, tuple(MEDIA))
        self._check_form(question, form)
        return form

    def _check_form(self, question: Question, form: str) -> None:
        """A stream holds all that matches."""
        for name in PAGED:
            if form != JSON and name in question.values:
                question.refuse(name, "unsupported_combination", f"{form} holds all matches: leave it out.")
        if form == JSON and question.values.get("count") and "shape" in question.values:
            question.refuse("count", "unsupported_combination", "A bare array has no place for it: leave one out.")

    def _page(self, request: HttpRequest, question: Question, etag: str) -> HttpResponse:
        page = question.page()
        rows = self._documents(question, page.rows)
        links = answers.links(request, question, page)
        since = question.since(page.rows) if isinstance(question, PastQuestion) else None
        if question.values.get("shape"):
            return answers.send(request, answers.array_body(rows), etag, links, since=since)
        count = question.count() if question.values.get("count") else None
        return answers.send(request, answers.list_body(rows, links, count, since), etag, links, since=since)

    def _documents(self, question: Question, rows: list[bytes]) -> list[bytes]:
        if "fields" not in question.values:
            return rows
        kept = {**sparse.tree(question.values["fields"]), "highlight": None}
        return [sparse.sparse(row, kept) for row in rows]


class FileView(ListView):
    """The same list in the format that its suffix names."""

    name = "file"
    suffix = ""

    def operation_id(self) -> str:
        return f"{self.collection}_{self.suffix}"

    def parameters(self) -> dict[str, One]:
        left_out = ("format",) if self.suffix == JSON else ("format", *PAGED)
        return {name: field for name, field in super().parameters().items() if name not in left_out}

    def content(self) -> dict[str, schema.Schema]:
        return {media: found for media, found in super().content().items() if media == MEDIA[self.suffix]}

    def _form(self, request: HttpRequest, question: Question) -> str:
        if question.values.get("format", self.suffix) != self.suffix:
            question.refuse("format", "unsupported_combination", f"The address says {self.suffix}.")
        self._check_form(question, self.suffix)
        return self.suffix


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

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        values = self.read(request)
        if not is_key(self.collection, key):
            raise Http404
        if "as_of" in values:
            entry, found = past_entry(self.collection, key, values["as_of"])
            return answers.earlier(request, entry, self._shown(found, values))
        now = document(self.collection, key)
        if now is None:
            raise miss(self.collection, key)
        body = self._shown(now, values)
        return answers.send(request, body, answers.tag(body))

    def _shown(self, body: bytes, values: dict[str, Any]) -> bytes:
        return sparse.sparse(body, sparse.tree(values["fields"])) if "fields" in values else body


def past_entry(collection: str, key: str, as_of: datetime) -> tuple[LedgerEntry, bytes]:
    """The entry that stood then, and its document. Raises why there was nothing."""
    if is_future(as_of):
        raise Refused([fault("as_of", "out_of_range", FUTURE)])
    entry = entry_as_of(collection, key, as_of)
    if entry is None:
        raise Http404
    if entry.document is None:
        raise miss(collection, key) if entry.action not in TAKEN_BACK else Gone(entry)
    return entry, entry.document.encode()


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


class NothingView(APIView):
    """Every other address below /api/."""

    schema = None

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whatever the method: but an address that only lacks its slash is told where to go."""
        try:
            found = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if getattr(found.func, "cls", None) is NothingView:
            raise Http404
        raise Moved(request.get_full_path(force_append_slash=True))
