"""Counts of the matching claims."""

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.public.filters import fields
from factdb.public.filters.fields import ParamField
from factdb.public.filters.validation import query_params
from factdb.public.http.caching import answer_with_head
from factdb.public.questions.facets import FACET_COUNTS, MOST_FACET_VALUES, count_facets
from factdb.public.questions.list_query import AS_OF_FIELD, ListQuery, filter_fields

from .base import PublicApiView
from .schema import Schema, describe_array, describe_object
from .views import LIST_STATUS_HEADERS, mark_status

BY_FIELD = fields.NamesField(names=list(FACET_COUNTS), help_text="Which facets.", example="policy", required=True)


class FacetsView(PublicApiView):
    """How many of the claims that match there are of each policy, speaker, outlet, kind, rating and year."""

    collection = "claims"
    name = "facets"
    headers_of_answer = LIST_STATUS_HEADERS

    def query_fields(self) -> dict[str, ParamField]:
        return {"by": BY_FIELD, **filter_fields(self.collection), "as_of": AS_OF_FIELD}

    def body_schema(self) -> Schema:
        value = describe_object(
            {"value": {"type": "string"}, "label": {"type": "string"}, "count": {"type": "integer"}}
        )
        counts = {**describe_array(value), "maxItems": MOST_FACET_VALUES}
        return describe_object({"facets": describe_object(dict.fromkeys(FACET_COUNTS, counts), required=False)})

    def get(self, request: Request) -> HttpResponseBase:
        query = ListQuery(self.collection, query_params(request), controls={"by": BY_FIELD}, is_paged=False)
        return answer_with_head(
            query.resolve_slugs(), self, request, lambda: self.build_response(query), keep=not query.is_now
        )

    def build_response(self, query: ListQuery) -> Response:
        since = query.find_all_statuses() if query.as_of else None
        return mark_status(Response({"facets": count_facets(query, query.values["by"])}), since)
