"""What search engines are told of who says so, and of days that are known by the month or year alone."""

import json

from tests.pages import factory
from tests.pages.html import page

WIRE = {"@type": "Organization", "name": "Wire Desk", "url": "http://testserver/organizations/wire-desk/"}


def read_ld(client, address):
    return json.loads(page(client, address).split('<script type="application/ld+json">')[1].split("</script>")[0])


def claim_said_by(client, **hop):
    factory.published_claim(chain=[hop])
    return read_ld(client, "/claims/1/")


def test_people_without_a_name_are_people(client):
    data = claim_said_by(client, **factory.anonymous("two officials"))
    assert data["author"] == {"@type": "Person", "description": "two officials"}


def test_people_without_a_name_belong_to_whom_they_speak_for(client):
    data = claim_said_by(client, **factory.anonymous("two officials"), organization=factory.organization("wire-desk"))
    assert data["author"] == {"@type": "Person", "description": "two officials", "affiliation": WIRE}


def test_document_is_a_work_and_no_author(client):
    data = claim_said_by(client, kind="document", label="a memo")
    assert (data.get("author"), data["isBasedOn"]) == (None, {"@type": "CreativeWork", "name": "a memo"})


def test_organization_is_the_author_of_its_document(client):
    data = claim_said_by(client, kind="document", label="a memo", organization=factory.organization("wire-desk"))
    assert data["author"] == WIRE
    assert data["isBasedOn"] == {"@type": "CreativeWork", "name": "a memo", "author": WIRE}


def test_organization_that_speaks_is_the_author(client):
    data = claim_said_by(client, **factory.by(factory.organization("wire-desk")))
    assert data["author"] == WIRE


def test_day_is_no_finer_than_it_is_known(client):
    article = factory.article(published_on_precision="month")
    factory.published_claim(article=article, stated_on_precision="year")
    data = read_ld(client, "/claims/1/")
    assert (data["datePublished"], data["firstAppearance"]["datePublished"]) == ("2022", "2022-09")
    assert read_ld(client, "/articles/harbour-closes/")["datePublished"] == "2022-09"
