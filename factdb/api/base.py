"""What all API views share: they only read, take only parameters that are theirs, and describe themselves."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from rest_framework.views import APIView

from factdb.public.fields import One
from factdb.public.keeping import kept
from factdb.public.strict import Refused, given, read

from . import answers
from .negotiation import JSON, MEDIA, accepted
from .schema import Schema


class PublicView(APIView):
    """`collection` and `name` make the operation's id; `statuses` are those that not every view has."""

    http_method_names = ["get", "head", "options"]
    collection = ""
    name = ""
    statuses: tuple[int, ...] = ()
    headers_of_answer: dict[str, str] = {}

    def parameters(self) -> dict[str, One]:
        """All that may be asked: for reading and for the documentation."""
        return {}

    def path_schemas(self) -> dict[str, Schema]:
        return {}

    def content(self) -> dict[str, Schema]:
        """The JSON Schema of the answer, by media type."""
        return {MEDIA[JSON]: self.body_schema()}

    def body_schema(self) -> Schema:
        """The JSON Schema of the answer's body; any JSON where a view does not say."""
        return {}

    def operation_id(self) -> str:
        return "_".join(filter(None, (self.collection, self.name)))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Of what DRF does on the way to a handler, public answers need its throttles alone.

        Its own request, negotiation, authentication and permissions cost as much as the question to the database.
        """
        self.request, self.args, self.kwargs = request, args, kwargs
        try:
            self.check_throttles(request)
            name = str(request.method).lower()
            handler = getattr(self, name) if name in self.http_method_names else self.http_method_not_allowed
            return kept(request, lambda: handler(request, *args, **kwargs))
        except Exception as error:
            response = self.handle_exception(error)
            response["Allow"] = self.allow
            return response

    @property
    def allow(self) -> str:
        return ", ".join(self.allowed_methods)

    def read(self, request: HttpRequest) -> dict[str, Any]:
        """For answers that are JSON alone. Raises `NotAcceptable` and `Refused`."""
        accepted(request, (JSON,))
        return self.read_any(request)

    def read_any(self, request: HttpRequest) -> dict[str, Any]:
        values, faults = read(self.parameters(), given(request))
        if faults:
            raise Refused(faults)
        return values

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return answers.empty(204, {"Allow": self.allow})
