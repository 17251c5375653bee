"""Versions, changes and checks: the ledger as readers may ask it."""

import json
from hashlib import sha256

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from factdb.models import Claim, LedgerEntry, Person
from factdb.publishing import publish, removal
from tests import factories as f
from tests.record import age_ledger


def claim(number):
    return Claim.objects.get(number=number)


def change(number, text, **options):
    Claim.objects.filter(number=number).update(text=text)
    publish.publish_items([claim(number)], by=f.user("editor"), **options)


def retract(number):
    removal.retract_item(claim(number), by=f.user("editor"), reason="Other guards.")


def test_versions_are_told_newest_first_with_what_changed(client, record):
    change(2, "Two guards took bribes.", action="corrected", reason="There were two.")
    told = client.get("/api/v1/claims/2/versions/").json()["results"]
    assert [(v["version"], v["action"], v["reason"], v["url"]) for v in told] == [
        (2, "corrected", "There were two.", "/api/v1/claims/2/versions/2/"),
        (1, "published", "", "/api/v1/claims/2/versions/1/"),
    ]
    assert told[0]["diff"] == [
        {"field": "text", "before": "Guards took bribes.", "after": "Two guards took bribes."},
        {"field": "corrected", "before": False, "after": True},
    ]
    assert told[1]["diff"] == []


def test_differences_inside_groups_have_dotted_names(client, record):
    Person.objects.filter(slug="ana-diaz").update(name="Ana Díaz Soto")
    publish.publish_items([Person.objects.get(slug="ana-diaz")], by=f.user("editor"))
    told = client.get("/api/v1/claims/1/versions/").json()["results"][0]
    assert told["action"] == "rerendered"
    assert told["diff"][0] == {"field": "speaker.name", "before": "Ana Díaz", "after": "Ana Díaz Soto"}


def test_version_is_its_document(client, record):
    change(2, "Two guards took bribes.")
    first = LedgerEntry.objects.get(kind="claims", key="2", version=1)
    assert client.get("/api/v1/claims/2/versions/1/").content.decode() == first.document


@pytest.mark.parametrize("address", ["versions/1/", "?as_of={at}", "?as_of={at}&fields=id"])
def test_earlier_documents_are_marked_with_what_became_of_them(client, record, address):
    at = LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    address = f"/api/v1/claims/2/{address.format(at=at)}"
    before = client.get(address)
    retract(2)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (before["FactDB-Status"], after["FactDB-Status"]) == ("current", "retracted")
    assert (after.status_code, after.json()) == (200, before.json())


def test_corrected_version_is_marked(client, record):
    change(2, "Two guards took bribes.", action="corrected", reason="There were two.")
    marks = [client.get(f"/api/v1/claims/2/versions/{number}/")["FactDB-Status"] for number in (1, 2)]
    assert marks == ["corrected", "current"]


def test_versions_of_a_retracted_thing_remain(client, record):
    retract(2)
    assert client.get("/api/v1/claims/2/versions/1/").status_code == 200
    assert client.get("/api/v1/claims/2/versions/2/").status_code == 410
    assert [v["action"] for v in client.get("/api/v1/claims/2/versions/").json()["results"]] == [
        "retracted",
        "published",
    ]


@pytest.mark.parametrize("address", ["4/versions/", "2/versions/2/", "2/versions/0/", "2/versions/x/", "x/versions/"])
def test_what_never_was_is_404(client, record, address):
    assert client.get(f"/api/v1/claims/{address}").status_code == 404


def test_versions_cost_one_query(client, record):
    with CaptureQueriesContext(connections["public"]) as queries:
        client.get("/api/v1/claims/2/versions/")
    assert len(queries) == 1


def pages(client, address):
    while address:
        body = client.get(address.removeprefix("http://testserver")).json()
        yield body
        address = body["next"]


def test_changes_are_the_ledger_in_order(client, record):
    retract(2)
    told = [entry for body in pages(client, "/api/v1/changes/?page_size=4") for entry in body["results"]]
    assert [entry["seq"] for entry in told] == list(LedgerEntry.objects.values_list("seq", flat=True))
    assert (told[-1]["action"], told[-1]["document"], told[-1]["reason"]) == ("retracted", None, "Other guards.")


def test_changes_carry_a_chain_that_can_be_verified(client, record):
    body = client.get("/api/v1/changes/?page_size=1000").json()
    previous = "0" * 64
    for e in body["results"]:
        document = json.dumps(e["document"], ensure_ascii=False, separators=(",", ":"))
        assert e["document_sha256"] == sha256(document.encode()).hexdigest()
        linked = [
            e[k] for k in ("seq", "at", "action", "kind", "key", "version", "reason", "document_sha256", "staff_sha256")
        ]
        chained = json.dumps([previous, *linked], ensure_ascii=False, separators=(",", ":"))
        assert e["sha256"] == sha256(chained.encode()).hexdigest()
        previous = e["sha256"]
    assert body["head"]["sha256"] == previous


def test_changes_of_one_kind_and_after_an_entry(client, record):
    last = LedgerEntry.objects.latest("seq").seq
    told = client.get("/api/v1/changes/?kind=claims").json()["results"]
    assert [entry["key"] for entry in told] == ["1", "2", "3"]
    assert client.get(f"/api/v1/changes/?after={last}").json()["results"] == []


def test_changes_hide_who_did_it(client, record):
    entry = client.get("/api/v1/changes/").json()["results"][0]
    assert entry.keys() & {*LedgerEntry.STAFF_ONLY} == set()
    salt = LedgerEntry.objects.get(seq=entry["seq"]).staff_salt
    assert salt not in client.get("/api/v1/changes/").content.decode()


def test_changes_tell_older_entries_from_those_with_a_staff_hash(client, record):
    age_ledger()
    change(2, "Two guards took bribes.")
    entries = client.get("/api/v1/changes/?page_size=1000").json()["results"]
    assert [bool(entry["staff_sha256"]) for entry in entries] == [False] * (len(entries) - 1) + [True]


def test_mirror_of_the_changes_equals_the_export(client, record):
    change(1, "Ana Díaz closed both crossings.")
    retract(2)
    mirror = {}
    for body in pages(client, "/api/v1/changes/?kind=claims&page_size=2"):
        for entry in body["results"]:
            mirror[entry["key"]] = entry["document"]
    export = client.get("/api/v1/claims.ndjson?ordering=id")
    documents = [json.loads(line) for line in b"".join(export.streaming_content).splitlines()]
    assert [document for document in mirror.values() if document] == documents


def check(client, ids):
    told = client.get(f"/api/v1/check/?ids={ids}").json()["results"]
    return [(entry["id"], entry["status"], entry["current_version"]) for entry in told]


def test_check_answers_in_the_order_asked(client, record):
    change(1, "Ana Díaz closed both crossings.")
    change(3, "The ministry counted 1,200.", action="corrected", reason="It said so.")
    retract(2)
    assert check(client, "claims/3@1,claims/3@2,claims/1@1,claims/1,claims/2@1,claims/4,claims/1@9") == [
        ("claims/3", "corrected", 2),
        ("claims/3", "current", 2),
        ("claims/1", "updated", 2),
        ("claims/1", "current", 2),
        ("claims/2", "retracted", None),
        ("claims/4", "unknown", None),
        ("claims/1", "unknown", 2),
    ]


def test_rendering_again_leaves_a_citation_current(client, record):
    Person.objects.filter(slug="ana-diaz").update(name="Ana Díaz Soto")
    publish.publish_items([Person.objects.get(slug="ana-diaz")], by=f.user("editor"))
    assert check(client, "claims/1@1") == [("claims/1", "current", 2)]


def test_check_costs_one_query(client, record):
    with CaptureQueriesContext(connections["public"]) as queries:
        check(client, "claims/1@1,claims/2,people/ana-diaz@1")
    assert len(queries) == 1


@pytest.mark.parametrize("ids", ["", "claims", "claims/1@0", "drafts/1", "claims/1,", "claims/%00", "/".join("ab")])
def test_what_cannot_be_checked_is_400(client, record, ids):
    response = client.get(f"/api/v1/check/?ids={ids}")
    assert [(e["param"], e["code"]) for e in response.json()["errors"]][:1] == [("ids", "invalid")]
