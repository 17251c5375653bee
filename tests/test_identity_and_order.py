"""Names sort by letters and not by bytes, and what is one thing elsewhere is one thing here."""

import json

import pytest

from factdb.models import Organization, Person, PublishedPerson
from factdb.publishing.audit import find_faults
from tests import factories as make
from tests.admin import desk
from tests.pages.html import page, text

pytestmark = pytest.mark.django_db

NAMES = ["Alvarez", "Álvarez", "Bo", "école", "Émile", "Ewa", "łaz", "Lazy", "O'Neal", "Ost", "Øst", "Żak", "Zeta"]


@pytest.fixture
def people():
    for place, name in enumerate(reversed(NAMES)):
        make.publish(make.person(f"p{place}", name=name, sort_name=name))


def test_list_is_in_the_order_of_letters(client, people):
    names = [person["name"] for person in client.get("/api/v1/people/").json()["results"]]
    assert names == NAMES


def test_desk_has_the_same_order(people):
    assert [person.name for person in Person.objects.all()] == NAMES


@pytest.mark.parametrize(("ordering", "expected"), [("name", NAMES), ("-name", NAMES[::-1])])
def test_cursors_go_by_the_same_order(client, people, ordering, expected):
    listed, address = [], f"/api/v1/people/?page_size=3&ordering={ordering}"
    while address:
        body = client.get(address).json()
        listed += [person["name"] for person in body["results"]]
        address = body["next"]
    assert listed == expected


def test_family_name_decides(client):
    for slug, name, sort_name in (("a", "Zoe Álvarez", "Álvarez, Zoe"), ("b", "Ann van Dam", "Dam, Ann van")):
        make.publish(make.person(slug, name=name, sort_name=sort_name))
    assert [person["slug"] for person in client.get("/api/v1/people/").json()["results"]] == ["a", "b"]


@pytest.fixture
def known(client):
    make.publish(make.person(wikidata="Q42", same_as=["https://example.org/a,b"]))
    make.publish(make.person("bo-chen", name="Bo Chen"))


def test_filter_finds_an_item(client, known):
    found = client.get("/api/v1/people/?wikidata=Q42,Q7").json()["results"]
    assert [person["slug"] for person in found] == ["ana-diaz"]
    assert (PublishedPerson.objects.get(slug="ana-diaz").wikidata, list(find_faults())) == ("Q42", [])


@pytest.mark.parametrize("item", ["42", "q42", "Q0", "Q4 2"])
def test_what_is_no_item_is_refused(client, known, item):
    response = client.get("/api/v1/people/", {"wikidata": item})
    assert (response.status_code, response.json()["errors"][0]["detail"]) == (
        400,
        "A Wikidata item is a Q and a number, as in Q42.",
    )


def test_page_shows_where_else_it_is(client, known):
    html = page(client, "/people/ana-diaz/")
    assert '<a href="https://www.wikidata.org/wiki/Q42" rel="noopener">Wikidata: Q42</a>' in html
    assert '<a href="https://example.org/a,b" rel="noopener">example.org</a>' in html
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["sameAs"] == ["https://www.wikidata.org/wiki/Q42", "https://example.org/a,b"]
    assert "Elsewhere" not in text(page(client, "/people/bo-chen/"))


def test_item_of_another_thing_is_refused_by_its_name(visit):
    make.person(wikidata="Q42")
    ministry = make.organization("ministry")
    response = desk.save(visit(), desk.url(ministry), wikidata="Q42")
    assert desk.errors(response) == ["Q42 is the item of the person “Ana Díaz” already: two things are never one."]
    assert Organization.objects.get(slug="ministry").wikidata == ""


def test_address_is_one_of_the_web(visit):
    response = desk.save(visit(), desk.url(make.organization()), same_as="ftp://example.org/a")
    assert desk.errors(response) == [
        "“ftp://example.org/a” is no address of the web: it begins with https:// or http://."
    ]


def test_address_stands_once(visit):
    twice = "https://example.org/a,https://example.org/a"
    response = desk.save(visit(), desk.url(make.organization()), same_as=twice)
    assert desk.errors(response) == ["“https://example.org/a” stands here twice: leave one out."]
