"""OpenAPI 3.1, made of what the API itself reads: the shapes, the filters and the views' declarations."""

from typing import Any

from factdb.public.filters.fields import One
from factdb.public.record.sparse_fields import Shape
from factdb.schemas import Node

Schema = dict[str, Any]

NAMES = {
    "claims": "Claim",
    "articles": "Article",
    "people": "Person",
    "policies": "Policy",
    "organizations": "Organization",
    "measures": "Measure",
    "corrections": "Correction",
}
PROBLEM = "application/problem+json"
CODES = [
    "unknown_parameter",
    "repeated_parameter",
    "invalid",
    "unknown_value",
    "out_of_range",
    "too_many",
    "too_long",
    "reversed_range",
    "invalid_cursor",
    "unsupported_combination",
]
STATUSES = {
    400: (
        "Parameters cannot be answered as they were asked; `errors` names each of them. Some can be valid alone and not"
        " together (`unsupported_combination`, `reversed_range`), as a schema cannot say; a cursor is valid only where"
        " it was given, and a search needs a word that is not as common as `the`."
    ),
    404: "There is nothing at this address, or nothing public.",
    410: "It was retracted; `detail` says why.",
}
# Of every address, so they are told once.
DEFAULT = (
    "406: the answer cannot be sent in a type that the Accept header allows. 429: too many requests from this address;"
    " try again after `Retry-After` seconds. 503: the database is busy; try again after `Retry-After` seconds."
)
NOT_MODIFIED = (
    "It has not changed. Every answer has a strong ETag, to be sent back as If-None-Match, and says in Cache-Control"
    " how long it may be kept."
)


def reference(name: str, part: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{part}/{name}"}


def obj(properties: dict[str, Schema], *, required: bool = True) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(properties)} if required else found


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def null_or(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    found = {**schema, "type": [schema["type"], "null"]}
    return {**found, "enum": [*schema["enum"], None]} if "enum" in schema else found


def of_shape(shape: Shape) -> Schema:
    return obj({key: of_node(node) for key, node in shape.items()})


def of_node(node: Node) -> Schema:
    found: Schema = of_shape(node.keys) if node.keys else {"type": node.type}
    if node.format:
        found["format"] = node.format
    if node.choices:
        found["enum"] = list(node.choices.values)
    if node.many:
        found = array(found)
    if node.nullable:
        found = null_or(found)
    return {**found, "description": node.help} if node.help else found


def problem() -> Schema:
    fault = obj({"param": {"type": "string"}, "code": {"enum": CODES}, "detail": {"type": "string"}})
    fault["properties"]["allowed"] = array({"type": "string"})
    return obj(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": array(fault),
        }
    )


def document(collection: str) -> Schema:
    return reference(NAMES[collection])


def page(collection: str) -> Schema:
    return reference(f"{NAMES[collection]}Page")


def parameter(name: str, field: One) -> Schema:
    found: Schema = {"name": name, "in": "query", "description": field.help_text, "schema": field.schema}
    if field.required:
        found["required"] = True
    if field.schema.get("type") == "array":
        return {**found, "style": "form", "explode": False, **_example(field, [field.example])}
    return {**found, **_example(field, field.example)}


def _example(field: One, value: Any) -> Schema:
    """The documentation fills its form with an `example`: with that of every filter at once nothing would be found."""
    if field.example is None:
        return {}
    if field.required:
        return {"example": value}
    if isinstance(value, bool) or "enum" in field.schema.get("items", field.schema):
        return {}
    told = f"{field.help_text} Example: `{field.example}`."
    return {"schema": {**field.schema, "examples": [value]}, "description": told}


def path_parameter(name: str, schema: Schema) -> Schema:
    """The first of what is numbered is the same in every record; what is named differs from one to the next."""
    example = {"example": 1} if schema["type"] == "integer" else {}
    return {"name": name, "in": "path", "required": True, "schema": schema, **example}


def header(text: str) -> Schema:
    return {"description": text, "schema": {"type": "string"}}


def response(description: str, content: dict[str, Schema], headers: dict[str, Schema]) -> Schema:
    found = {"description": description, "content": {media: {"schema": schema} for media, schema in content.items()}}
    return {**found, "headers": headers} if headers else found


def problem_response(description: str, headers: dict[str, Schema] | None = None) -> Schema:
    return response(description, {PROBLEM: reference("Problem")}, headers or {})
