"""Where readers look for what was erased by law they find that it was, and neither its name nor its slug."""

import pytest

from factdb.editorial import workflow
from factdb.models import LedgerEntry, Person
from factdb.publishing import removal
from tests import factories as make

pytestmark = pytest.mark.django_db
NAME, SLUG = "Zora Quill", "zora-quill"


def change(item, reason):
    type(item).objects.filter(pk=item.pk).update(state="draft")
    return make.publish(item, action="corrected", reason=reason)


@pytest.fixture
def erased():
    """Said a claim once, was corrected and erased; the entry."""
    claim = make.publish(make.claim(speaker=make.person(SLUG, name=NAME)))
    claim.attribution.update(kind="organization", person=None, organization=claim.article.outlet)
    change(claim, f"It was not {NAME}.")
    person = change(Person.objects.get(), f"{NAME} is right.")
    erasure = workflow.erase(person, by=make.user("editor"), asked_by=make.user(), reason="Order of 1 May 2026.")
    return LedgerEntry.objects.get(seq=erasure.seq)


def read_moment():
    """When the claim and who said it were published, and nothing was corrected."""
    return LedgerEntry.objects.get(kind="claims", version=1).at.isoformat().replace("+00:00", "Z")


ADDRESSES = [
    *(f"{start}/people/{SLUG}/{end}" for start in ("", "/api/v1") for end in ("", "?as_of={then}")),
    *(f"/api/v1/people/{SLUG}/versions/{end}" for end in ("", "1/", "2/", "3/")),
    *(f"{start}/claims/1/{end}" for start in ("", "/api/v1") for end in ("", "?as_of={then}")),
    *(f"/api/v1/claims/1/versions/{end}" for end in ("", "1/", "2/")),
    *("/people/", "/people/?as_of={then}", "/corrections.atom", "/sitemaps/people-1.xml", "/people.atom"),
    *("/api/v1/people.ndjson", "/api/v1/corrections/", "/api/v1/claims/?as_of={then}&q=Quill", "/claims/?as_of={then}"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_name_and_slug_are_in_no_answer(client, erased, address):
    response = client.get(address.format(then=read_moment()))
    text = response.getvalue().decode() + str(response.headers)
    assert NAME not in text
    assert SLUG not in text


@pytest.mark.parametrize("slug", [SLUG, "erased-{seq}"])
def test_both_addresses_say_that_it_was_erased(client, erased, slug):
    slug = slug.format(seq=erased.seq)
    page, answer = client.get(f"/people/{slug}/"), client.get(f"/api/v1/people/{slug}/")
    assert (page.status_code, answer.status_code) == (410, 410)
    assert f"410 · people/erased-{erased.seq}" in page.content.decode()
    assert answer.json()["detail"] == "It was erased: Order of 1 May 2026."


def test_versions_lead_to_the_neutral_address_and_tell_one_reason(client, erased):
    versions = client.get(f"/api/v1/people/{SLUG}/versions/").json()["results"]
    assert [version["reason"] for version in versions] == ["Order of 1 May 2026.", "", ""]
    assert versions[2]["url"] == f"/api/v1/people/erased-{erased.seq}/versions/1/"
    assert client.get(versions[2]["url"]).status_code == 410


def test_number_of_another_entry_is_no_address(client, erased):
    for slug in (f"erased-{erased.seq - 1}", "erased-0", f"erased-{'9' * 30}"):
        assert client.get(f"/people/{slug}/").status_code == 404
    assert client.get(f"/policies/erased-{erased.seq}/").status_code == 404


def test_citation_is_checked_by_either_address(client, erased):
    names = (f"people/{SLUG}@1", f"people/erased-{erased.seq}@1")
    results = client.get(f"/api/v1/check/?ids={','.join(names)}").json()["results"]
    assert [(result["status"], result["url"]) for result in results] == [
        ("retracted", f"/people/erased-{erased.seq}/")
    ] * 2


@pytest.mark.parametrize("start", ["", "/api/v1"])
def test_retraction_before_it_is_told_of_no_moment(client, start):
    person = make.publish(make.person(SLUG, name=NAME))
    removal.retract_item(person, by=make.user("editor"), reason=f"It was not {NAME}.")
    then = LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    workflow.erase(person, by=make.user("editor"), asked_by=make.user(), reason="Order of 1 May 2026.")
    response = client.get(f"{start}/people/{SLUG}/?as_of={then}")
    assert (response.status_code, NAME in response.content.decode()) == (410, False)


def test_version_of_another_thing_that_showed_it_says_why_it_is_gone(client, erased):
    response = client.get("/api/v1/claims/1/versions/1/")
    assert (response.status_code, response.json()["detail"]) == (
        410,
        "As it stood then, it showed something that was erased by law.",
    )
    page = client.get(f"/claims/1/?as_of={read_moment()}")
    assert (page.status_code, "This was erased" in page.content.decode()) == (410, True)
    assert client.get("/claims/1/").status_code == 200


def test_changes_have_the_key_because_the_chain_covers_it(client, erased):
    entries = client.get("/api/v1/changes/?kind=people").json()["results"]
    assert [(entry["key"], entry["document"]) for entry in entries] == [(SLUG, None)] * 3
