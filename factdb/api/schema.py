"""OpenAPI 3.1, made of what the API itself reads: the shapes, the filters and the views' declarations."""

from typing import Any

from factdb.public.fields import One
from factdb.public.filters import FILTERSETS
from factdb.public.history import GRAVITY
from factdb.public.lookups import NumberFilter, RelationFilter
from factdb.public.queries import COLLECTION_OF
from factdb.public.sparse import Shape, shape_of
from factdb.shapes import Node

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
    406: "The answer cannot be sent in a type that the Accept header allows.",
    410: "It was retracted; `detail` says why.",
    429: "Too many requests from this address; try again after `Retry-After` seconds.",
    503: "The database is busy; try again after `Retry-After` seconds.",
}
EVERYWHERE = (400, 406, 429, 503)


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


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


def of_shape(shape: Shape, *, required: bool = True) -> Schema:
    return obj({key: of_node(node, required) for key, node in shape.items()}, required=required)


def of_node(node: Node, required: bool) -> Schema:
    found: Schema = of_shape(node.keys, required=required) if node.keys else {"type": node.type}
    if node.format:
        found["format"] = node.format
    if node.choices:
        found["enum"] = list(node.choices.values)
    if node.many:
        found = array(found)
    if node.nullable:
        found = null_or(found)
    return {**found, "description": node.help} if node.help else found


def components() -> dict[str, Schema]:
    """The documents of each kind, whole and as `fields=` leaves them, and what is sent where there is none."""
    found = {"Problem": problem()}
    for collection, name in NAMES.items():
        found[name] = of_shape(shape_of(collection))
        found[f"Sparse{name}"] = of_shape(shape_of(collection), required=False)
    found["SparseClaim"]["properties"]["highlight"] = {"type": "string", "description": "With `highlight=true`."}
    return found


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
    name = NAMES[collection]
    return {"anyOf": [reference(name), reference(f"Sparse{name}")]}


def page(collection: str) -> Schema:
    url = null_or({"type": "string", "format": "uri"})
    found = obj({"next": url, "previous": url, "results": array(document(collection))})
    found["properties"]["count"] = {"type": "integer", "minimum": 0}
    changed: Schema = {"enum": [status for status in GRAVITY if status != "current"]}
    found["properties"]["status"] = {
        "type": "object",
        "additionalProperties": changed,
        "description": "Under `as_of`: what has become since of results that are no longer current, by their keys.",
    }
    return {"anyOf": [found, {**array(document(collection)), "description": "With `shape=array`."}]}


def parameter(name: str, field: One) -> Schema:
    found: Schema = {"name": name, "in": "query", "description": field.help_text, "schema": field.schema}
    found["required"] = field.required
    if field.schema.get("type") == "array":
        return {**found, "style": "form", "explode": False, **_example(field, [field.example])}
    return {**found, **_example(field, field.example)}


def _example(field: One, value: Any) -> Schema:
    """The documentation fills its form with an `example`: with that of every filter at once nothing would be found."""
    if field.example is None:
        return {}
    if field.required:
        return {"example": value}
    told = "" if "enum" in field.schema.get("items", field.schema) else f" Example: `{field.example}`."
    return {"schema": {**field.schema, "examples": [value]}, "description": f"{field.help_text}{told}"}


def path_parameter(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def response(description: str, content: dict[str, Schema], headers: dict[str, str]) -> Schema:
    return {
        "description": description,
        "headers": {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()},
        "content": {media: {"schema": schema} for media, schema in content.items()},
    }


def problem_response(status: int) -> Schema:
    headers = {"Retry-After": "Seconds."} if status in (429, 503) else {}
    return response(STATUSES[status], {PROBLEM: reference("Problem")}, headers)


def finish(result: Schema, **_: Any) -> Schema:
    """A post-processing hook: the components are ours, and everything is open to everyone."""
    result.setdefault("components", {})["schemas"] = components()
    result["security"] = [{}]
    return result


def with_values(result: Schema, names: dict[str, dict[str, str] | None], last: int) -> Schema:
    """Parameters that take slugs list all that are public, where these are few enough; numbers end with the last."""
    for path in result["paths"].values():
        operation = path["get"]
        for found in operation["parameters"]:
            filter_ = _relation(operation["tags"][0], found["name"])
            if isinstance(filter_, NumberFilter):
                found["schema"] = {**found["schema"], "items": {"type": "integer", "minimum": 1, "maximum": last}}
            elif filter_ and (slugs := _slugs(filter_, names)):
                found["schema"] = {**found["schema"], "items": {"type": "string", "enum": slugs}}
                found["schema"]["examples"] = [slugs[:1]]
            elif found["in"] == "path":
                found |= _example_of_path(operation["tags"][0], found["name"], names, last)
    return result


def _example_of_path(collection: str, name: str, names: dict[str, dict[str, str] | None], last: int) -> Schema:
    if name == "number":
        return {"example": 1}
    if collection == "claims":
        return {"example": last}
    slugs = sorted(names.get(collection) or {})
    return {"example": slugs[0]} if slugs else {}


def _relation(collection: str, name: str) -> RelationFilter | None:
    filter_ = FILTERSETS[collection].base_filters.get(name) if collection in FILTERSETS else None
    return filter_ if isinstance(filter_, RelationFilter) else None


def _slugs(filter_: RelationFilter, names: dict[str, dict[str, str] | None]) -> list[str]:
    known = [names[COLLECTION_OF[target.model]] for target in filter_.targets]
    return [] if None in known else sorted(slug for part in known for slug in part or {})
