"""List pages and feeds of an earlier moment: the rows that the API gives, each with what became of it since."""

import re
from datetime import UTC, datetime

import pytest

from factdb.models import Article, Claim, LedgerEntry, Measure, Organization, Person, Policy
from factdb.publishing import publish, removal
from tests import factories as f
from tests.pages.html import page, rows

pytestmark = pytest.mark.django_db
NAMED = {
    "articles": (Article, "headline"),
    "people": (Person, "name"),
    "policies": (Policy, "name"),
    "organizations": (Organization, "name"),
    "measures": (Measure, "name"),
}


@pytest.fixture
def then(record):
    """Before one claim was changed, one retracted, and one thing of every other kind renamed."""
    moment = LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    Claim.objects.filter(number=1).update(text="Ana Díaz closed both crossings.")
    changed = [Claim.objects.get(number=1)]
    for model, field in NAMED.values():
        model.objects.filter(pk=model.objects.latest("pk").pk).update(**{field: "New words"})
        changed.append(model.objects.latest("pk"))
    publish.publish_items(changed, by=f.user("editor"))
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="Other guards.")
    return moment


@pytest.mark.parametrize("kind", ["claims", "articles", "people", "policies", "organizations", "measures"])
def test_page_has_the_rows_of_the_api(client, then, kind):
    urls = [row["url"] for row in client.get(f"/api/v1/{kind}/?as_of={then}").json()["results"]]
    assert rows(page(client, f"/{kind}/?as_of={then}")) == urls


def test_rows_say_what_became_of_them(client, then):
    cards = page(client, f"/claims/?as_of={then}").split('<h3 class="claim-text">')[1:]
    assert [re.findall("(?:Retracted|Updated) since", card) for card in cards] == [
        [],
        ["Retracted since"],
        ["Updated since"],
    ]


@pytest.mark.parametrize("kind", NAMED)
def test_row_of_every_kind_says_what_became_of_it(client, then, kind):
    results = page(client, f"/{kind}/?as_of={then}").split('id="results"')[1]
    assert results.count("Updated since") == 1
    assert "New words" not in results


def test_page_says_of_which_moment_it_is(client, then):
    assert "UTC. What became" not in page(client, "/claims/")
    assert "UTC. What became" in page(client, f"/claims/?as_of={then}")
    empty = page(client, "/claims/?as_of=2020-01-01")
    assert rows(empty) == []
    assert "As the record stood on: 2020-01-01" in empty


def test_filters_and_links_keep_the_moment(client, then):
    html = page(client, f"/claims/?as_of={then}&speaker=ana-diaz")
    assert rows(html) == ["/claims/1/"]
    for link in ("/api/v1/claims/", "/api/v1/claims.csv", "/api/v1/claims.ndjson", "/claims.atom"):
        (address,) = set(re.findall(rf'href="({link}\?[^"]+)"', html))
        assert "as_of=" in address
        assert "&amp;speaker=" in address
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    second = re.search(r'href="(/claims/\?[^"]*cursor=[^"]+)"', page(client, f"/claims/?as_of={then}&page_size=2"))
    assert rows(page(client, second[1].replace("&amp;", "&"))) == ["/claims/1/"]


def test_form_keeps_an_instant_that_no_calendar_can_show(client, then):
    fields = [f'type="{kind}" name="as_of" value="' for kind in ("date", "text")]
    assert f'{fields[0]}2020-01-01"' in page(client, "/claims/?as_of=2020-01-01")
    assert f'{fields[1]}{then}"' in page(client, f"/claims/?as_of={then}")


def test_feed_is_of_that_moment_and_marked(client, then):
    feed = client.get(f"/claims.atom?as_of={then}").content.decode()
    assert feed.count("<entry>") == 3
    assert feed.count("Retracted since") == 1


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("as_of=9999-01-01", "id_as_of", "Nobody knows yet"),
        ("as_of=x", "id_as_of", "Give a date"),
    ],
)
def test_what_the_past_cannot_answer_is_said_beside_its_field(client, then, query, field, said):
    response = client.get(f"/claims/?{query}")
    html = response.content.decode()
    assert response.status_code == 400
    assert f'href="#{field}"' in html
    assert f'id="{field}_error"' in html
    assert said in html
    assert rows(html) == []


def test_empty_moment_is_passed_over(client, then):
    assert rows(page(client, "/claims/?as_of=")) == ["/claims/3/", "/claims/1/"]


def test_search_and_order_go_with_a_moment(client, then):
    assert rows(page(client, f"/claims/?as_of={then}&q=bribes&ordering=id")) == ["/claims/2/"]
    assert rows(page(client, f"/claims/?as_of={then}&ordering=id")) == ["/claims/1/", "/claims/2/", "/claims/3/"]


def test_log_of_corrections_is_that_of_then(client, then):
    assert "Other guards." in page(client, "/corrections/")
    assert "Other guards." not in page(client, f"/corrections/?as_of={then}")


DETAILS = ["/claims/1/", "/claims/2/", "/articles/herald-2024-05-01/", "/people/ana-diaz/", "/policies/border-order/"]
DETAILS += ["/organizations/wire/", "/measures/people-counted/"]


@pytest.mark.parametrize("address", DETAILS)
def test_page_of_a_thing_is_that_of_then(client, then, address):
    html = page(client, f"{address}?as_of={then}")
    assert "As the record stood on" in html
    assert "both crossings" not in html
    assert "New words" not in html


def test_page_of_then_says_what_became_of_it(client, then):
    assert "UTC; retracted since." in page(client, f"/claims/2/?as_of={then}")
    assert "since." not in page(client, f"/claims/3/?as_of={then}")
    assert "As the record stood on" not in page(client, "/claims/1/")


def test_lists_of_a_page_are_of_then_and_lead_there(client, then):
    html = page(client, f"/people/ana-diaz/?as_of={then}")
    assert "Ana Díaz closed the crossing." in html
    assert f"as_of={then.replace(':', '%3A')}" in html


def test_page_of_what_was_not_public_then_is_404(client, then):
    assert client.get("/claims/1/?as_of=2020-01-01").status_code == 404


def test_impossible_moment_of_a_page_is_400_with_its_sentence(client, then):
    response = client.get("/claims/1/?as_of=9999-01-01")
    assert (response.status_code, "Nobody knows yet" in response.content.decode()) == (400, True)


def test_page_of_today_is_kept_by_nobody(client, then):
    today = datetime.now(UTC).date().isoformat()
    assert client.get(f"/claims/1/?as_of={today}")["Cache-Control"] == "no-store"
