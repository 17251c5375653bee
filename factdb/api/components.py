"""The parts of the OpenAPI document that many of its operations share: each is written once, the others refer to it."""

import json
from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings

from factdb.kinds import PUBLIC_KINDS
from factdb.public.facts.history import STATUSES_BY_GRAVITY
from factdb.public.filters import fields

from .schema import (
    DEFAULT_RESPONSE_TEXT,
    NOT_MODIFIED_TEXT,
    PROBLEM_TEXTS,
    Schema,
    allow_null,
    describe_array,
    describe_header,
    describe_object,
    describe_problem,
    describe_problem_response,
    describe_shape,
    refer_to_version,
    reference_component,
)

ABOUT_API = "Facts of news articles, each with who said it, how it reached us and where it is written."
# What may stand beside a reference.
REF_SIBLINGS = ("description", "examples")


def finish_schema(result: Schema, **_: Any) -> Schema:
    """A post-processing hook: components of our own, the site's own name, and everything is open to everyone."""
    paths = insert_references(result["paths"])
    operations = [path["get"] for path in paths.values()]
    parameters = [ComponentUse(of, parameter["name"], parameter) for of in operations for parameter in of["parameters"]]
    answers = [ComponentUse(of, _name_operation(of), of["responses"]["200"]) for of in operations]
    headers = [
        ComponentUse(use.operation, *header) for use in answers for header in use.value.get("headers", {}).items()
    ]
    components = build_components()
    components["parameters"] = share_parts(parameters, "parameters")
    components["headers"] = share_parts(headers, "headers")
    components["responses"] |= share_parts(answers, "responses")
    info = describe_info(result["info"])
    return {**result, "info": info, "paths": paths, "components": components, "security": [{}]}


def describe_info(info: Schema) -> Schema:
    """Title, licence and contact of the site; the version is the API's."""
    site = settings.SITE
    contact = {"name": site.publisher.name, "url": site.publisher.url}
    if site.contact and site.contact.startswith("mailto:"):
        contact["email"] = site.contact_text
    return {
        **info,
        "title": site.name,
        "description": " ".join(filter(None, [ABOUT_API, site.covers])),
        "license": {"name": f"{site.licence.name} (the data)", "identifier": site.licence.id},
        "contact": {key: text for key, text in contact.items() if text},
    }


def _name_operation(operation: Schema) -> str:
    return operation["operationId"].removeprefix(f"{operation['tags'][0]}_")


def build_components() -> dict[str, Schema]:
    """What operations refer to; `finish_schema` adds what it finds in several of them."""
    problems = {str(status): describe_problem_response(text) for status, text in PROBLEM_TEXTS.items()}
    retry = {"Retry-After": describe_header("Seconds.")}
    return {
        "schemas": {
            **build_shared_schemas(),
            **{name: insert_references(schema) for name, schema in describe_documents().items()},
        },
        "responses": {
            "304": {"description": NOT_MODIFIED_TEXT},
            **problems,
            "default": describe_problem_response(DEFAULT_RESPONSE_TEXT, retry),
        },
    }


@cache
def build_shared_schemas() -> dict[str, Schema]:
    """Schemas that are found in many others, which `insert_references` makes refer to them."""
    text, whole = {"type": "string"}, {"type": "integer"}
    reference = describe_object({"slug": text, "name": text})
    return {
        "Text": fields.ParamField.schema,
        "Texts": fields.ValuesField().schema,
        "Moment": fields.MomentField(edge=fields.FIRST_INSTANT).schema,
        "Named": reference,
        "NamedOrNull": allow_null(reference),
        "Count": {"type": "integer", "minimum": 0, "description": "With `count=true`."},
        "Statuses": {
            "type": "object",
            "additionalProperties": {"enum": [status for status in STATUSES_BY_GRAVITY if status != "current"]},
            "description": "Under `as_of`: what has become since of results that are no longer current, by their keys.",
        },
        "FacetValue": describe_object({"value": text, "label": text, "count": whole}),
        "Problem": describe_problem(),
    }


def insert_references(value: Any) -> Any:
    """The same with references to what has a name."""
    if isinstance(value, list):
        return [insert_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    siblings = {key: value[key] for key in REF_SIBLINGS if key in value}
    bare = {key: item for key, item in value.items() if key not in REF_SIBLINGS}
    for name, schema in build_shared_schemas().items():
        if value == schema:
            return reference_component(name)
        if bare == schema:
            return {**reference_component(name), **siblings}
    return {key: insert_references(item) for key, item in value.items()}


def describe_documents() -> dict[str, Schema]:
    """The whole document of each kind, as of any version where keys came later, and a page of them."""
    documents: dict[str, Schema] = {}
    for collection, kind in PUBLIC_KINDS.items():
        of_any_version = refer_to_version(collection)
        documents[of_any_version["$ref"].rpartition("/")[2]] = describe_shape(kind.schema)
        # Required beside it is what all live documents have by now: see `generate_openapi`.
        documents.setdefault(kind.schema_name, {"allOf": [of_any_version]})
    pages = {f"{kind.schema_name}Page": describe_page(kind.schema_name) for kind in PUBLIC_KINDS.values()}
    return {**documents, **pages}


def describe_page(name: str) -> Schema:
    url = allow_null({"type": "string", "format": "uri"})
    page = describe_object({"next": url, "previous": url, "results": describe_array(reference_component(name))})
    page["properties"] |= {"count": build_shared_schemas()["Count"], "status": build_shared_schemas()["Statuses"]}
    return page


class ComponentUse(NamedTuple):
    """A part of an operation that others may have too; `value` is changed in place."""

    operation: Schema
    name: str
    value: Schema

    def candidate_names(self) -> tuple[str, ...]:
        return self.name, f"{self.operation['tags'][0]}_{self.name}", f"{self.operation['operationId']}_{self.name}"


def share_parts(uses: list[ComponentUse], part: str) -> dict[str, Schema]:
    """What several operations hold becomes a component, to which they refer from now on.

    The one that is used most has the bare name, others of this name have the collection or the operation before it.
    """
    texts = Counter(json.dumps(use.value) for use in uses)
    names: dict[str, str] = {}
    for use in sorted(uses, key=lambda use: -texts[json.dumps(use.value)]):
        text = json.dumps(use.value)
        if texts[text] > 1 and text not in names:
            names[text] = next(name for name in use.candidate_names() if name not in names.values())
    shared_parts = {name: json.loads(text) for text, name in names.items()}
    for use in uses:
        if name := names.get(json.dumps(use.value)):
            use.value.clear()
            use.value.update(reference_component(name, part))
    return shared_parts
