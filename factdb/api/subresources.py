"""What can be asked of one thing: a policy on a day, a measure's series, a claim's origins and its citation."""

from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.choices import PolicyStatus
from factdb.public.facts.citation_styles import STYLES
from factdb.public.facts.corroboration import count_origins
from factdb.public.facts.figures import series
from factdb.public.facts.history import status_since
from factdb.public.facts.policy_status import UNKNOWN, find_state
from factdb.public.filters import fields
from factdb.public.filters.fields import One
from factdb.public.filters.ordering import Page
from factdb.public.questions.list_query import AS_OF, ListQuery
from factdb.public.record.as_of import require_past
from factdb.public.record.queries import find_document
from factdb.public.record.raw_documents import decode

from .base import PublicView
from .schema import Schema, array, null_or, obj, reference
from .views import MARKED, STATUS, is_key, key_schema, miss, past_entry

TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
# Beyond this the figures of a measure are a download, not a series.
MOST_FIGURES = 1000


class ThingView(PublicView):
    """`find` gives the thing that is asked about, of today or of a moment."""

    statuses = (404, 410)
    headers_of_answer = MARKED
    params: dict[str, Any]

    def parameters(self) -> dict[str, One]:
        return {"as_of": AS_OF}

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": key_schema(self.collection)}

    def find(self, request: Request, key: str) -> Any:
        """Its document, as values; what was asked is then in `params`. Raises why there is none."""
        self.params = self.read_params(request)
        if not is_key(self.collection, key):
            raise Http404
        if as_of := self.params.get("as_of"):
            require_past()
            entry, document = past_entry(self.collection, key, as_of)
            self.headers[STATUS] = status_since(entry)
            return decode(document)
        found = find_document(self.collection, key)
        if found is None:
            raise miss(self.collection, key)
        return decode(found)

    def list_claims(self, most: int, **filters: str) -> Page:
        """The newest claims that these filters find, of the same moment."""
        params = {"page_size": str(most), **filters}
        if "as_of" in self.params:
            params["as_of"] = self.request.query_params["as_of"]
        query = ListQuery("claims", {name: [text] for name, text in params.items()})
        query.resolve()
        return query.page()


class StateView(ThingView):
    """Whether a policy was in force on a day: the latest event on or before it, where that can be relied on."""

    collection = "policies"
    name = "state"

    def parameters(self) -> dict[str, One]:
        on = fields.Day(help_text="The day; today (UTC) where it is not given.", example="2022-05-24")
        return {"on": on, **super().parameters()}

    def body_schema(self) -> Schema:
        statuses = {"type": "string", "enum": list(PolicyStatus.values)}
        day = {"type": "string", "format": "date"}
        return obj(
            {
                "policy": obj({"slug": TEXT, "name": TEXT}),
                "on": day,
                "status": {"type": "string", "enum": [*PolicyStatus.values, UNKNOWN]},
                "since": null_or(day),
                "claim": null_or(INTEGER),
                "last_known": null_or(statuses),
            }
        )

    def get(self, request: Request, key: str) -> Response:
        policy = self.find(request, key)
        claims = [decode(row) for row in self.list_claims(1, policy=key).rows]
        newest = date.fromisoformat(claims[0]["stated_on"]) if claims else date.min
        return Response(find_state(policy, self.params.get("on", datetime.now(UTC).date()), newest))


class SeriesView(ThingView):
    """A measure's figures in order of period, which of them conflict, and which cannot be compared."""

    collection = "measures"
    name = "series"

    def body_schema(self) -> Schema:
        pair = {"claims": array(INTEGER)}
        conflict = obj({**pair, "grade": {"type": "string", "enum": ["impossible", "differs"]}, "detail": TEXT})
        apart = obj({**pair, "code": {"type": "string", "enum": ["nature", "period", "scope"]}, "detail": TEXT})
        figure = obj({"figure": {"type": "object"}, "claim": INTEGER})
        return obj(
            {
                "measure": reference("Measure"),
                "figures": array(figure),
                "conflicts": array(conflict),
                "not_comparable": array(apart),
                "truncated": {"type": "boolean"},
            }
        )

    def get(self, request: Request, key: str) -> Response:
        measure = self.find(request, key)
        page = self.list_claims(MOST_FIGURES, measure=key)
        told = series(measure["nature"], [decode(row) for row in page.rows])
        told["truncated"] |= page.next is not None
        return Response({"measure": measure, **told})


class CorroborationView(ThingView):
    """The independent origins of a claim, over what supports and repeats it."""

    collection = "claims"
    name = "corroboration"

    def body_schema(self) -> Schema:
        return obj({"count": INTEGER, "origins": array(obj({"origin": TEXT, "kind": TEXT, "claims": array(INTEGER)}))})

    def get(self, request: Request, key: str) -> Response:
        claim = self.find(request, key)
        return Response(count_origins(claim["id"], self.params.get("as_of")))


class CitationView(ThingView):
    """A citation that credits the origin, whoever relayed it, and the outlet."""

    collection = "claims"
    name = "citation"

    def parameters(self) -> dict[str, One]:
        return {"style": fields.Choice(names=list(STYLES), help_text="`apa` by default.", example="bibtex")}

    def content(self) -> dict[str, Schema]:
        return {media: {} if media.endswith("json") else TEXT for _, media in STYLES.values()}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The style alone decides: an `Accept` that fits none of them is as good as none."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, key: str) -> HttpResponse:
        claim = self.find(request, key)
        cite, media = STYLES[self.params.get("style", "apa")]
        body = cite(claim, request.build_absolute_uri(claim["url"]))
        return HttpResponse(body, content_type=f"{media}; charset=utf-8", headers={"Cache-Control": self.cache_control})
