"""Answers are kept while the record stays as it is, and not a publication longer."""

import json

import pytest

from factdb.models import Claim
from factdb.public.http import caching
from factdb.publishing import publish
from tests import factories as make

LIST = "/api/v1/claims/"


@pytest.fixture
def asked(client, record, django_assert_num_queries):
    """Asks again, with this number of queries."""

    def ask(queries, address=LIST, **headers):
        with django_assert_num_queries(queries, using="public"):
            return client.get(address, headers=headers)

    client.get(LIST)
    return ask


def ids(response):
    return [claim["id"] for claim in json.loads(response.content)["results"]]


@pytest.mark.parametrize("address", [LIST, "/api/v1/claims/facets/?by=kind", "/claims/", "/claims/1/"])
def test_second_answer_is_the_first_for_one_query(client, asked, address):
    first = client.get(address)
    second = asked(1, address)
    assert (second.content, second["ETag"], second["Content-Type"]) == (
        first.content,
        first["ETag"],
        first["Content-Type"],
    )


def test_kept_answer_is_304_to_who_has_it(asked):
    etag = asked(1)["ETag"]
    response = asked(1, **{"If-None-Match": etag})
    assert (response.status_code, response["ETag"], response.content) == (304, etag, b"")


def test_not_modified_is_kept_without_a_body(client, asked):
    etag = client.get(f"{LIST}?kind=figure")["ETag"]
    caching.caches["answers"].clear()
    asked(1, f"{LIST}?kind=figure", **{"If-None-Match": etag})
    assert asked(1, f"{LIST}?kind=figure", **{"If-None-Match": etag}).status_code == 304
    assert asked(2, f"{LIST}?kind=figure").content


def test_publication_is_seen_at_once(asked):
    made = make.claim(article=Claim.objects.get(number=1).article, text="News.")
    publish.publish_items([made], by=make.user("editor"))
    assert 4 in ids(asked(2))


def test_refusals_are_not_kept(asked):
    assert asked(1, f"{LIST}?kind=gossip").status_code == 400
    assert asked(1, f"{LIST}?kind=gossip").status_code == 400


@pytest.mark.parametrize(("largest", "queries"), [(10, 2), (10**6, 1)])
def test_large_answers_are_not_kept(asked, monkeypatch, largest, queries):
    monkeypatch.setattr(caching, "LARGEST", largest)
    first = asked(2, f"{LIST}?q=counted")
    assert asked(queries, f"{LIST}?q=counted").content == first.content


def test_compressed_and_plain_are_kept_apart(client, asked):
    packed = client.get(LIST, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in asked(1)
    assert asked(1, **{"Accept-Encoding": "gzip"}).content == packed.content


def test_address_says_for_whom_it_is_kept(client, asked):
    links = client.get(f"{LIST}?page_size=1", headers={"host": "127.0.0.1"})["Link"]
    assert "http://127.0.0.1/" in links
    assert "http://localhost/" in client.get(f"{LIST}?page_size=1", headers={"host": "localhost"})["Link"]
