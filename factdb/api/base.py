"""What all API views share: they only read, take only parameters that are theirs, and describe themselves."""

from typing import Any

from django.http import HttpRequest
from rest_framework.views import APIView

from factdb.public.fields import One
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
        return answers.empty(204)
