"""Counts of the matching claims."""

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.public.filters import fields
from factdb.public.filters.fields import One
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import answer_under
from factdb.public.questions.facets import COUNTED, MOST, count_facets
from factdb.public.questions.list_query import AS_OF, ListQuery, filter_fields

from .base import PublicView
from .schema import Schema, array, obj
from .views import MARKED_LIST, mark_status

BY = fields.Names(names=list(COUNTED), help_text="Which facets.", example="policy", required=True)


class FacetsView(PublicView):
    """How many of the claims that match there are of each policy, speaker, outlet, kind, rating and year."""

    collection = "claims"
    name = "facets"
    headers_of_answer = MARKED_LIST

    def parameters(self) -> dict[str, One]:
        return {"by": BY, **filter_fields(self.collection), "as_of": AS_OF}

    def body_schema(self) -> Schema:
        value = obj({"value": {"type": "string"}, "label": {"type": "string"}, "count": {"type": "integer"}})
        counts = {**array(value), "maxItems": MOST}
        return obj({"facets": obj(dict.fromkeys(COUNTED, counts), required=False)})

    def get(self, request: Request) -> HttpResponseBase:
        query = ListQuery(self.collection, query_params(request), controls={"by": BY}, paged=False)
        return answer_under(query.resolve(), self, request, lambda: self.answer(query), keep=not query.is_now)

    def answer(self, query: ListQuery) -> Response:
        since = query.since_all() if query.as_of else None
        return mark_status(Response({"facets": count_facets(query, query.values["by"])}), since)
