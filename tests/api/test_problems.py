"""Every error under /api/ is a problem document."""

import pytest
from django.db import OperationalError

from factdb.api.views import ListApiView


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert body["status"] == response.status_code
    return body


def test_faults_are_listed_with_what_is_allowed(client, record):
    errors = problem(client.get("/api/v1/claims/?attribution=x"))["errors"]
    assert errors == [
        {
            "param": "attribution",
            "code": "invalid",
            "detail": "This is not one of the values it can have.",
            "allowed": ["person", "organization", "anonymous", "document"],
        }
    ]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_writing_is_405(client, record, method):
    response = getattr(client, method)("/api/v1/claims/")
    problem(response)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("address", ["/api/v1/claims/", "/api/v1/docs/"])
def test_options_says_what_is_allowed(client, record, address):
    response = client.options(address)
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


def test_browsers_of_other_sites_may_ask_again_with_an_etag(client, record):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/claims/", headers=asked)
    assert {"if-none-match", "x-request-id"} <= set(response["Access-Control-Allow-Headers"].split(", "))


def test_type_that_cannot_be_sent_is_406(client, record):
    response = client.get("/api/v1/claims/", headers={"Accept": "application/xml"})
    assert problem(response)["status"] == 406


@pytest.mark.parametrize("accept", ["text/html, */*;q=0.1", ""])
def test_anything_is_json(client, record, accept):
    response = client.get("/api/v1/claims/", headers={"Accept": accept})
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("address", ["/api/", "/api/v2/claims/", "/api/v1/nothing", "/api/v1//claims/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_address_is_404(client, record, address, method):
    assert problem(getattr(client, method)(address))["status"] == 404


def test_missing_slash_is_redirected(client, record):
    response = client.get("/api/v1/claims?kind=plan")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/claims/?kind=plan")


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/api/v1/claims/a%0D%0AX-Set:1", "/api/v1/claims/a%0D%0AX-Set:1/"),
        ("/api/v1/people/jos%C3%A9", "/api/v1/people/jos%C3%A9/"),
        ("/api/v1/people/a%3Fb?fields=url", "/api/v1/people/a%3Fb/?fields=url"),
    ],
)
def test_redirect_keeps_the_address_escaped(client, record, address, location):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (308, location)


def test_too_many_parameters_are_400(client, record):
    found = problem(client.get("/api/v1/claims/?" + "a=1&" * 6001))
    assert (found["status"], found["detail"]) == (400, "At most 6000 parameters can be given.")


def test_foreign_host_is_a_problem_too(client, record):
    found = problem(client.get("/api/v1/claims/", headers={"Host": "elsewhere.example"}))
    assert (found["status"], found["detail"]) == (400, "This site has another name than the Host header says.")


def test_foreign_host_of_a_page_is_a_page(client, record):
    response = client.get("/claims/", headers={"Host": "elsewhere.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_busy_database_is_503(client, record, monkeypatch):
    timeout = OperationalError("statement timeout")
    monkeypatch.setattr(ListApiView, "render_page", lambda *_: (_ for _ in ()).throw(timeout))
    response = client.get("/api/v1/claims/")
    assert (problem(response)["status"], response["Retry-After"]) == (503, "5")


def test_own_mistake_is_500_and_logged(client, record, monkeypatch, caplog):
    monkeypatch.setattr(ListApiView, "render_page", lambda *_: 1 / 0)
    client.raise_request_exception = False
    assert problem(client.get("/api/v1/claims/"))["status"] == 500
    assert caplog.text.count("ZeroDivisionError: ") == 1


def test_errors_are_not_cached(client, record):
    assert client.get("/api/v1/claims/9/")["Cache-Control"] == "no-store"


def test_root_names_collections_licences_and_head(client, record):
    body = client.get("/api/v1/").json()
    assert list(body["collections"]) == [
        "claims",
        "articles",
        "people",
        "policies",
        "organizations",
        "measures",
        "corrections",
    ]
    assert [licence["id"] for licence in body["licence"].values()] == ["CC-BY-4.0", "BSD-3-Clause"]
    assert len(body["head"]["sha256"]) == 64
