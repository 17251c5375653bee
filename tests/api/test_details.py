"""Details: the record's document, byte for byte, or why there is none."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from factdb.models import Claim, LedgerEntry, PublishedClaim, PublishedPerson
from factdb.publishing import erasure, publish, removal
from tests import factories as f

NOTHING = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "detail": "There is nothing at this address.",
    "errors": [],
}


def test_claim_is_the_records_document(client, record):
    assert client.get("/api/v1/claims/2/").content.decode() == PublishedClaim.objects.get(id=2).document


def test_person_is_the_records_document(client, record):
    document = PublishedPerson.objects.get(slug="ana-diaz").document
    assert client.get("/api/v1/people/ana-diaz/").content.decode() == document


def test_detail_costs_one_query(client, record):
    with CaptureQueriesContext(connections["public"]) as public, CaptureQueriesContext(connections["default"]) as desk:
        client.get("/api/v1/claims/2/")
    assert (len(public), len(desk)) == (1, 0)


def test_detail_may_be_sparse(client, record):
    assert client.get("/api/v1/claims/2/?fields=id,article.slug").json() == {
        "id": 2,
        "article": {"slug": "herald-2024-05-01"},
    }


def test_etag_is_kept_while_the_document_is(client, record):
    etag = client.get("/api/v1/claims/2/")["ETag"]
    publish.publish_items([f.organization("times")], by=f.user("editor"))
    assert client.get("/api/v1/claims/2/", headers={"If-None-Match": etag}).status_code == 304


def test_etag_changes_with_the_document(client, record):
    etag = client.get("/api/v1/claims/2/")["ETag"]
    Claim.objects.filter(number=2).update(text="Two guards took bribes.")
    publish.publish_items([Claim.objects.get(number=2)], by=f.user("editor"))
    assert client.get("/api/v1/claims/2/", headers={"If-None-Match": etag}).json()["text"] == "Two guards took bribes."


@pytest.mark.parametrize(
    "address",
    [
        "claims/4/",
        "claims/0/",
        "claims/01/",
        "claims/-1/",
        "claims/9223372036854775808/",
        "claims/%D9%A1/",
        "claims/1.0/",
        "people/nobody/",
        "people/a%00b/",
        "people/%FF/",
        "corrections/1/",
        "claims/1/secrets/",
        "drafts/",
    ],
)
def test_what_is_not_public_is_404(client, record, address):
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response.json()) == (404, NOTHING)


def test_draft_is_404_like_what_never_was(client, record):
    f.person("drafted")
    assert client.get("/api/v1/people/drafted/").content == client.get("/api/v1/people/nobody/").content


def test_retracted_is_410_with_its_reason(client, record):
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="It was about other guards.")
    response = client.get("/api/v1/claims/2/")
    assert (response.status_code, response.json()["detail"]) == (410, "It was retracted: It was about other guards.")


def test_unknown_parameter_is_400(client, record):
    assert client.get("/api/v1/claims/2/?field=id").json()["errors"][0]["detail"].endswith("did you mean fields?")


def erased(number):
    erasure.erase_item(
        Claim.objects.get(number=number), by=f.user("editor"), asked_by=f.user("editor"), reason="A court ordered it."
    )


def test_erased_is_410_with_its_reason(client, record):
    erased(2)
    response = client.get("/api/v1/claims/2/")
    assert (response.status_code, response.json()["detail"]) == (410, "It was erased: A court ordered it.")


@pytest.mark.parametrize("address", ["claims/2/versions/1/", "claims/2/versions/2/", "claims/2/?as_of={before}"])
def test_no_earlier_version_of_what_was_erased_is_told(client, record, address):
    before = LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    erased(2)
    response = client.get(f"/api/v1/{address.format(before=before)}")
    assert (response.status_code, response.json()["detail"]) == (410, "It was erased: A court ordered it.")


def test_erased_words_are_nowhere(client, record):
    erased(2)
    for address in ("claims/2/versions/", "changes/?page_size=1000", "corrections/", "check/?ids=claims/2@1"):
        assert "bribes" not in client.get(f"/api/v1/{address}").content.decode()
