"""Lists of every moment of an eventful ledger, compared with what the ledger's documents alone say."""

import json
from datetime import date

import pytest

from factdb.models import Article, Claim, LedgerEntry, Organization, Person, Policy
from factdb.publishing import door, rerendering
from factdb.publishing.ledger import instant
from tests import factories as f


@pytest.fixture
def eventful(record):
    """Every way in which a row of today can differ from what it was."""
    editor = f.user("editor")

    def change(thing, *, lines=(), **fields):
        type(thing).objects.filter(pk=thing.pk).update(**fields)
        for name, values in lines:
            getattr(thing, name).set(values)
        door.publish([type(thing).objects.get(pk=thing.pk)], by=editor)
        rerendering.resume()

    first, second = Claim.objects.get(number=1), Claim.objects.get(number=2)
    visa, bo = Policy.objects.get(slug="visa-law"), Person.objects.get(slug="bo-chen")
    change(first, stated_on=date(2024, 7, 1), kind="allegation", lines=[("policies", [visa])])
    change(Article.objects.get(slug="wire-2024-06-01"), outlet=Organization.objects.get(slug="herald"))
    change(Person.objects.get(slug="ana-diaz"), name="Zoe Díaz", sort_name="Zoe")
    door.retract(second, by=editor, reason="Other guards.")
    door.retract(bo, by=editor, reason="Not named any more.")
    change(Claim.objects.get(pk=second.pk), stated_on=date(2024, 5, 2), lines=[("people", [])])
    change(Article.objects.get(slug="herald-2024-05-01"), published_on=date(2024, 6, 1), headline="Anew")
    fourth = f.claim(article=first.article, text="A name that a court forbids.")
    change(fourth)
    change(fourth, text="The same name.")
    door.erase(Claim.objects.get(pk=fourth.pk), by=editor, asked_by=f.user("editor"), reason="A judgment.")


def slugs(*shown):
    return {thing["slug"] for thing in shown if thing}


def people(claim):
    return slugs(*claim["people"], *(hop["person"] for hop in claim["attribution"]))


def policies(claim):
    return slugs(*claim["policies"])


ORDERS = {
    "claims": lambda d: (d["stated_on"], d["id"]),
    "articles": lambda d: (-date.fromisoformat(d["published_on"]).toordinal(), d["slug"]),
    "people": lambda d: (d["sort_name"], d["slug"]),
}
VALUES = {
    "article": lambda d: slugs(d["article"]),
    "outlet": lambda d: slugs(d["outlet"] if "outlet" in d else d["article"]["outlet"]),
    "speaker": lambda d: slugs(d["speaker"]),
    "person": people,
    "policy": policies,
    "organization": lambda d: slugs(
        *d.get("organizations", ()), *(of["organization"] for of in d.get("attribution", d.get("roles")))
    ),
    "measure": lambda d: slugs(d["figure"] and d["figure"]["measure"]),
    "kind": lambda d: {d["kind"]},
    "rating": lambda d: {d["verdict"]["rating"]},
}
THROUGH_CLAIMS = {"person": people, "policy": policies}


def stood(collection, at):
    latest = {e.key: e.document for e in LedgerEntry.objects.filter(kind=collection, at__lte=at).order_by("version")}
    return [json.loads(document) for document in latest.values() if document]


def expected(collection, at, filters):
    found = stood(collection, at)
    for name, wanted in filters.items():
        if collection == "articles" and name in THROUGH_CLAIMS:
            of = [d["article"]["slug"] for d in stood("claims", at) if THROUGH_CLAIMS[name](d) & wanted]
            found = [d for d in found if d["slug"] in of]
        else:
            found = [d for d in found if VALUES[name](d) & wanted]
    by = ORDERS.get(collection, lambda d: (d["name"], d["slug"]))
    return sorted(found, key=by, reverse=collection == "claims")


@pytest.mark.parametrize(
    ("collection", "filters"),
    [
        *[(name, {}) for name in ("claims", "articles", "people", "policies", "organizations", "measures")],
        ("claims", {"article": {"wire-2024-06-01"}}),
        ("claims", {"article": {"wire-2024-06-01", "herald-2024-05-01"}}),
        ("claims", {"outlet": {"wire"}}),
        ("claims", {"outlet": {"herald"}}),
        ("claims", {"speaker": {"ana-diaz"}}),
        ("claims", {"person": {"bo-chen"}}),
        ("claims", {"person": {"bo-chen", "ana-diaz"}}),
        ("claims", {"policy": {"visa-law"}}),
        ("claims", {"policy": {"border-order"}, "person": {"ana-diaz"}}),
        ("claims", {"policy": {"visa-law"}, "kind": {"allegation"}, "outlet": {"herald"}}),
        ("claims", {"organization": {"wire"}}),
        ("claims", {"organization": {"ministry", "herald"}}),
        ("claims", {"measure": {"people-counted"}}),
        ("claims", {"kind": {"figure", "allegation"}}),
        ("claims", {"rating": {"unchecked"}, "kind": {"statement"}}),
        ("articles", {"outlet": {"wire"}}),
        ("articles", {"person": {"bo-chen"}}),
        ("articles", {"policy": {"border-order"}, "outlet": {"herald"}}),
        ("articles", {"policy": {"visa-law"}, "person": {"ana-diaz"}}),
        ("people", {"organization": {"ministry"}}),
        ("policies", {"kind": {"law"}}),
        ("organizations", {"kind": {"agency"}}),
    ],
)
def test_list_of_every_moment(client, eventful, collection, filters):
    question = "&".join(f"{name}={','.join(sorted(values))}" for name, values in filters.items())
    seen = set()
    for at in LedgerEntry.objects.values_list("at", flat=True):
        response = client.get(f"/api/v1/{collection}/?shape=array&as_of={instant(at)}&{question}")
        if response.status_code == 400:
            assert {error["code"] for error in response.json()["errors"]} == {"unknown_value"}
            continue
        assert response.json() == expected(collection, at, filters)
        seen.add(response.content)
    assert len(seen) > 1


@pytest.mark.parametrize("collection", ["claims", "articles"])
def test_pages_of_every_moment_follow_on_each_other(client, eventful, collection):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        url, seen = f"/api/v1/{collection}/?page_size=1&count=true&as_of={instant(at)}", []
        while url:
            body = client.get(url.removeprefix("http://testserver")).json()
            seen += body["results"]
            url = body["next"]
        assert seen == expected(collection, at, {})
        assert body["count"] == len(seen)
