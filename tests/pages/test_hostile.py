"""What an article or a reader put in must stay text."""

import json
from datetime import date

import pytest

from factdb import models as m
from factdb.pages import presenters
from tests.pages import factory

SCRIPT = "<script>alert(1)</script>"


def test_markup_in_a_claim_is_text_on_its_page_and_in_lists(client):
    factory.published_claim(text=f"He said {SCRIPT}</script>.")
    for address in ("/claims/1/", "/claims/", "/", "/articles/harbour-closes/"):
        html = client.get(address).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_marked_words_leave_markup_text(client):
    factory.published_claim(text=f"He said {SCRIPT} aloud.")
    html = client.get("/claims/?q=aloud").content.decode()
    assert "<script>" not in html
    assert "He said &lt;script&gt;alert(1)&lt;/script&gt; <mark>aloud</mark>." in html


def test_json_ld_survives_markup_in_a_claim(client):
    hostile = f"</script><!--{SCRIPT}&"
    factory.published_claim(text=hostile)
    html = client.get("/claims/1/").content.decode()
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["text"] == hostile


def test_quotes_in_an_address_stay_in_their_attribute(client):
    factory.published_claim()
    html = client.get("/claims/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>" not in html


def test_markup_in_a_feed_is_escaped(client):
    factory.published_claim(text=SCRIPT)
    feed = client.get("/claims.atom").content.decode()
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in feed


def test_script_address_never_becomes_a_link(client):
    claim = factory.claim(article=factory.article(source_url="javascript:alert(1)"))
    verdict = m.Verdict.objects.create(claim=claim, rating="false", summary="No.", reviewed_on=date(2022, 9, 20))
    m.Evidence.objects.create(verdict=verdict, title="Log", url="JaVaScript:alert(2)")
    factory.publish(claim)
    for address in ("/claims/1/", "/articles/harbour-closes/"):
        html = client.get(address).content.decode()
        assert 'href="javascript:' not in html.lower()


def test_only_web_addresses_are_links():
    hostile = ["data:text/html,x", " javascript:alert(1)", "java\nscript:x", "//evil.example", "", None]
    assert [presenters.web_address(address) for address in hostile] == [None] * len(hostile)
    assert presenters.web_address("https://post.example/") == "https://post.example/"


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "cursor=x", "page_size=1001", "kind=a&kind=b", "ordering=id;drop"])
@pytest.mark.parametrize("address", ["/claims/", "/claims.atom"])
def test_nonsense_is_400(client, address, query):
    assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize("address", ["/people/%00/", "/people/a%ff/", "/people/../admin/", f"/people/{'a' * 3000}/"])
def test_impossible_names_are_404(client, address):
    assert client.get(address).status_code == 404
