"""Lists: what is sent, how it is paged, and at what cost."""

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from factdb.kinds import PUBLIC_KINDS
from factdb.models import LedgerEntry, PublishedClaim
from factdb.publishing import publish, removal
from tests import factories as f
from tests.record import LEAK

ROOT = "http://testserver/api/v1"


def queries_for(client, address):
    with CaptureQueriesContext(connections["public"]) as public, CaptureQueriesContext(connections["default"]) as desk:
        assert client.get(address).status_code == 200
    return len(public), len(desk)


def test_list_has_the_contracts_body(client, record):
    body = client.get("/api/v1/claims/").json()
    assert list(body) == ["next", "previous", "results"]
    assert [claim["id"] for claim in body["results"]] == [3, 2, 1]


def test_results_are_the_records_documents(client, record):
    sent = client.get("/api/v1/claims/?id=2").content.decode()
    assert PublishedClaim.objects.get(id=2).document in sent


@pytest.mark.parametrize("collection", PUBLIC_KINDS)
def test_list_costs_two_queries_with_one_row_and_with_three(client, record, collection):
    assert queries_for(client, f"/api/v1/{collection}/?page_size=1") == (2, 0)
    assert queries_for(client, f"/api/v1/{collection}/?page_size=3") == (2, 0)


@pytest.mark.parametrize(
    "query",
    [
        "speaker=ana-diaz",
        "stated_after=2024-05-02",
        "q=counted",
        "id=1",
        "related=1",
        "policy=visa-law,border-order&person=bo-chen&origin=wire&outlet=herald&q=bribes",
    ],
)
def test_filters_cost_no_query_more(client, record, query):
    assert queries_for(client, f"/api/v1/claims/?{query}") == (2, 0)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("policy=visa-law", 2),
        ("kind=figure", 1),
        ("rating=false", 0),
        ("stated_after=2024-05-02", 2),
        ("policy=visa-law&kind=figure", 1),
    ],
)
def test_count_costs_one_query_more(client, record, query, count):
    assert client.get(f"/api/v1/claims/?count=true&{query}").json()["count"] == count
    assert queries_for(client, f"/api/v1/claims/?count=true&page_size=1&{query}") == (3, 0)


def test_count_is_of_all_matches(client, record):
    assert client.get("/api/v1/claims/?count=true&page_size=1&policy=visa-law").json()["count"] == 2


def test_next_leads_on_and_is_in_the_link_header(client, record):
    first = client.get("/api/v1/claims/?page_size=2&policy=visa-law,border-order")
    url = first.json()["next"]
    assert first["Link"] == f'<{url}>; rel="next"'
    second = client.get(url.removeprefix("http://testserver"))
    assert [claim["id"] for claim in second.json()["results"]] == [1]
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="prev"'


def test_fields_make_documents_sparse(client, record):
    body = client.get("/api/v1/claims/?fields=speaker.name,id&page_size=2").json()
    assert body["results"] == [{"id": 3, "speaker": None}, {"id": 2, "speaker": None}]


def test_unknown_field_is_400(client, record):
    response = client.get("/api/v1/claims/?fields=id,speaker.email")
    assert response.status_code == 400
    assert response.json()["errors"][0]["param"] == "fields"


def test_array_is_bare(client, record):
    response = client.get("/api/v1/claims/?shape=array&fields=id&page_size=2")
    assert response.json() == [{"id": 3}, {"id": 2}]
    assert 'rel="next"' in response["Link"]


def test_suffix_names_the_format(client, record):
    assert client.get("/api/v1/claims.json").json()["results"] == client.get("/api/v1/claims/").json()["results"]


def test_suffix_and_format_must_agree(client, record):
    response = client.get("/api/v1/claims.json?format=csv")
    assert [e["code"] for e in response.json()["errors"]] == ["unsupported_combination"]


def test_unknown_format_is_400_and_unknown_suffix_404(client, record):
    assert client.get("/api/v1/claims/?format=xml").status_code == 400
    assert client.get("/api/v1/claims.xml").status_code == 404


def test_etag_answers_304_for_one_query(client, record):
    etag = client.get("/api/v1/claims/")["ETag"]
    with CaptureQueriesContext(connections["public"]) as queries:
        response = client.get("/api/v1/claims/", headers={"If-None-Match": f'"x", W/{etag}'})
    assert (response.status_code, response.content, response["ETag"], len(queries)) == (304, b"", etag, 1)


def test_etag_changes_with_any_publication(client, record):
    before = client.get("/api/v1/claims/?id=1")["ETag"]
    publish.publish_items([f.organization("times")], by=f.user("editor"))
    assert client.get("/api/v1/claims/?id=1")["ETag"] != before


def test_etag_differs_by_question_and_form(client, record):
    addresses = ["/api/v1/claims/", "/api/v1/claims/?id=1", "/api/v1/claims/?shape=array", "/api/v1/people/"]
    assert len({client.get(address)["ETag"] for address in addresses}) == 4


def test_lists_may_be_cached(client, record):
    response = client.get("/api/v1/claims/")
    assert response["Cache-Control"].startswith("public, max-age=1")
    assert "Accept" in response["Vary"]


def test_head_has_the_headers_and_no_body(client, record):
    head, get = client.head("/api/v1/claims/"), client.get("/api/v1/claims/")
    assert (head.content, head["ETag"]) == (b"", get["ETag"])


def test_anyone_may_read_from_any_site(client, record):
    response = client.get("/api/v1/claims/", headers={"Origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("collection", [c for c in PUBLIC_KINDS if c != "corrections"])
def test_drafts_are_in_no_list(client, record, collection):
    for model in ("organization", "person", "policy", "measure"):
        getattr(f, model)(slug=f"{model}-draft", name=LEAK)
    assert LEAK not in client.get(f"/api/v1/{collection}/?page_size=1000").content.decode()


def test_retracted_claim_is_in_no_list(client, record):
    removal.retract_item(f.Claim.objects.get(number=2), by=f.user("editor"), reason="It was about other guards.")
    assert [claim["id"] for claim in client.get("/api/v1/claims/").json()["results"]] == [3, 1]


def test_corrections_are_listed(client, record):
    removal.retract_item(f.Claim.objects.get(number=2), by=f.user("editor"), reason="It was about other guards.")
    entry = LedgerEntry.objects.latest("seq")
    body = client.get("/api/v1/corrections/?action=retracted&kind=claims").json()
    assert [(c["seq"], c["key"], c["reason"]) for c in body["results"]] == [
        (entry.seq, "2", "It was about other guards.")
    ]


def test_large_answers_are_compressed_and_their_tag_weakened(client, record):
    response = client.get("/api/v1/claims/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["ETag"].startswith("W/")


def test_body_is_valid_utf_8_json(client, record):
    assert json.loads(client.get("/api/v1/people/").content.decode("utf-8"))["results"][1]["name"] == "Ana Díaz"


def test_list_addresses_are_absolute(client, record):
    assert client.get("/api/v1/claims/?page_size=1").json()["next"].startswith(f"{ROOT}/claims/?page_size=1&cursor=")


def test_bare_array_has_no_place_for_a_count(client, record):
    errors = client.get("/api/v1/claims/?shape=array&count=true").json()["errors"]
    assert [(error["param"], error["code"]) for error in errors] == [("count", "unsupported_combination")]
    assert client.get("/api/v1/claims.json?shape=array&count=true").status_code == 400
    assert client.get("/api/v1/claims/?shape=array&count=false").status_code == 200
