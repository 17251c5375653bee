"""The parts of the OpenAPI document that many of its operations share: each is written once, the others refer to it."""

import json
from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from factdb.public.facts.history import GRAVITY
from factdb.public.filters import fields
from factdb.public.record.sparse_fields import shape_of

from .schema import (
    DEFAULT,
    NAMES,
    NOT_MODIFIED,
    STATUSES,
    Schema,
    array,
    header,
    null_or,
    obj,
    of_shape,
    problem,
    problem_response,
    reference,
)

# What may stand beside a reference.
BESIDE = ("description", "examples")


def finish(result: Schema, **_: Any) -> Schema:
    """A post-processing hook: the components are ours, and everything is open to everyone."""
    paths = referring(result["paths"])
    operations = [path["get"] for path in paths.values()]
    parameters = [Use(of, found["name"], found) for of in operations for found in of["parameters"]]
    answers = [Use(of, _kind_of(of), of["responses"]["200"]) for of in operations]
    headers = [Use(use.operation, *header) for use in answers for header in use.value.get("headers", {}).items()]
    found = components()
    found["parameters"] = share(parameters, "parameters")
    found["headers"] = share(headers, "headers")
    found["responses"] |= share(answers, "responses")
    return {**result, "paths": paths, "components": found, "security": [{}]}


def _kind_of(operation: Schema) -> str:
    return operation["operationId"].removeprefix(f"{operation['tags'][0]}_")


def components() -> dict[str, Schema]:
    """What operations refer to; `finish` adds what it finds in several of them."""
    problems = {str(status): problem_response(text) for status, text in STATUSES.items()}
    retry = {"Retry-After": header("Seconds.")}
    return {
        "schemas": {**named(), **{name: referring(schema) for name, schema in documents().items()}},
        "responses": {"304": {"description": NOT_MODIFIED}, **problems, "default": problem_response(DEFAULT, retry)},
    }


@cache
def named() -> dict[str, Schema]:
    """Schemas that are found in many others, which `referring` makes refer to them."""
    text, whole = {"type": "string"}, {"type": "integer"}
    shown = obj({"slug": text, "name": text})
    return {
        "Text": fields.One.schema,
        "Texts": fields.Values().schema,
        "Moment": fields.Moment(edge=fields.FIRST_INSTANT).schema,
        "Named": shown,
        "NamedOrNull": null_or(shown),
        "Count": {"type": "integer", "minimum": 0, "description": "With `count=true`."},
        "Statuses": {
            "type": "object",
            "additionalProperties": {"enum": [status for status in GRAVITY if status != "current"]},
            "description": "Under `as_of`: what has become since of results that are no longer current, by their keys.",
        },
        "FacetValue": obj({"value": text, "label": text, "count": whole}),
        "Problem": problem(),
    }


def referring(value: Any) -> Any:
    """The same with references to what has a name."""
    if isinstance(value, list):
        return [referring(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {key: value[key] for key in BESIDE if key in value}
    bare = {key: item for key, item in value.items() if key not in BESIDE}
    for name, schema in named().items():
        if value == schema:
            return reference(name)
        if bare == schema:
            return {**reference(name), **told}
    return {key: referring(item) for key, item in value.items()}


def documents() -> dict[str, Schema]:
    """The whole document of each kind, and a page of them."""
    found = {name: of_shape(shape_of(collection)) for collection, name in NAMES.items()}
    return {**found, **{f"{name}Page": page_of(name) for name in NAMES.values()}}


def page_of(name: str) -> Schema:
    url = null_or({"type": "string", "format": "uri"})
    found = obj({"next": url, "previous": url, "results": array(reference(name))})
    found["properties"] |= {"count": named()["Count"], "status": named()["Statuses"]}
    return found


class Use(NamedTuple):
    """A part of an operation that others may have too; `value` is changed in place."""

    operation: Schema
    name: str
    value: Schema

    def names(self) -> tuple[str, ...]:
        return self.name, f"{self.operation['tags'][0]}_{self.name}", f"{self.operation['operationId']}_{self.name}"


def share(uses: list[Use], part: str) -> dict[str, Schema]:
    """What several operations hold becomes a component, to which they refer from now on.

    The one that is used most has the bare name, others of this name have the collection or the operation before it.
    """
    texts = Counter(json.dumps(use.value) for use in uses)
    names: dict[str, str] = {}
    for use in sorted(uses, key=lambda use: -texts[json.dumps(use.value)]):
        text = json.dumps(use.value)
        if texts[text] > 1 and text not in names:
            names[text] = next(name for name in use.names() if name not in names.values())
    found = {name: json.loads(text) for text, name in names.items()}
    for use in uses:
        if name := names.get(json.dumps(use.value)):
            use.value.clear()
            use.value.update(reference(name, part))
    return found
