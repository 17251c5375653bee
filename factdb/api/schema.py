"""OpenAPI 3.1, made of what the API itself reads: the shapes, the filters and the views' declarations."""

from typing import Any

from factdb.kinds import PUBLIC_KINDS
from factdb.public.filters.fields import ParamField
from factdb.public.record.sparse_fields import Shape
from factdb.schemas import Field

Schema = dict[str, Any]

PROBLEM_MEDIA_TYPE = "application/problem+json"
STRING_SCHEMA: Schema = {"type": "string"}
INTEGER_SCHEMA: Schema = {"type": "integer"}
ERROR_CODES = [
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
PROBLEM_TEXTS = {
    400: (
        "Parameters cannot be answered as they were asked; `errors` names each of them. Some can be valid alone and not"
        " together (`unsupported_combination`, `reversed_range`), as a schema cannot say; a cursor is valid only where"
        " it was given, and a search needs a word that is not as common as `the`."
    ),
    404: "There is nothing at this address, or nothing public.",
    410: "It was retracted; `detail` says why.",
}
# Of every address, so they are told once.
DEFAULT_RESPONSE_TEXT = (
    "406: the answer cannot be sent in a type that the Accept header allows. 429: too many requests from this address;"
    " try again after `Retry-After` seconds. 503: the database is busy; try again after `Retry-After` seconds."
)
NOT_MODIFIED_TEXT = (
    "It has not changed. Every answer has a strong ETag, to be sent back as If-None-Match, and says in Cache-Control"
    " how long it may be kept."
)


def reference_component(name: str, part: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{part}/{name}"}


def describe_object(properties: dict[str, Schema], *, required: bool = True) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(properties)} if required else schema


def describe_array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def allow_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def describe_shape(shape: Shape) -> Schema:
    """What documents of every version fit: keys that came later are not required."""
    whole = describe_object({key: describe_field(node) for key, node in shape.items()})
    return {**whole, "required": [key for key, node in shape.items() if not node.since]}


def require_key(schema: Schema, path: list[str]) -> None:
    """Require a key of a document's schema, in place; a dotted one of the object, or the objects, that hold it."""
    key, *below = path
    if not below:
        schema.setdefault("required", []).append(key)
        return
    of_key = schema.setdefault("properties", {}).setdefault(key, {})
    # Of a list its entries; what is no list has no `items`, and what is no object no `required`.
    require_key(of_key, below)
    require_key(of_key.setdefault("items", {}), below)


def describe_field(node: Field) -> Schema:
    schema: Schema = describe_shape(node.keys) if node.keys else {"type": node.type}
    if node.format:
        schema["format"] = node.format
    if node.choices:
        schema["enum"] = list(node.choices.values)
    if node.many:
        schema = describe_array(schema)
    if node.nullable:
        schema = allow_null(schema)
    return {**schema, "description": node.help} if node.help else schema


def describe_problem() -> Schema:
    fault = describe_object({"param": {"type": "string"}, "code": {"enum": ERROR_CODES}, "detail": {"type": "string"}})
    fault["properties"]["allowed"] = describe_array({"type": "string"})
    return describe_object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": describe_array(fault),
        }
    )


def refer_to_document(collection: str) -> Schema:
    return reference_component(PUBLIC_KINDS[collection].schema_name)


def refer_to_version(collection: str) -> Schema:
    """A document of any version; where nothing came later, that is what lists and details hold."""
    kind = PUBLIC_KINDS[collection]
    return reference_component(f"{kind.schema_name}{'Version' if kind.later_nodes else ''}")


def refer_to_page(collection: str) -> Schema:
    return reference_component(f"{PUBLIC_KINDS[collection].schema_name}Page")


def describe_parameter(name: str, field: ParamField) -> Schema:
    parameter: Schema = {"name": name, "in": "query", "description": field.help_text, "schema": field.schema}
    if field.required:
        parameter["required"] = True
    if field.schema.get("type") == "array":
        return {**parameter, "style": "form", "explode": False, **_describe_example(field, [field.example])}
    return {**parameter, **_describe_example(field, field.example)}


def _describe_example(field: ParamField, value: Any) -> Schema:
    """The documentation fills its form with an `example`: with that of every filter at once nothing would be found."""
    if field.example is None:
        return {}
    if field.required:
        return {"example": value}
    if isinstance(value, bool) or "enum" in field.schema.get("items", field.schema):
        return {}
    description = f"{field.help_text} Example: `{field.example}`."
    return {"schema": {**field.schema, "examples": [value]}, "description": description}


def describe_path_parameter(name: str, schema: Schema) -> Schema:
    """The first of what is numbered is the same in every record; what is named differs from one to the next."""
    example = {"example": 1} if schema["type"] == "integer" else {}
    return {"name": name, "in": "path", "required": True, "schema": schema, **example}


def describe_header(text: str) -> Schema:
    return {"description": text, "schema": {"type": "string"}}


def describe_response(description: str, content: dict[str, Schema], headers: dict[str, Schema]) -> Schema:
    response = {"description": description, "content": {media: {"schema": schema} for media, schema in content.items()}}
    return {**response, "headers": headers} if headers else response


def describe_problem_response(description: str, headers: dict[str, Schema] | None = None) -> Schema:
    return describe_response(description, {PROBLEM_MEDIA_TYPE: reference_component("Problem")}, headers or {})
