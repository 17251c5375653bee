import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.html import escape

from config.site_identity import OwnRating
from factdb import models as m
from factdb.choices import Rating
from factdb.public.facts.overview import read_overview
from factdb.public.http import readiness
from factdb.ratings import OUR_MEANINGS
from tests.pages import factory
from tests.pages.html import page, text

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(text):
    return ElementTree.fromstring(text)  # noqa: S314 - our own answer


def test_home_shows_counts_latest_and_most_linked(client):
    ada, levy = factory.person(), factory.policy()
    factory.published_claim("first", people=[ada], policies=[levy])
    factory.published_claim("second", policies=[levy], stated_on=date(2022, 10, 1))
    factory.claim("draft", people=[factory.person("secret-source")])
    html = page(client, "/")
    counts = [
        part.split("</a>")[0] for part in html.split('<ul class="counts">')[1].split("</ul>")[0].split("<strong>")[1:]
    ]
    assert counts == [
        "2</strong>claims",
        "1</strong>article",
        "1</strong>person",
        "1</strong>policy",
        "1</strong>organization",
        "0</strong>measures",
    ]
    assert html.index("Statement second.") < html.index("Statement first.")
    assert '<a href="/policies/harbour-levy/">Harbour Levy</a><span class="count">2</span>' in html
    assert '<a href="/people/ada-byrne/">Ada Byrne</a><span class="count">1</span>' in html
    assert "secret-source" not in html


def test_home_asks_little_and_less_the_second_time(client, django_assert_num_queries):
    factory.published_claim()
    read_overview.cache_clear()
    with django_assert_num_queries(9, using="public"):
        page(client, "/")
    caches["answers"].clear()
    with django_assert_num_queries(6, using="public"):
        page(client, "/")


def test_empty_record_has_a_home_that_leads_to_the_desk(client):
    html = page(client, "/")
    assert "No claims have been published yet." in html
    assert '<a href="/admin/">the desk</a>' in html
    assert not any(part in html for part in ('class="counts"', "Recently corrected"))


def test_about_names_licences_and_the_ledgers_head(client):
    factory.published_claim()
    head = m.LedgerEntry.objects.latest("seq")
    html = page(client, "/about/")
    assert f"It now ends at entry {head.seq}." in html
    assert f"<code>{head.sha256}</code>" in html
    assert "CC BY 4.0" in html
    assert "BSD-3-Clause" in html


def test_healthz_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0, using="public"):
        assert page(client, "/healthz") == "ok\n"


def test_readyz_asks_the_record(client, django_assert_num_queries):
    factory.published_claim()
    with django_assert_num_queries(1, using="public"):
        response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "database": "ok",
        "detail": None,
        "head": m.LedgerEntry.objects.latest("seq").seq,
        "migrations": {"pending": []},
        "lag": None,
        "audit": None,
        "max_lag": 5,
    }


def test_readyz_is_503_while_the_record_does_not_answer(client, monkeypatch):
    def silent(*_):
        raise DatabaseError

    monkeypatch.setattr(readiness, "fetch_rows", silent)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert (response.json()["database"], response.json()["detail"]) == ("away", "The record does not answer.")


def test_readyz_tells_the_age_of_the_last_audit(client, monkeypatch):
    factory.published_claim()
    call_command("audit", stdout=StringIO())
    audit = m.PublishedAudit.objects.get()
    monkeypatch.setattr(timezone, "now", lambda: audit.at + timedelta(hours=25))
    head = m.LedgerEntry.objects.latest("seq").seq
    assert client.get("/readyz").json()["audit"] == {
        "at": audit.at.isoformat(),
        "age": 25 * 3600,
        "seq": head,
        "faults": 0,
    }


def test_readyz_names_migrations_that_the_database_lacks(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0016_horizon'")
    assert client.get("/readyz").json()["migrations"] == {"pending": ["0016_horizon"]}


def test_robots_may_read_all_but_the_desk(client):
    assert page(client, "/robots.txt") == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
    )


def test_security_txt_has_contact_and_expiry(client, settings):
    settings.SITE = replace(settings.SITE, contact="mailto:desk@post.example")
    lines = dict(line.split(": ") for line in page(client, "/.well-known/security.txt").splitlines())
    assert lines["Contact"] == "mailto:desk@post.example"
    assert sorted(lines) == ["Canonical", "Contact", "Expires", "Preferred-Languages"]


def test_sitemap_lists_exactly_what_is_public(client):
    factory.published_claim()
    factory.claim("draft", people=[factory.person("secret-source")])
    parts = [loc.text for loc in xml(page(client, "/sitemap.xml")).iter(f"{MAP}loc")]
    names = [part.removeprefix("http://testserver/sitemaps/") for part in parts]
    assert names.pop(0) == "site.xml"
    assert names == ["claims-1.xml", "articles-1.xml", "organizations-1.xml"]
    locs = [loc.text for part in parts[1:] for loc in xml(page(client, part)).iter(f"{MAP}loc")]
    assert locs == [
        "http://testserver/claims/1/",
        "http://testserver/articles/harbour-closes/",
        "http://testserver/organizations/harbour-post/",
    ]


def list_meanings(html):
    """Code and name of each rating on the page, in its order."""
    return [(part.split('"')[0], text(part.split(">", 1)[1].split("</h2>")[0])) for part in html.split('<h2 id="')[1:]]


def test_ratings_page_has_a_definition_a_test_and_an_example_of_each_rating(client):
    html = page(client, "/ratings/")
    assert [code for code, _ in list_meanings(html)][:-1] == [*OUR_MEANINGS]
    assert sorted(OUR_MEANINGS) == sorted(Rating.values)
    for meaning in OUR_MEANINGS.values():
        shown = html.split(f'<h2 id="{meaning.rating}">')[1].split("</section>")[0]
        assert all(escape(words) in shown for words in (meaning.definition, meaning.test, meaning.example))


def test_newsrooms_own_names_come_first_and_the_data_keep_ours(client, settings):
    own = (OwnRating("Sunk", "false", "It sank."), OwnRating("Holds water", "confirmed", "It floats."))
    settings.SITE = replace(settings.SITE, ratings=own)
    claim = factory.claim()
    m.Verdict.objects.create(claim=claim, rating="false", summary="It differs.", reviewed_on=date(2022, 9, 20))
    html = page(client, factory.publish(claim) and "/claims/1/")
    assert '<a class="rated" href="/ratings/#false">' in html
    assert '#false" /></svg>Sunk</span>' in html
    assert '"alternateName": "Sunk"' in html
    assert "ratingValue" not in html
    assert "Sunk" in page(client, "/claims/")
    assert client.get("/api/v1/claims/1/").json()["verdict"]["rating"] == "false"
    names = list_meanings(page(client, "/ratings/"))
    assert names[:3] == [("false", "Sunk"), ("confirmed", "Holds water"), ("disputed", "Disputed")]
    assert "It sank." in page(client, "/ratings/")


def test_ratings_are_linked_from_every_page_and_from_the_method(client):
    assert '<li><a href="/ratings/">Ratings</a></li>' in page(client, "/")
    assert '<a href="/ratings/">what each rating means</a>' in page(client, "/about/")


def test_sitemap_lists_the_pages_that_belong_to_no_thing(client):
    locs = [loc.text for loc in xml(page(client, "/sitemaps/site.xml")).iter(f"{MAP}loc")]
    names = ["", "ratings/", "about/", "about/corrections/", "about/us/", "about/privacy/"]
    assert locs == [f"http://testserver/{name}" for name in names]


@pytest.mark.parametrize("part", ["0", "1", "999999", "999999999999999999"])
def test_sitemap_has_no_empty_parts(client, part):
    assert client.get(f"/sitemaps/claims-{part}.xml").status_code == 404


def test_feed_holds_the_lists_rows(client):
    factory.published_claim("one", policies=[factory.policy()])
    factory.published_claim("two")
    feed = xml(page(client, "/claims.atom?policy=harbour-levy"))
    assert [entry.find(f"{ATOM}title").text for entry in feed.iter(f"{ATOM}entry")] == ["Statement one."]
    assert [entry.find(f"{ATOM}id").text for entry in feed.iter(f"{ATOM}entry")] == ["http://testserver/claims/1/"]


@pytest.mark.parametrize("kind", ["articles", "people", "policies", "organizations", "measures", "corrections"])
def test_every_list_has_a_feed(client, kind):
    response = client.get(f"/{kind}.atom")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_empty_feed_was_changed_when_the_record_was(client):
    factory.published_claim()
    at = m.LedgerEntry.objects.latest("seq").at
    updated = xml(page(client, "/claims.atom?q=none")).find(f"{ATOM}updated").text
    assert datetime.fromisoformat(updated) == at


def test_feed_of_an_empty_record_is_always_the_same(client):
    assert xml(page(client, "/claims.atom")).find(f"{ATOM}updated").text == "1970-01-01T00:00:00+00:00"


def test_feed_of_a_wrong_question_says_what_is_wrong(client):
    response = client.get("/claims.atom?kind=nope")
    assert response.status_code == 400
    assert response.content.decode() == "kind: This is not one of the values it can have.\n"


def test_corrections_show_what_changed_and_why(client):
    claim = factory.published_claim(text="Ten ships.")
    claim.text = "Nine ships."
    claim.save()
    factory.door.publish_items([claim], by=factory.editor(), action="corrected", reason="One was counted twice.")
    html = page(client, "/corrections/")
    assert '<a href="/claims/1/">Corrected: claim 1</a>' in html
    assert "<p>One was counted twice.</p>" in html
    assert "<del>Ten ships.</del> <ins>Nine ships.</ins>" in " ".join(html.split())
    assert "One was counted twice." in page(client, "/corrections.atom")


PAGES = ["/", "/claims/", "/claims/1/", "/people/", "/about/", "/claims.atom", "/sitemap.xml"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_public_to_caches_and_set_no_cookie(client, address):
    factory.published_claim()
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=30"
    assert response["ETag"].startswith('"')
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("address", PAGES)
def test_unchanged_page_is_304_for_one_query(client, django_assert_num_queries, address):
    factory.published_claim()
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1, using="public"):
        response = client.get(address, headers={"If-None-Match": f"W/{etag}"})
    assert response.status_code == 304
    assert response["ETag"] == etag


def test_pages_are_sent_small_to_those_who_can_read_it(client):
    response = client.get("/about/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    again = client.get("/about/", headers={"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_publication_changes_the_etag(client):
    factory.published_claim()
    etag = client.get("/claims/1/")["ETag"]
    factory.published_claim("c2")
    assert client.get("/claims/1/", headers={"If-None-Match": etag}).status_code == 200


def test_unknown_thing_is_404_whatever_the_browser_holds(client):
    factory.published_claim()
    etag = client.get("/claims/1/")["ETag"]
    assert client.get("/claims/7/", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/nothing/", headers={"If-None-Match": etag}).status_code == 404


@pytest.mark.parametrize("address", ["/claims/7/", "/nothing/", "/sitemaps/claims-9.xml"])
def test_no_cache_keeps_that_there_is_nothing(client, address):
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")


def test_head_is_answered_without_a_body(client):
    factory.published_claim()
    response = client.head("/claims/1/")
    assert (response.status_code, response.content) == (200, b"")


def test_only_reading_is_allowed(client):
    assert client.post("/claims/").status_code == 405


def ld(client, address):
    html = page(client, address)
    return json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])


def test_json_ld_of_an_unchecked_claim_is_a_claim(client):
    factory.published_claim(chain=[factory.by(factory.person())])
    data = ld(client, "/claims/1/")
    assert data["@type"] == "Claim"
    address = "http://testserver/people/ada-byrne/"
    assert data["author"] == {"@type": "Person", "name": "Ada Byrne", "url": address}
    assert data["firstAppearance"]["publisher"]["name"] == "Harbour Post"


def test_json_ld_of_a_checked_claim_is_a_review(client):
    claim = factory.claim()
    m.Verdict.objects.create(claim=claim, rating="false", summary="It is not so.", reviewed_on=date(2022, 9, 20))
    factory.publish(claim)
    data = ld(client, "/claims/1/")
    assert data["@type"] == "ClaimReview"
    assert data["reviewRating"]["alternateName"] == "False"
    assert data["itemReviewed"]["@type"] == "Claim"


def test_json_ld_of_articles_and_people(client):
    factory.published_claim(chain=[factory.by(factory.person())])
    assert ld(client, "/articles/harbour-closes/")["@type"] == "NewsArticle"
    assert ld(client, "/people/ada-byrne/")["@type"] == "Person"
