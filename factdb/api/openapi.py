"""How drf-spectacular describes a view; loaded late, because it brings a good part of a worker's memory along."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from factdb.kinds import PUBLIC_KINDS

from .schema import (
    Schema,
    describe_header,
    describe_parameter,
    describe_path_parameter,
    describe_response,
    reference_component,
    require_key,
)


class PublicAutoSchema(AutoSchema):
    """Reads a `PublicApiView`: its docstring, `query_fields()`, `path_schemas`, `content_schemas()` and `statuses`."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema:
        view: Any = self.view
        summary, _, description = (view.__doc__ or "").partition("\n")
        texts = {"summary": summary.strip(), "description": description.strip()}
        return {
            "operationId": view.operation_id(),
            **{name: text for name, text in texts.items() if text},
            "tags": [getattr(view, "collection", "") or "about"],
            "parameters": [
                *(describe_path_parameter(name, schema) for name, schema in view.path_schemas().items()),
                *(describe_parameter(name, field) for name, field in view.query_fields().items()),
            ],
            "responses": self._describe_responses(),
        }

    def _describe_responses(self) -> Schema:
        view: Any = self.view
        headers = {name: describe_header(text) for name, text in view.headers_of_answer.items()}
        problems = {str(s): reference_component(str(s), "responses") for s in sorted((304, 400, *view.statuses))}
        answer = describe_response("The answer.", view.content_schemas(), headers)
        return {"200": answer, **problems, "default": reference_component("default", "responses")}


def generate_openapi(complete_keys: Collection[tuple[str, str]] = ()) -> Schema:
    """Build the OpenAPI document of all views; `complete_keys` are those that lists and details may promise beside
    what every version has.
    """
    document = SchemaGenerator().get_schema(public=True)
    for collection, key in sorted(complete_keys):
        require_key(document["components"]["schemas"][PUBLIC_KINDS[collection].schema_name], key.split("."))
    return document
