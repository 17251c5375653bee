"""The OpenAPI document is true: its parameters are those that are read, its schemas fit what is sent."""

import json
import re

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from factdb.api.about import encode_openapi
from factdb.kinds import PUBLIC_KINDS
from factdb.public.questions.list_query import filter_fields, paging_fields
from tests import factories as f

MOST_BYTES = 100_000


@pytest.fixture
def document(client, record):
    return client.get("/api/v1/schema/").json()


def meant(document, found):
    """What a reference refers to, or what is no reference."""
    for part in found["$ref"].removeprefix("#/").split("/") if "$ref" in found else ():
        document = document[part]
    return document if "$ref" in found else found


def parameters(document, path):
    listed = [meant(document, found) for found in document["paths"][path]["get"]["parameters"]]
    return {found["name"]: found for found in listed}


def all_parameters(document):
    return [found for path in document["paths"] for found in parameters(document, path).values()]


def answer_schema(document, path):
    answer = meant(document, document["paths"][path]["get"]["responses"]["200"])
    return answer["content"]["application/json"]["schema"]


def faults(document, schema, value):
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [error.message for error in validator.iter_errors(value)]


@pytest.mark.parametrize("collection", PUBLIC_KINDS)
def test_every_parameter_of_a_list_is_described(document, collection):
    found = parameters(document, f"/api/v1/{collection}/")
    assert set(found) == {
        *filter_fields(collection),
        *paging_fields(collection),
        "count",
        "fields",
        "format",
        "shape",
        "as_of",
        *(["highlight"] if collection == "claims" else []),
    }
    assert [name for name, parameter in found.items() if not parameter["description"]] == []


@pytest.mark.parametrize("collection", PUBLIC_KINDS)
@pytest.mark.parametrize("question", ["", "?count=true"])
def test_lists_fit_their_schema(client, document, collection, question):
    path = f"/api/v1/{collection}/"
    assert faults(document, answer_schema(document, path), client.get(path + question).json()) == []


@pytest.mark.parametrize("collection", PUBLIC_KINDS)
def test_answer_of_a_list_is_one_page_of_whole_documents(document, collection):
    page = meant(document, answer_schema(document, f"/api/v1/{collection}/"))
    whole = meant(document, page["properties"]["results"]["items"])
    of_any_version, schema = meant(document, whole.get("allOf", [whole])[0]), PUBLIC_KINDS[collection].schema
    assert list(of_any_version["properties"]) == list(schema)
    assert of_any_version["required"] == [key for key, field in schema.items() if not field.since]


def test_whole_claim_fits_the_claim_schema(client, document):
    schema = answer_schema(document, "/api/v1/claims/{key}/")
    assert faults(document, schema, client.get("/api/v1/claims/2/").json()) == []


def test_problem_fits_its_schema(client, document):
    problem = meant(document, document["paths"]["/api/v1/claims/"]["get"]["responses"]["400"])
    schema = problem["content"]["application/problem+json"]["schema"]
    assert faults(document, schema, client.get("/api/v1/claims/?kind=x&plicy=y").json()) == []


def test_flags_are_booleans(document):
    flags = [found for found in all_parameters(document) if found["schema"].get("type") == "boolean"]
    assert {found["name"] for found in flags} == {
        "contradicted",
        "corrected",
        "corroborated",
        "count",
        "has_figure",
        "has_quote",
        "highlight",
    }


def test_document_depends_on_the_code_alone(client, record):
    before = client.get("/api/v1/schema/")
    f.publish(f.policy("new-order"))
    f.publish(f.claim())
    encode_openapi.cache_clear()
    assert client.get("/api/v1/schema/").content == before.content


def test_document_names_nothing_of_the_record(document):
    text = json.dumps(document)
    assert [slug for slug in ("border-order", "ana-diaz", "herald", "ministry") if slug in text] == []


def test_document_is_small(client, record):
    assert len(client.get("/api/v1/schema/").content) < MOST_BYTES


def test_free_values_are_shown_by_example(document):
    found = parameters(document, "/api/v1/claims/")
    assert found["stated_after"]["description"] == (
        "Stated on this day or later, or in a month or year that ends then or later. Example: `2022-05-24`."
    )
    assert found["kind"]["description"] == "What kind of statement it is."


def test_no_description_holds_html(document):
    asked = all_parameters(document)
    assert [found for found in asked if re.search("(?<!`)<", found.get("description", ""))] == []


@pytest.mark.parametrize(
    "path",
    ["articles.csv", "corrections/", "claims/facets/", "measures/{key}/series/", "policies/{key}/state/"],
)
def test_as_of_goes_with_all(document, path):
    assert parameters(document, f"/api/v1/{path}")["as_of"]["description"].endswith(
        "As the record stood at this instant, or at the end of this day (UTC); today is now. Example: `2020-01-01`."
    )


def required(document, path):
    asked = [found for found in parameters(document, path).values() if found.get("required") and found["in"] == "query"]
    return {found["name"]: found["example"][0] for found in asked}


def test_form_of_the_documentation_is_filled_with_what_is_required_alone(document):
    filled = [found for found in all_parameters(document) if {"example", "examples"} & set(found)]
    assert {found["name"] for found in filled} == {"by", "ids", "key", "number"}


def test_numbered_addresses_of_the_documentation_lead_to_things(client, document):
    paths = [path for path in document["paths"] if path.startswith("/api/v1/claims/{key}/")]
    assert {path: status for path in paths if (status := opened(client, document, path)) != 200} == {}


def opened(client, document, path):
    examples = {name: found.get("example") for name, found in parameters(document, path).items()}
    return client.get(path.format(**examples)).status_code


def test_examples_are_accepted(client, document):
    refused = []
    for path in document["paths"]:
        for found in parameters(document, path).values():
            if "{" in path or "examples" not in found["schema"]:
                continue
            value = found["schema"]["examples"][0]
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            errors = client.get(path, {**required(document, path), found["name"]: text})
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
    assert "unsafe" not in response["Content-Security-Policy"]
