"""Counts of the matching claims."""

from django.http import HttpRequest, HttpResponse

from factdb.public import fields
from factdb.public.asking import Question, filter_fields
from factdb.public.facets import COUNTED, MOST, facets
from factdb.public.fields import One
from factdb.public.keeping import found, is_known, under
from factdb.public.strict import given

from . import answers
from .base import PublicView
from .negotiation import JSON, accepted
from .schema import Schema, array, obj

BY = fields.Names(names=list(COUNTED), help_text="Which facets.", example="policy", required=True)


class FacetsView(PublicView):
    """How many of the claims that match there are of each policy, speaker, outlet, kind, rating and year."""

    collection = "claims"
    name = "facets"

    def parameters(self) -> dict[str, One]:
        return {"by": BY, **filter_fields(self.collection)}

    def body_schema(self) -> Schema:
        value = obj({"value": {"type": "string"}, "label": {"type": "string"}, "count": {"type": "integer"}})
        counts = {**array(value), "maxItems": MOST}
        return obj({"facets": obj(dict.fromkeys(COUNTED, counts), required=False)})

    def get(self, request: HttpRequest) -> HttpResponse:
        accepted(request, (JSON,))
        question = Question(self.collection, given(request), controls={"by": BY}, paged=False)
        head = question.resolve()
        if kept := found(request, head):
            return kept
        etag = answers.list_tag(request, head, JSON)
        if is_known(request, etag):
            return under(head, answers.not_modified(etag))
        counts = facets(question, question.values["by"])
        return under(head, answers.data(request, {"facets": counts}, etag))
