"""The record as it stood: details, lists and streams of an earlier moment."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from factdb.kinds import PUBLIC_KINDS
from factdb.models import (
    Article,
    Claim,
    LedgerEntry,
    Organization,
    PastBuilt,
    Person,
    Policy,
    PolicyEvent,
    PublishedClaim,
    Relation,
)
from factdb.publishing import publish, removal
from tests import factories as f

COMMON = ["claims", "articles", "people", "policies", "organizations", "measures"]


def now():
    return LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")


@pytest.fixture
def then(record):
    """The moment after the record was published; since then one claim was changed and one retracted."""
    moment = now()
    Claim.objects.filter(number=1).update(text="Ana Díaz closed both crossings.")
    publish.publish_items([Claim.objects.get(number=1)], by=f.user("editor"))
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="Other guards.")
    return moment


def listed(client, question):
    return [claim["id"] for claim in client.get(f"/api/v1/claims/?{question}").json()["results"]]


def test_detail_is_what_it_was(client, then):
    first = LedgerEntry.objects.get(kind="claims", key="1", version=1).document
    assert client.get(f"/api/v1/claims/1/?as_of={then}").content.decode() == first


def test_retracted_claim_is_there_before_and_gone_after(client, then):
    assert client.get(f"/api/v1/claims/2/?as_of={then}").status_code == 200
    assert client.get(f"/api/v1/claims/2/?as_of={now()}").status_code == 410


def test_thing_was_not_there_before_it_was_published(client, then):
    assert client.get("/api/v1/claims/1/?as_of=2020-01-01").status_code == 404
    assert listed(client, "as_of=2020-01-01") == []


@pytest.mark.parametrize("collection", COMMON)
def test_list_as_of_now_is_the_list(client, then, collection):
    address = f"/api/v1/{collection}/?shape=array"
    assert client.get(f"{address}&as_of={now()}").content == client.get(address).content


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", [3, 2, 1]),
        ("article=wire-2024-06-01", [3]),
        ("outlet=herald", [2, 1]),
        ("speaker=ana-diaz", [1]),
        ("person=ana-diaz,bo-chen", [2, 1]),
        ("policy=visa-law", [3, 2]),
        ("organization=wire", [2]),
        ("organization=ministry", [3]),
        ("measure=people-counted", [3]),
        ("kind=allegation,figure", [3, 2]),
        ("rating=unchecked&policy=border-order", [2, 1]),
    ],
)
def test_filters_hold_for_the_documents_of_then(client, then, question, expected):
    assert listed(client, f"as_of={then}&{question}") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("articles/?outlet=wire", ["wire-2024-06-01"]),
        ("articles/?person=bo-chen", ["herald-2024-05-01"]),
        ("articles/?policy=visa-law", ["wire-2024-06-01", "herald-2024-05-01"]),
        ("articles/?policy=visa-law&person=ana-diaz&outlet=herald", ["herald-2024-05-01"]),
        ("people/?organization=ministry", ["ana-diaz"]),
        ("policies/?kind=law", ["visa-law"]),
        ("organizations/?kind=agency", ["wire"]),
    ],
)
def test_other_lists_are_filtered_as_they_stood(client, then, question, expected):
    found = client.get(f"/api/v1/{question}&as_of={then}&shape=array").json()
    assert [row["slug"] for row in found] == expected


def test_article_of_a_retracted_claim_is_not_found_by_it(client, then):
    assert client.get(f"/api/v1/articles/?person=bo-chen&as_of={now()}").json()["results"] == []


@pytest.mark.parametrize("collection", COMMON)
def test_pages_lead_through_the_past_and_back(client, then, collection):
    whole = client.get(f"/api/v1/{collection}/?shape=array&as_of={then}").json()
    body = client.get(f"/api/v1/{collection}/?page_size=1&as_of={then}").json()
    seen = [body]
    while body["next"]:
        body = client.get(body["next"].removeprefix("http://testserver")).json()
        seen.append(body)
    assert [row for page in seen for row in page["results"]] == whole
    for before, after in pairwise(seen):
        back = client.get(after["previous"].removeprefix("http://testserver")).json()
        assert back["results"] == before["results"]


def test_cursor_of_another_moment_is_invalid(client, then):
    url = client.get(f"/api/v1/claims/?page_size=1&as_of={then}").json()["next"]
    cursor = url.split("cursor=")[1]
    assert client.get(f"/api/v1/claims/?page_size=1&as_of={now()}&cursor={cursor}").status_code == 400
    assert client.get(f"/api/v1/claims/?page_size=1&cursor={cursor}").status_code == 400


def test_streams_are_of_that_moment_too(client, then):
    lines = b"".join(client.get(f"/api/v1/claims.ndjson?as_of={then}").streaming_content).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [3, 2, 1]
    rows = b"".join(client.get(f"/api/v1/claims.csv?as_of={then}&fields=id&policy=visa-law").streaming_content)
    assert rows == b"id\n3\n2\n"


@pytest.mark.parametrize(
    ("question", "status", "gravest"),
    [
        ("", {"2": "retracted", "1": "updated"}, "retracted"),
        ("page_size=1", {}, "current"),
        ("speaker=ana-diaz&fields=text", {"1": "updated"}, "updated"),
        ("article=wire-2024-06-01", {}, "current"),
    ],
)
def test_list_says_what_became_of_its_results(client, then, question, status, gravest):
    response = client.get(f"/api/v1/claims/?as_of={then}&{question}")
    assert response.json()["status"] == status
    assert response["FactDB-Status"] == gravest


@pytest.mark.parametrize(
    ("question", "gravest"),
    [("", "retracted"), ("&speaker=ana-diaz", "updated"), ("&article=wire-2024-06-01", "current")],
)
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_stream_says_the_gravest_of_what_became_of_its_rows(client, then, form, question, gravest):
    response = client.get(f"/api/v1/claims.{form}?as_of={then}{question}")
    assert response["FactDB-Status"] == gravest
    assert b"".join(response.streaming_content)


def test_what_was_only_rendered_again_is_current(client, record, django_capture_on_commit_callbacks):
    moment = now()
    with django_capture_on_commit_callbacks(execute=True):
        Person.objects.filter(slug="ana-diaz").update(name="Ana Díaz Ruiz", state="draft")
        f.publish(Person.objects.get(slug="ana-diaz"))
    assert LedgerEntry.objects.filter(kind="claims", action="rerendered").exists()
    response = client.get(f"/api/v1/people/?as_of={moment}")
    assert response.json()["status"] == {"ana-diaz": "updated"}
    assert client.get(f"/api/v1/claims/?as_of={moment}&speaker=ana-diaz").json()["status"] == {}
    assert client.head(f"/api/v1/claims.csv?as_of={moment}&speaker=ana-diaz")["FactDB-Status"] == "current"


def test_list_of_today_is_not_marked(client, then):
    response = client.get("/api/v1/claims/")
    assert "FactDB-Status" not in response
    assert "status" not in response.json()


def test_count_is_of_that_moment(client, then):
    assert client.get(f"/api/v1/claims/?as_of={then}&count=true").json()["count"] == 3
    assert client.get("/api/v1/claims/?count=true").json()["count"] == PublishedClaim.objects.count() == 2


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ("as_of=9999-01-01", ("as_of", "out_of_range")),
        ("as_of=yesterday", ("as_of", "invalid")),
        ("as_of=2020-01-01&related=1", ("related", "unknown_value")),
        ("as_of=2020-01-01&policy=visa-law", ("policy", "unknown_value")),
    ],
)
def test_what_the_past_cannot_answer_is_400(client, then, question, fault):
    errors = client.get(f"/api/v1/claims/?{question}").json()["errors"]
    assert [(error["param"], error["code"]) for error in errors] == [fault]


def test_future_detail_is_400(client, then):
    assert client.get("/api/v1/claims/1/?as_of=9999-12-31").json()["errors"][0]["code"] == "out_of_range"


def test_corrections_are_those_of_then(client, then):
    assert set(PUBLIC_KINDS) - set(COMMON) == {"corrections"}
    assert client.get(f"/api/v1/corrections/?as_of={then}").json()["results"] == []
    told = client.get(f"/api/v1/corrections/?as_of={now()}").json()["results"]
    assert told == client.get("/api/v1/corrections/").json()["results"] != []


def test_today_is_now_and_kept_by_nobody(client, then):
    today = datetime.now(UTC).date().isoformat()
    response = client.get(f"/api/v1/claims/?as_of={today}")
    assert response.json()["results"] == client.get("/api/v1/claims/").json()["results"]
    assert response["Cache-Control"] == "no-store"
    detail = client.get(f"/api/v1/claims/1/?as_of={today}")
    assert (detail.json(), detail["Cache-Control"]) == (client.get("/api/v1/claims/1/").json(), "no-store")


def test_instant_later_today_is_400(client, then):
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    errors = client.get(f"/api/v1/claims/?as_of={later}").json()["errors"]
    assert [(error["param"], error["code"]) for error in errors] == [("as_of", "out_of_range")]


def test_origins_are_those_of_then(client, then):
    """Claim 3 supports claim 1, and was retracted since."""
    removal.retract_item(Claim.objects.get(number=3), by=f.user("editor"), reason="It was another crossing.")
    before = client.get(f"/api/v1/claims/1/corroboration/?as_of={then}")
    assert [origin["claims"] for origin in before.json()["origins"]] == [[1], [3]]
    assert before["FactDB-Status"] == "updated"
    assert [origin["claims"] for origin in client.get("/api/v1/claims/1/corroboration/").json()["origins"]] == [[1]]


def test_report_that_an_article_rested_on_is_that_of_then(client, then):
    article = Article.objects.get(slug="wire-2024-06-01")
    Claim.objects.get(number=3).attribution.all().delete()
    publish.publish_items([Claim.objects.get(number=3)], by=f.user("editor"))
    before = now()
    article.rests_on.set([Organization.objects.get(slug="herald")])
    publish.publish_items([article], by=f.user("editor"))
    names = [
        [origin["origin"] for origin in client.get(f"/api/v1/claims/3/corroboration/{moment}").json()["origins"]]
        for moment in (f"?as_of={then}", f"?as_of={before}", "")
    ]
    assert names == [["Ana Díaz", "Ministry"], ["Ana Díaz", "Wire"], ["Ana Díaz", "Herald"]]


def test_contradictions_and_counts_are_of_today_in_lists_of_then(client, then):
    denial = f.claim(kind="denial", text="It is open.")
    Relation.objects.create(claim=denial, kind="denies", target=Claim.objects.get(number=1))
    publish.publish_items([denial], by=f.user("editor"))
    assert listed(client, f"as_of={then}&contradicted=true") == [1]
    assert listed(client, f"as_of={then}&corroborated=true") == [3, 1]
    removal.retract_item(Claim.objects.get(number=3), by=f.user("editor"), reason="It was another crossing.")
    assert listed(client, f"as_of={then}&corroborated=true") == []


def test_series_is_that_of_then(client, then):
    claim = Claim.objects.get(number=3)
    Claim.objects.filter(pk=claim.pk).update(value=1300)
    publish.publish_items([Claim.objects.get(pk=claim.pk)], by=f.user("editor"))
    values = [
        client.get(f"/api/v1/measures/people-counted/series/{moment}").json()["figures"][0]["figure"]["value"]
        for moment in (f"?as_of={then}", "")
    ]
    assert values == [1200, 1300]


def test_state_is_that_of_then(client, then):
    event = {"precision": "day", "status": "in_force", "claim": Claim.objects.get(number=3)}
    policy = Policy.objects.get(slug="visa-law")
    PolicyEvent.objects.create(policy=policy, on=date(2024, 5, 10), **event)
    publish.publish_items([policy], by=f.user("editor"))
    address = "/api/v1/policies/visa-law/state/?on=2024-05-20"
    assert [client.get(address + moment).json()["status"] for moment in (f"&as_of={then}", "")] == [
        "unknown",
        "in_force",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "claims/?",
        "claims.csv?",
        "claims/facets/?by=kind&",
        "claims/1/corroboration/?",
        "policies/visa-law/state/?",
    ],
)
def test_past_that_is_not_filled_in_yet_is_503_with_a_sentence(client, then, address):
    PastBuilt.objects.filter(collection="claims").update(kept_after=10**6)
    response = client.get(f"/api/v1/{address}as_of={then}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["detail"].startswith("Earlier moments are being prepared")
    page = client.get(f"/claims/?as_of={then}")
    assert (page.status_code, "Earlier moments are being prepared" in page.content.decode()) == (503, True)
    assert client.get(f"/api/v1/{address}").status_code == 200
