"""The OpenAPI document is true: its parameters are those that are read, its schemas fit what is sent."""

import json
import re

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from factdb.api.about import described
from factdb.public.list_query import filter_fields, paging_fields
from factdb.public.queries import COLLECTIONS


@pytest.fixture
def document(client, record):
    described.cache_clear()
    return client.get("/api/v1/schema/").json()


def parameters(document, path):
    return {found["name"]: found for found in document["paths"][path]["get"]["parameters"]}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_parameter_of_a_list_is_described(document, collection):
    found = parameters(document, f"/api/v1/{collection}/")
    assert set(found) == {
        *filter_fields(collection),
        *paging_fields(collection),
        "count",
        "fields",
        "format",
        "shape",
        *([] if collection == "corrections" else ["as_of"]),
        *(["highlight"] if collection == "claims" else []),
    }
    assert [name for name, parameter in found.items() if not parameter["description"]] == []


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("question", ["", "?fields=url", "?shape=array", "?count=true"])
def test_lists_fit_their_schema(client, document, collection, question):
    path = f"/api/v1/{collection}/"
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**content, "components": document["components"]})
    assert [error.message for error in validator.iter_errors(client.get(path + question).json())] == []


def test_whole_claim_fits_the_claim_schema(client, document):
    schema = {**document["components"]["schemas"]["Claim"], "components": document["components"]}
    errors = Draft202012Validator(schema).iter_errors(client.get("/api/v1/claims/2/").json())
    assert [error.message for error in errors] == []


def test_problem_fits_its_schema(client, document):
    schema = document["components"]["schemas"]["Problem"]
    errors = Draft202012Validator(schema).iter_errors(client.get("/api/v1/claims/?kind=x&plicy=y").json())
    assert [error.message for error in errors] == []


def test_free_values_are_shown_by_example(document):
    found = parameters(document, "/api/v1/claims/")
    assert found["stated_after"]["description"] == "Stated on this day or later. Example: `2022-05-24`."
    assert found["kind"]["description"] == "What kind of statement it is."


def test_no_description_holds_html(document):
    asked = [found for operations in document["paths"].values() for found in operations["get"]["parameters"]]
    assert [found for found in asked if re.search("(?<!`)<", found.get("description", ""))] == []


def test_as_of_says_what_it_goes_with(document):
    said = parameters(document, "/api/v1/articles.csv")["as_of"]["description"]
    assert said.endswith("It goes with `outlet`, `person`, `policy`, and the default order. Example: `2020-01-01`.")
    assert parameters(document, "/api/v1/measures/")["as_of"]["description"].endswith(
        "It goes with no filter. Example: `2020-01-01`."
    )


def test_slugs_that_can_be_asked_for_are_listed(document):
    assert parameters(document, "/api/v1/claims/")["policy"]["schema"]["items"]["enum"] == ["border-order", "visa-law"]


def required(operation):
    asked = [found for found in operation["parameters"] if found.get("required") and found["in"] == "query"]
    return {found["name"]: found["example"][0] for found in asked}


def test_form_of_the_documentation_is_filled_with_what_is_required_alone(document):
    asked = [found for operations in document["paths"].values() for found in operations["get"]["parameters"]]
    filled = [found for found in asked if {"example", "examples"} & set(found)]
    assert {found["name"] for found in filled} == {"by", "ids", "key", "number"}


def test_addresses_of_the_documentation_lead_to_things(client, document):
    paths = [path for path in document["paths"] if "{key}" in path and "/corrections/" not in path]
    assert {path: status for path in paths if (status := opened(client, document, path)) != 200} == {}


def opened(client, document, path):
    examples = {name: found.get("example") for name, found in parameters(document, path).items()}
    return client.get(path.format(**examples)).status_code


def test_examples_are_accepted(client, document):
    refused = []
    for path, operations in document["paths"].items():
        for found in operations["get"]["parameters"]:
            if "{" in path or "examples" not in found["schema"]:
                continue
            value = found["schema"]["examples"][0]
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            errors = client.get(path, {**required(operations["get"]), found["name"]: text})
            if errors.status_code == 400:
                refused.append((path, found["name"], errors.json()["detail"]))
    assert refused == []


def test_document_is_openapi_3_1(document):
    assert document["openapi"] == "3.1.1"
    assert "drafts" not in json.dumps(document)


def test_file_of_make_docs_is_valid(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))
    assert (tmp_path / "openapi.yaml").read_text().startswith("openapi: 3.1.1")


def test_docs_load_everything_from_here(client, db):
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    assert b"http" not in response.content
    assert "'unsafe-inline'" in response["Content-Security-Policy"].split("style-src")[1].split(";")[0]
    assert "unsafe" not in response["Content-Security-Policy"].split("script-src")[1].split(";")[0]
