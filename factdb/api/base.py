"""What all API views share: they only read, take only parameters that are theirs, and describe themselves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from factdb.public.filters.fields import ParamField, is_today
from factdb.public.filters.validation import InvalidQuery, query_params, read_params
from factdb.public.http.caching import make_etag
from factdb.public.record.queries import Head

from .renderers import JSONRenderer
from .schema import Schema


class PublicApiView(APIView):
    """`collection` and `name` make the operation's id; `statuses` are those that not every view has."""

    http_method_names = ["get", "head", "options"]
    renderer_classes: list[Any] = [JSONRenderer]
    cache_control = "public, max-age=1, stale-while-revalidate=10"
    head: Head
    collection = ""
    name = ""
    statuses: tuple[int, ...] = ()
    headers_of_answer: dict[str, str] = {}

    def query_fields(self) -> dict[str, ParamField]:
        """All that may be asked: for reading and for the documentation."""
        return {}

    def path_schemas(self) -> dict[str, Schema]:
        return {}

    def content_schemas(self) -> dict[str, Schema]:
        """The JSON Schema of the answer, by media type."""
        return {str(JSONRenderer.media_type): self.body_schema()}

    def body_schema(self) -> Schema:
        """The JSON Schema of the answer's body; any JSON where a view does not say."""
        return {}

    def operation_id(self) -> str:
        return "_".join(filter(None, (self.collection, self.name)))

    def read_params(self, request: Request) -> dict[str, Any]:
        """Raises `InvalidQuery`."""
        values, errors = read_params(self.query_fields(), query_params(request))
        if errors:
            raise InvalidQuery(errors)
        return values

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return drop_content_type(HttpResponse(status=204))

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What no head names is named by its bytes."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Vary", "Accept")
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            is_now = any(map(is_today, request.query_params.getlist("as_of")))
            response.headers.setdefault("Cache-Control", "no-store" if is_now else self.cache_control)
            _name_when_rendered(response)
        return response


def _name_when_rendered(response: Any) -> None:
    if isinstance(response, Response):
        response.add_post_render_callback(_name_by_content)
    elif not response.streaming:
        _name_by_content(response)


def _name_by_content(response: HttpResponse) -> None:
    if not response.has_header("ETag"):
        response["ETag"] = make_etag(response.content)


def drop_content_type(response: HttpResponse) -> HttpResponse:
    """Nothing is sent, so nothing has a type."""
    del response["Content-Type"]
    return response
