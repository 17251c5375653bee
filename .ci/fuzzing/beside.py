"""What the fuzzer knows beside the API's document, which says nothing of the record: what is public now, and which
other shapes an answer takes with `fields`, `shape` and `highlight`.
"""

import json
from typing import Any
from urllib.request import urlopen

Schema = dict[str, Any]

# Parameters that take slugs, and of which collections.
SLUGS = {
    "article": ("articles",),
    "measure": ("measures",),
    "organization": ("organizations",),
    "origin": ("people", "organizations"),
    "outlet": ("organizations",),
    "person": ("people",),
    "policy": ("policies",),
    "speaker": ("people",),
}
NUMBERS = ("id", "related")
# What `default` stands for.
DEFAULT = ("406", "429", "503")


def close_lists(document: Schema, site: str) -> None:
    """Slugs become those that are public, numbers end with the last one; a path has an address that is there."""
    slugs = {collection: slugs_of(site, collection) for of in SLUGS.values() for collection in of}
    last = json.loads(read(f"{site}/api/v1/claims/?ordering=-id&page_size=1"))["results"][0]["id"]
    for found in document["components"]["parameters"].values():
        if found["name"] in SLUGS:
            public = sorted(slug for collection in SLUGS[found["name"]] for slug in slugs[collection])
            found["schema"] = {"type": "array", "items": {"enum": public}, "minItems": 1, "maxItems": 100}
        elif found["name"] in NUMBERS:
            found["schema"]["items"]["maximum"] = last
    for operation in operations(document):
        collection = operation["tags"][0]
        if collection in slugs:
            operation["parameters"] = [
                with_example(document, found, slugs[collection]) for found in operation["parameters"]
            ]


def slugs_of(site: str, collection: str) -> list[str]:
    return [json.loads(line)["slug"] for line in read(f"{site}/api/v1/{collection}.ndjson?fields=slug").splitlines()]


def read(url: str) -> bytes:
    with urlopen(url) as response:
        return response.read()


def operations(document: Schema) -> list[Schema]:
    return [path["get"] for path in document["paths"].values()]


def with_example(document: Schema, found: Schema, slugs: list[str]) -> Schema:
    if found != {"$ref": "#/components/parameters/key"}:
        return found
    return {**document["components"]["parameters"]["key"], "example": slugs[0]}


def open_answers(document: Schema) -> None:
    """A document may be sparse or hold its hits, a page may be a bare array."""
    schemas = document["components"]["schemas"]
    for name in [name for name in schemas if f"{name}Page" in schemas]:
        whole, page = schemas[name], schemas[f"{name}Page"]
        sparse = optional(whole, schemas)
        # With keys that came later, what they require by now stands beside the document.
        document_of_any_version = sparse["allOf"][0] if "allOf" in sparse else sparse
        document_of_any_version["properties"]["highlight"] = {"type": "string"}
        schemas[f"Whole{name}"], schemas[f"Whole{name}Page"] = whole, page
        schemas[name] = {"anyOf": [{"$ref": f"#/components/schemas/Whole{name}"}, sparse]}
        array = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
        schemas[f"{name}Page"] = {"anyOf": [{"$ref": f"#/components/schemas/Whole{name}Page"}, array]}


def optional(value: Any, schemas: Schema) -> Any:
    """The same without any key that must be there."""
    if isinstance(value, list):
        return [optional(item, schemas) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return optional(schemas[value["$ref"].rpartition("/")[2]], schemas)
    return {key: optional(item, schemas) for key, item in value.items() if key != "required"}


def name_statuses(document: Schema) -> None:
    """`default` would allow every status."""
    for operation in operations(document):
        default = operation["responses"].pop("default")
        operation["responses"] |= dict.fromkeys(DEFAULT, default)
