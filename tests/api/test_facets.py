import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factdb.models import PublishedPerson, PublishedTally
from tests import factories as f


def facets(client, question):
    return {
        name: [(entry["value"], entry["count"]) for entry in entries]
        for name, entries in client.get(f"/api/v1/claims/facets/?{question}").json()["facets"].items()
    }


def test_facets_count_all_claims(client, record):
    assert facets(client, "by=policy,speaker,outlet,kind,rating,year") == {
        "policy": [("border-order", 2), ("visa-law", 2)],
        "speaker": [("ana-diaz", 1)],
        "outlet": [("herald", 2), ("wire", 1)],
        "kind": [("allegation", 1), ("figure", 1), ("statement", 1)],
        "rating": [("unchecked", 3)],
        "year": [("2024", 3)],
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("policy=visa-law", [("border-order", 1), ("visa-law", 2)]),
        ("q=bribes", [("border-order", 1), ("visa-law", 1)]),
        ("kind=statement&outlet=herald", [("border-order", 1)]),
        ("kind=plan", []),
    ],
)
def test_all_filters_apply(client, record, question, expected):
    assert sorted(facets(client, f"by=policy&{question}")["policy"]) == expected


def test_labels_are_names(client, record):
    body = client.get("/api/v1/claims/facets/?by=policy,kind&kind=figure").json()
    assert body["facets"]["policy"] == [{"value": "visa-law", "label": "Visa law", "count": 1}]
    assert body["facets"]["kind"] == [{"value": "figure", "label": "Figure", "count": 1}]


def test_the_greatest_hundred_of_many_are_found(client, record):
    at = timezone.now()
    times = dict.fromkeys(("published_at", "updated_at", "changed_at"), at)
    people = [PublishedPerson(slug=f"p-{n:03}", version=1, seq=1, document="{}", **times) for n in range(1, 131)]
    for n, row in enumerate(PublishedPerson.objects.bulk_create(people), 1):
        PublishedTally.objects.create(dimension="", value="", by="speaker", by_value=row.pk, claims=n * n)
    assert facets(client, "by=speaker")["speaker"] == [(f"p-{n:03}", n * n) for n in range(130, 30, -1)]


def test_facets_cost_two_queries(client, record):
    with CaptureQueriesContext(connections["public"]) as queries:
        facets(client, "by=policy,speaker,outlet,kind,rating,year&q=counted&policy=visa-law")
    assert len(queries) == 2


def test_drafts_are_not_counted(client, record):
    f.claim(text="Another draft.", kind="plan")
    assert facets(client, "by=kind&kind=plan") == {"kind": []}


@pytest.mark.parametrize(
    ("question", "code"),
    [("", "invalid"), ("by=word", "invalid"), ("by=kind&cursor=x", "unknown_parameter"), ("by=kind&kind=x", "invalid")],
)
def test_faults_are_400(client, record, question, code):
    assert [e["code"] for e in client.get(f"/api/v1/claims/facets/?{question}").json()["errors"]] == [code]


def test_facets_are_cached_by_the_ledgers_head(client, record):
    etag = client.get("/api/v1/claims/facets/?by=kind")["ETag"]
    assert client.get("/api/v1/claims/facets/?by=kind", headers={"If-None-Match": etag}).status_code == 304
