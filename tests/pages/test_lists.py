import re

import pytest
from django.core.cache import caches

from factdb.public.facts import published_names
from tests.pages import factory
from tests.pages.html import page, rows

KINDS = ["claims", "articles", "people", "policies", "organizations", "measures", "corrections"]


def publish_claims(number):
    for i in range(1, number + 1):
        factory.published_claim(
            f"c{i}",
            article=factory.article(f"a{i}"),
            chain=[factory.by(factory.person(f"p-{i}"))],
            policies=[factory.policy(f"order-{i}")],
            measure=factory.measure(f"m{i}"),
            value=i,
            hedge="exact",
        )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/claims/", ["/claims/2/", "/claims/1/"]),
        ("/articles/", ["/articles/a1/", "/articles/a2/"]),
        ("/people/", ["/people/p-1/", "/people/p-2/"]),
        ("/policies/", ["/policies/order-1/", "/policies/order-2/"]),
        ("/organizations/", ["/organizations/harbour-post/"]),
        ("/measures/", ["/measures/m1/", "/measures/m2/"]),
        ("/corrections/", []),
    ],
)
def test_list_shows_exactly_what_is_public(client, address, expected):
    publish_claims(2)
    factory.claim("draft", people=[factory.person("secret-source")], policies=[factory.policy("secret-plan")])
    assert rows(page(client, address)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("policy=order-1", ["/claims/1/"]),
        ("person=p-1,p-2&ordering=id", ["/claims/1/", "/claims/2/"]),
        ("speaker=p-2", ["/claims/2/"]),
        ("value_min=2", ["/claims/2/"]),
        ("utm_source=mail&kind=", ["/claims/2/", "/claims/1/"]),
        ("rating=confirmed", []),
    ],
)
def test_filters_narrow_and_strangers_are_ignored(client, query, expected):
    publish_claims(2)
    assert rows(page(client, f"/claims/?{query}")) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_empty_list_says_so(client, kind):
    html = page(client, f"/{kind}/")
    assert f"<h2>0 {kind}</h2>" in html
    assert f"No {kind} have been published yet." in html


def test_filters_in_use_can_be_taken_away_one_by_one(client):
    publish_claims(1)
    html = page(client, "/claims/?policy=order-1&kind=statement")
    assert (
        '<a href="/claims/?kind=statement"><span><span class="visually-hidden">Remove filter </span>Policy: Order 1'
        in html
    )
    assert (
        '<a href="/claims/?policy=order-1"><span><span class="visually-hidden">Remove filter </span>Kind: Statement'
        in html
    )


def test_form_keeps_what_was_asked(client):
    publish_claims(1)
    html = page(client, "/claims/?policy=order-1&q=statement")
    assert '<option value="order-1" selected>Order 1</option>' in html
    assert re.search(r'<input[^>]* name="q"[^>]* value="statement"', html)


def test_several_values_stay_in_the_form(client):
    publish_claims(2)
    html = page(client, "/claims/?policy=order-1,order-2")
    assert '<option value="order-1,order-2" selected>order-1,order-2</option>' in html


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=nope", "kind"),
        ("policy=nope", "policy"),
        ("stated_after=x", "stated_after"),
        ("value_min=x", "value_min"),
    ],
)
def test_bad_value_is_400_with_form_and_error_and_no_rows(client, query, field):
    publish_claims(1)
    response = client.get(f"/claims/?{query}")
    html = response.content.decode()
    assert response.status_code == 400
    assert f'<a href="#id_{field}">' in html
    assert f'id="id_{field}_error"' in html
    assert rows(html) == []
    assert "Statement c1." not in html


def test_slug_of_a_draft_is_as_unknown_as_any(client):
    factory.policy("secret-plan")
    answers = [client.get(f"/claims/?policy={slug}") for slug in ("secret-plan", "no-such-plan")]
    first, second = (answer.content.decode().replace("secret-plan", "no-such-plan") for answer in answers)
    assert first == second


def test_pages_are_linked_both_ways(client):
    publish_claims(3)
    first = page(client, "/claims/?page_size=2&kind=statement")
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page(client, following)
    assert rows(first) == ["/claims/3/", "/claims/2/"]
    assert rows(second) == ["/claims/1/"]
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert rows(page(client, back)) == rows(first)


def test_count_is_of_all_matches(client):
    publish_claims(3)
    assert "<h2>3 claims</h2>" in page(client, "/claims/?page_size=2")
    assert "<h2>1 claim</h2>" in page(client, "/claims/?policy=order-1")


def test_same_rows_are_linked_as_data(client):
    publish_claims(1)
    html = " ".join(page(client, "/claims/?policy=order-1&utm_source=mail").split())
    links = [
        part.split('"')[0] for part in html.split('<ul aria-labelledby="formats-title">')[1].split('<a href="')[1:5]
    ]
    assert links == [
        "/api/v1/claims/?policy=order-1",
        "/api/v1/claims.csv?policy=order-1",
        "/api/v1/claims.ndjson?policy=order-1",
        "/claims.atom?policy=order-1",
    ]
    assert html.count('<link rel="alternate"') == 4
    assert [client.get(link).status_code for link in links] == [200, 200, 200, 200]


def test_beyond_what_can_be_chosen_from_slugs_are_typed(client, monkeypatch):
    monkeypatch.setattr(published_names, "MOST_CHOICES", 1)
    publish_claims(2)
    html = page(client, "/claims/")
    assert re.search('<input type="text" name="policy"[^>]*>', html)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_queries_do_not_grow_with_rows(client, django_assert_num_queries, kind, number):
    """The head, the rows, their number, of claims what is kept, and once the names; or the head alone."""
    publish_claims(number)
    is_counted = kind == "claims"
    published_names.list_published_names.cache_clear()
    with django_assert_num_queries(3 + is_counted, using="public"):
        client.get(f"/{kind}/")
    caches["answers"].clear()
    with django_assert_num_queries(2 + is_counted, using="public"):
        client.get(f"/{kind}/")
    with django_assert_num_queries(1, using="public"):
        client.get(f"/{kind}/")
