"""What can be asked of one thing: a policy on a day, a measure's series, a claim's origins and its citation."""

import json
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from factdb.public import fields
from factdb.public.corroboration import corroboration
from factdb.public.fields import One
from factdb.public.figures import series
from factdb.public.queries import COLLECTIONS, claims, key_field
from factdb.public.states import UNKNOWN, state
from factdb.public.styles import STYLES
from factdb.vocabulary import PolicyStatus

from .base import PublicView
from .schema import Schema, array, null_or, obj, reference
from .views import is_key, key_schema, miss

TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
# Beyond this the figures of a measure are a download, not a series.
MOST_FIGURES = 1000


class ThingView(PublicView):
    statuses = (404, 410)

    def path_schemas(self) -> dict[str, Schema]:
        return {"key": key_schema(self.collection)}

    def thing(self, key: str) -> Any:
        """The public row. Raises why there is none."""
        if not is_key(self.collection, key):
            raise Http404
        found = COLLECTIONS[self.collection]().filter(**{key_field(self.collection): key}).first()
        if found is None:
            raise miss(self.collection, key)
        return found


class StateView(ThingView):
    """Whether a policy was in force on a day: the latest event on or before it, where that can be relied on."""

    collection = "policies"
    name = "state"

    def parameters(self) -> dict[str, One]:
        return {"on": fields.Day(help_text="The day; today (UTC) where it is not given.", example="2022-05-24")}

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
        on = self.read_params(request).get("on", datetime.now(UTC).date())
        return Response(state(self.thing(key), on))


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
        self.read_params(request)
        measure = self.thing(key)
        rows = claims().filter(measure=measure).order_by("-stated_on", "-id").values_list("document", flat=True)
        documents = [json.loads(row) for row in rows[: MOST_FIGURES + 1]]
        told = series(measure.nature, documents[:MOST_FIGURES])
        told["truncated"] |= len(documents) > MOST_FIGURES
        return Response({"measure": json.loads(measure.document), **told})


class CorroborationView(ThingView):
    """The independent origins of a claim, over what supports and repeats it."""

    collection = "claims"
    name = "corroboration"

    def body_schema(self) -> Schema:
        return obj({"count": INTEGER, "origins": array(obj({"origin": TEXT, "kind": TEXT, "claims": array(INTEGER)}))})

    def get(self, request: Request, key: str) -> Response:
        self.read_params(request)
        return Response(corroboration(self.thing(key).pk))


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
        cite, media = STYLES[self.read_params(request).get("style", "apa")]
        thing = self.thing(key)
        body = cite(json.loads(thing.document), request.build_absolute_uri(f"/claims/{thing.pk}/"))
        return HttpResponse(body, content_type=f"{media}; charset=utf-8", headers={"Cache-Control": self.cache_control})
