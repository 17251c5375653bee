"""How drf-spectacular describes a view; loaded late, because it brings a good part of a worker's memory along."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from .schema import Schema, header, parameter, path_parameter, reference, response


class Operations(AutoSchema):
    """Reads a `PublicView`: its docstring, `parameters()`, `path_schemas`, `content()` and `statuses`."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema:
        view: Any = self.view
        summary, _, description = (view.__doc__ or "").partition("\n")
        told = {"summary": summary.strip(), "description": description.strip()}
        return {
            "operationId": view.operation_id(),
            **{name: text for name, text in told.items() if text},
            "tags": [getattr(view, "collection", "") or "about"],
            "parameters": [
                *(path_parameter(name, schema) for name, schema in view.path_schemas().items()),
                *(parameter(name, field) for name, field in view.parameters().items()),
            ],
            "responses": self._responses(),
        }

    def _responses(self) -> Schema:
        view: Any = self.view
        headers = {name: header(text) for name, text in view.headers_of_answer.items()}
        problems = {str(s): reference(str(s), "responses") for s in sorted((304, 400, *view.statuses))}
        answered = response("The answer.", view.content(), headers)
        return {"200": answered, **problems, "default": reference("default", "responses")}


def generated() -> Schema:
    """The OpenAPI document of all views."""
    return SchemaGenerator().get_schema(public=True)
