"""Every public address, in one place: whoever adds a route says here what to ask of it, or a test fails."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.conf import settings
from django.urls import get_resolver, resolve

from factdb.kinds import LEDGER_KINDS
from factdb.public.downloads.write_release import FILES

LISTS = ("claims", "articles", "people", "policies", "organizations", "measures", "corrections")
ITEMS = (
    "claims/3/",
    "articles/wire-2024-06-01/",
    "people/ana-diaz/",
    "policies/visa-law/",
    "organizations/ministry/",
    "measures/people-counted/",
)
RETRACTED, UNKNOWN = "/claims/2/", "/claims/999/"
PAGES = [
    "/",
    *(f"/{name}{end}" for name in LISTS for end in ("/", ".atom")),
    *(f"/{item}" for item in ITEMS),
    *("/claims/1/", RETRACTED, UNKNOWN, "/claims/?kind=none", "/claims/3/?as_of=never", "/claims.atom?kind=none"),
    *(
        "/about/",
        "/about/corrections/",
        "/about/us/",
        "/about/privacy/",
        "/ratings/",
        "/logo",
        "/healthz",
        "/readyz",
        "/robots.txt",
    ),
    *("/.well-known/security.txt", "/sitemap.xml", "/sitemaps/site.xml", "/sitemaps/claims-1.xml", "/releases/"),
    *("/releases/release/", "/releases/latest/", "/releases/latest/claims.csv.gz"),
    "/releases/release/README.md",
]
API = [
    *("", "schema/", "docs/", "docs/?script=", "changes/", "check/?ids=claims/1@1", "claims/facets/?by=kind"),
    *(f"{name}{end}" for name in LISTS for end in ("/", ".json", ".csv", ".ndjson")),
    *(f"{item}{end}" for item in ITEMS for end in ("", "versions/", "versions/1/")),
    *(f"claims/3/citation/?style={style}" for style in ("apa", "bibtex", "ris", "csl")),
    *("claims/3/corroboration/", "policies/visa-law/state/", "measures/people-counted/series/"),
    *("corrections/99/", "claims/2/", "claims/999/", "claims/?none=1", "none/"),
]
ADDRESSES = [*PAGES, *(f"/api/v1/{address}" for address in API)]

# What stands in a route for each of its parts; `key` is told by whoever asks.
PARTS = {
    "number": ["1", "2", "9"],
    "kind": list(LEDGER_KINDS),
    "part": ["1", "2"],
    "name": ["release", "withdrawn", "none"],
    "file": [*FILES, "none.csv.gz"],
}
# Parameters whose value is the key of a thing of this collection.
KEY_PARAMETERS = {
    "id": "claims",
    "related": "claims",
    "article": "articles",
    "outlet": "organizations",
    "organization": "organizations",
    "origin": "organizations",
    "speaker": "people",
    "person": "people",
    "policy": "policies",
    "measure": "measures",
}
# Parameters for which the OpenAPI document has no list of values.
PARAMETER_VALUES: dict[str, Sequence[str]] = {
    **dict.fromkeys(("updated_since", "published_after", "stated_after"), ("2020-01-01", "2999-01-01")),
    **dict.fromkeys(("before", "published_before", "stated_before", "active_on", "on"), ("2020-01-01", "2999-01-01")),
    **dict.fromkeys(
        ("has_figure", "has_quote", "corrected", "corroborated", "contradicted", "count"), ("true", "false")
    ),
    "highlight": ["true&q=counted"],
    "after": ["0", "2020-01-01", "2999-01-01"],
    "q": ["counted", "nothing-like-it"],
    "cursor": ["none"],
    "page_size": ["1", "100", "101"],
    "value_min": ["1"],
    "wikidata": ["Q42"],
    "value_max": ["9999"],
    "jurisdiction": ["Freedonia", "Nowhere"],
    "unit": ["people", "none"],
    "role": ["minister", "none"],
}


def list_routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        yield from list_routes(pattern.url_patterns, route) if hasattr(pattern, "url_patterns") else [route]


def list_public_routes() -> set[str]:
    staff = tuple(path.lstrip("/") for path in settings.STAFF_PATHS)
    return {route for route in list_routes(get_resolver().url_patterns) if not route.startswith(staff)}


def list_expected_routes() -> set[str]:
    return {resolve(address.partition("?")[0]).route for address in ADDRESSES}


def fill_route(route: str, keys: Mapping[str, list[str]]) -> Iterator[str]:
    """Give the addresses of a route, or of a path of the OpenAPI document, for every key and part."""
    route = route.strip("/").replace("{", "<").replace("}", ">") + "/" * route.endswith("/")
    collection = route.removeprefix("api/v1/").partition("/")[0]
    parts = re.split(r"<(?:\w+:)?(\w+)>", route)
    choices = [keys[collection] if name == "key" else PARTS[name] for name in parts[1::2]]
    for texts in product(*choices):
        yield "/" + "".join(text for pair in zip(parts[::2], [*texts, ""], strict=True) for text in pair)


def list_values(parameter: dict[str, Any], keys: Mapping[str, list[str]]) -> Sequence[str]:
    """Say what to ask of a parameter: all that it lists, else what is declared here. Raises KeyError for a new one."""
    name, schema = parameter["name"], parameter["schema"]
    if codes := schema.get("items", {}).get("enum"):
        groups = ([code for code in codes if ("." in code) == dotted] for dotted in (False, True))
        return [",".join(group[at : at + 20]) for group in groups for at in range(0, len(group), 20)]
    if "enum" in schema:
        return schema["enum"]
    if "example" in parameter:
        return [str(value) for value in parameter["example"]]
    return keys[KEY_PARAMETERS[name]] if name in KEY_PARAMETERS else PARAMETER_VALUES[name]


def list_questions(openapi: dict[str, Any], keys: Mapping[str, list[str]], as_of: str) -> Iterator[str]:
    """Give each value of each parameter of the OpenAPI document, asked of the API, of the page and of the feed."""
    first = {collection: texts[:1] for collection, texts in keys.items()}
    for path, operations in openapi["paths"].items():
        parameters = [read_reference(openapi, node) for node in operations["get"]["parameters"]]
        queries = list_queries([node for node in parameters if node["in"] == "query"], keys, as_of)
        for address in fill_route(path, first):
            page = address.removeprefix("/api/v1")
            forms = [address, page, f"{page.rstrip('/')}.atom"] if address.endswith("/") else [address]
            yield from (f"{form}?{query}" for form, query in product(forms, queries))


def list_queries(parameters: list[dict[str, Any]], keys: Mapping[str, list[str]], as_of: str) -> list[str]:
    """Give each value of each parameter, with those that are required."""
    values = {node["name"]: [as_of] if node["name"] == "as_of" else list_values(node, keys) for node in parameters}
    required = {node["name"]: values[node["name"]][0] for node in parameters if node.get("required")}
    questions = [{**required, name: text} for name, texts in values.items() for text in texts]
    return ["&".join(f"{name}={text}" for name, text in question.items()) for question in questions]


def read_reference(openapi: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    for part in node["$ref"].removeprefix("#/").split("/") if "$ref" in node else ():
        openapi = openapi[part]
    return openapi if "$ref" in node else node


def list_crawl(openapi: dict[str, Any], keys: Mapping[str, list[str]], as_of: str) -> list[str]:
    """Give all addresses: those of ADDRESSES, each route for every key, and each parameter's every value."""
    routes = [address for route in sorted(list_public_routes()) for address in fill_route(route, keys)]
    return list(dict.fromkeys([*ADDRESSES, *routes, *list_questions(openapi, keys, as_of)]))
