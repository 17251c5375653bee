"""What can be asked of one thing: a policy on a day, a measure's series, a claim's origins and its citation."""

from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.choices import PolicyStatus, Precision
from factdb.exact_json import decode_json
from factdb.public.facts.citation_styles import STYLES
from factdb.public.facts.corroboration import find_corroboration
from factdb.public.facts.history import find_status_since
from factdb.public.facts.policy_status import UNKNOWN, find_policy_status
from factdb.public.filters import fields
from factdb.public.filters.cursors import ResultPage
from factdb.public.filters.fields import ParamField
from factdb.public.questions.list_query import AS_OF_FIELD, ListQuery
from factdb.public.record.as_of import require_past
from factdb.public.record.queries import find_document
from factdb.rules.figure_conflicts import build_series

from .base import PublicApiView
from .schema import (
    INTEGER_SCHEMA,
    STRING_SCHEMA,
    Schema,
    allow_null,
    describe_array,
    describe_object,
    reference_component,
)
from .views import STATUS_HEADER, STATUS_HEADERS, describe_key, explain_absence, is_key, require_entry_as_of

# Beyond this the figures of a measure are a download, not a series.
MAX_SERIES_FIGURES = 1000


class SubresourceView(PublicApiView):
    """`find_item` gives the item that is asked about, of today or of a moment."""

    statuses = (404, 410)
    headers_of_answer = STATUS_HEADERS
    params: dict[str, Any]

    def query_fields(self) -> dict[str, ParamField]:
        return {"as_of": AS_OF_FIELD}

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": describe_key(self.collection)}

    def find_item(self, request: Request, key: str) -> Any:
        """Its document, as values; what was asked is then in `params`. Raises why there is none."""
        self.params = self.read_params(request)
        if not is_key(self.collection, key):
            raise Http404
        if as_of := self.params.get("as_of"):
            require_past()
            entry, document = require_entry_as_of(self.collection, key, as_of)
            self.headers[STATUS_HEADER] = find_status_since(entry)
            return decode_json(document)
        current = find_document(self.collection, key)
        if current is None:
            raise explain_absence(self.collection, key)
        return decode_json(current)

    def list_claims(self, most: int, **filters: str) -> ResultPage:
        """The newest claims that these filters find, of the same moment."""
        params = {"page_size": str(most), **filters}
        if "as_of" in self.params:
            params["as_of"] = self.request.query_params["as_of"]
        query = ListQuery("claims", {name: [text] for name, text in params.items()})
        query.resolve_slugs()
        return query.fetch_page()


class StateView(SubresourceView):
    """How a policy stood on a day and since when: by the latest change until then, where that can be relied on."""

    collection = "policies"
    name = "state"

    def query_fields(self) -> dict[str, ParamField]:
        on = fields.DayField(help_text="The day; today (UTC) where it is not given.", example="2022-05-24")
        return {"on": on, **super().query_fields()}

    def body_schema(self) -> Schema:
        statuses = {"type": "string", "enum": list(PolicyStatus.values)}
        day = {"type": "string", "format": "date"}
        return describe_object(
            {
                "policy": describe_object({"slug": STRING_SCHEMA, "name": STRING_SCHEMA}),
                "on": day,
                "status": {"type": "string", "enum": [*PolicyStatus.values, UNKNOWN]},
                "since": allow_null(day),
                "since_precision": allow_null({"type": "string", "enum": list(Precision.values)}),
                "claim": allow_null(INTEGER_SCHEMA),
                "last_known": allow_null(statuses),
            }
        )

    def get(self, request: Request, key: str) -> Response:
        policy = self.find_item(request, key)
        claims = [decode_json(row) for row in self.list_claims(1, policy=key).rows]
        newest = date.fromisoformat(claims[0]["stated_on"]) if claims else date.min
        return Response(find_policy_status(policy, self.params.get("on", datetime.now(UTC).date()), newest))


class SeriesView(SubresourceView):
    """A measure's figures in order of period, which of them conflict, and which cannot be compared."""

    collection = "measures"
    name = "series"

    def body_schema(self) -> Schema:
        pair = {"claims": describe_array(INTEGER_SCHEMA)}
        conflict = describe_object(
            {**pair, "grade": {"type": "string", "enum": ["impossible", "differs"]}, "detail": STRING_SCHEMA}
        )
        apart = describe_object(
            {**pair, "code": {"type": "string", "enum": ["nature", "period", "scope"]}, "detail": STRING_SCHEMA}
        )
        figure = describe_object({"figure": {"type": "object"}, "claim": INTEGER_SCHEMA})
        return describe_object(
            {
                "measure": reference_component("Measure"),
                "figures": describe_array(figure),
                "conflicts": describe_array(conflict),
                "not_comparable": describe_array(apart),
                "truncated": {"type": "boolean"},
            }
        )

    def get(self, request: Request, key: str) -> Response:
        measure = self.find_item(request, key)
        page = self.list_claims(MAX_SERIES_FIGURES, measure=key)
        series = build_series(measure["nature"], [decode_json(row) for row in page.rows])
        series["truncated"] |= page.next is not None
        return Response({"measure": measure, **series})


class CorroborationView(SubresourceView):
    """The independent origins of a claim, over all that supports or repeats it, and how many outlets ran that."""

    collection = "claims"
    name = "corroboration"

    def body_schema(self) -> Schema:
        origin = describe_object(
            {
                "origin": STRING_SCHEMA,
                "kind": STRING_SCHEMA,
                "claims": describe_array(INTEGER_SCHEMA),
                "outlets": describe_array(STRING_SCHEMA),
            }
        )
        return describe_object({"count": INTEGER_SCHEMA, "outlets": INTEGER_SCHEMA, "origins": describe_array(origin)})

    def get(self, request: Request, key: str) -> Response:
        claim = self.find_item(request, key)
        found = find_corroboration(claim["id"], self.params.get("as_of"))
        origins = [
            {"origin": of.name, "kind": of.kind, "claims": of.claims, "outlets": of.outlets} for of in found.origins
        ]
        return Response({"count": len(origins), "outlets": len(found.outlets), "origins": origins})


class CitationView(SubresourceView):
    """A citation that credits the origin, whoever relayed it, and the outlet."""

    collection = "claims"
    name = "citation"

    def query_fields(self) -> dict[str, ParamField]:
        return {"style": fields.ChoiceField(names=list(STYLES), help_text="`apa` by default.", example="bibtex")}

    def content_schemas(self) -> dict[str, Schema]:
        return {media: {} if media.endswith("json") else STRING_SCHEMA for _, media in STYLES.values()}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The style alone decides: an `Accept` that fits none of them is as good as none."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, key: str) -> HttpResponse:
        claim = self.find_item(request, key)
        cite, media = STYLES[self.params.get("style", "apa")]
        body = cite(claim, request.build_absolute_uri(claim["url"]))
        return HttpResponse(body, content_type=f"{media}; charset=utf-8", headers={"Cache-Control": self.cache_control})
