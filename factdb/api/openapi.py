"""How drf-spectacular describes a view; loaded late, because it brings a good part of a worker's memory along."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from .schema import EVERYWHERE, Schema, parameter, path_parameter, problem_response, response


class Operations(AutoSchema):
    """Reads a `PublicView`: its docstring, `parameters()`, `path_schemas`, `content()` and `statuses`."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema:
        view: Any = self.view
        summary, _, description = (view.__doc__ or "").partition("\n")
        return {
            "operationId": view.operation_id(),
            "summary": summary.strip(),
            "description": description.strip(),
            "tags": [getattr(view, "collection", "") or "about"],
            "parameters": [
                *(path_parameter(name, schema) for name, schema in view.path_schemas().items()),
                *(parameter(name, field) for name, field in view.parameters().items()),
            ],
            "responses": self._responses(),
        }

    def _responses(self) -> Schema:
        view: Any = self.view
        headers = {"ETag": "Strong; send it back as If-None-Match.", "Cache-Control": "How long it may be kept."}
        answered = response("The answer.", view.content(), {**headers, **view.headers_of_answer})
        problems = {str(s): problem_response(s) for s in sorted((*EVERYWHERE, *view.statuses))}
        return {"200": answered, "304": {"description": "It has not changed."}, **problems}


def generated() -> Schema:
    """The OpenAPI document of all views."""
    return SchemaGenerator().get_schema(public=True)
