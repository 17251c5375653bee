"""What is new comes first in feeds and on home: by publication and correction, however old the fact is."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from tests.pages import factory

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def claims(client):
    """Claim 1 is of 2022; claim 2, of 1999, was published after it."""
    return [
        factory.published_claim("recent", chain=[factory.by(factory.person())]),
        factory.published_claim("old", stated_on=date(1999, 1, 1)),
    ]


def feed(client, address):
    entries = ET.fromstring(client.get(address).content).iter(f"{ATOM}entry")  # noqa: S314
    return [entry.find(f"{ATOM}id").text.removeprefix("http://testserver") for entry in entries]


def latest(client):
    html = client.get("/").content.decode().split('id="latest-title"')[1].split("</section>")[0]
    return re.findall(r'<h3[^>]*>\s*<a href="([^"]+)"', html)


def publish_again(thing, action, **changes):
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save()
    factory.door.publish_items([thing], by=factory.editor(), action=action, reason="It was counted again.")


def test_old_claim_that_is_published_today_is_first_in_the_feed(client, claims):
    assert feed(client, "/claims.atom") == ["/claims/2/", "/claims/1/"]


def test_old_claim_that_is_published_today_is_first_on_home(client, claims):
    assert latest(client) == ["/claims/2/", "/claims/1/"]


def test_background_is_not_what_home_begins_with(client, claims):
    factory.published_claim("credit", weight="background")
    assert latest(client) == ["/claims/2/", "/claims/1/"]


def test_list_stays_in_the_order_of_statements(client, claims):
    html = client.get("/claims/").content.decode()
    assert html.index('"/claims/1/"') < html.index('"/claims/2/"')


def test_corrected_claim_is_first_in_the_feed_again(client, claims):
    publish_again(claims[0], "corrected", text="Nine ships.")
    assert feed(client, "/claims.atom") == ["/claims/1/", "/claims/2/"]


def test_corrected_claim_is_no_news_on_home(client, claims):
    publish_again(claims[0], "corrected", text="Nine ships.")
    assert latest(client) == ["/claims/2/", "/claims/1/"]


def test_claim_that_is_only_rendered_again_stays_where_it_is(client, claims, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish_again(factory.person(), "updated", name="Ada Quinn")
    assert "Ada Quinn" in client.get("/claims/1/").content.decode()
    assert feed(client, "/claims.atom") == latest(client) == ["/claims/2/", "/claims/1/"]


def test_feed_takes_an_order_that_is_asked_for(client, claims):
    assert feed(client, "/claims.atom?ordering=-stated_on") == ["/claims/1/", "/claims/2/"]


def test_feed_with_an_empty_order_is_in_its_own(client, claims):
    assert feed(client, "/claims.atom?ordering=") == ["/claims/2/", "/claims/1/"]


def test_feed_of_an_earlier_moment_begins_with_what_was_new_then(client, claims):
    then = client.get("/api/v1/claims/2/").json()["updated_at"]
    assert feed(client, f"/claims.atom?as_of={then}") == ["/claims/2/", "/claims/1/"]


@pytest.mark.parametrize("kind", ["articles", "people", "policies", "organizations", "measures"])
def test_feed_of_every_kind_begins_with_what_is_new(client, kind):
    make = getattr(factory, {"people": "person", "policies": "policy"}.get(kind, kind.removesuffix("s")))
    for slug in ("a-first", "b-second"):
        factory.publish(make(slug))
    assert feed(client, f"/{kind}.atom")[0] == f"/{kind}/b-second/"


def test_feed_of_an_article_is_not_in_the_order_of_its_page(client, claims):
    html = client.get("/articles/harbour-closes/").content.decode()
    assert 'href="/claims.atom?article=harbour-closes"' in html
