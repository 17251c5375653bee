"""Lists of every moment of an eventful ledger, compared with what the ledger's documents alone say."""

import json
from collections import Counter
from datetime import date

import pytest

from factdb.kinds import PUBLIC_KINDS
from factdb.models import Article, Claim, LedgerEntry, Organization, Person, Policy, PolicyEvent, Relation
from factdb.public.filters.filtersets import get_filterset
from factdb.publishing import erasure, publish, removal, rerender_dependents
from factdb.publishing.ledger import format_utc_instant
from tests import factories as f


@pytest.fixture
def eventful(record):
    """Every way in which a row of today can differ from what it was."""
    editor = f.user("editor")

    def change(thing, *, lines=(), **fields):
        type(thing).objects.filter(pk=thing.pk).update(**fields)
        for name, values in lines:
            getattr(thing, name).set(values)
        publish.publish_items([type(thing).objects.get(pk=thing.pk)], by=editor)
        rerender_dependents.resume_rerendering()

    first, second, third = (Claim.objects.get(number=number) for number in (1, 2, 3))
    visa, bo = Policy.objects.get(slug="visa-law"), Person.objects.get(slug="bo-chen")
    change(first, stated_on=date(2024, 7, 1), kind="allegation", lines=[("policies", [visa])])
    change(Article.objects.get(slug="wire-2024-06-01"), outlet=Organization.objects.get(slug="herald"))
    change(Person.objects.get(slug="ana-diaz"), name="Zoe Díaz", sort_name="Zoe", wikidata="Q42")
    event = {"precision": "day", "status": "in_force", "claim": third}
    PolicyEvent.objects.create(policy=visa, on=date(2024, 6, 15), **event)
    change(visa)
    change(third, value=1300)
    Relation.objects.filter(claim=third).delete()
    change(third)
    removal.retract_item(second, by=editor, reason="Other guards.")
    removal.retract_item(bo, by=editor, reason="Not named any more.")
    change(Claim.objects.get(pk=second.pk), stated_on=date(2024, 5, 2), lines=[("people", [])])
    change(Article.objects.get(slug="herald-2024-05-01"), published_on=date(2024, 6, 1), headline="Anew")
    fourth = f.claim(article=first.article, text="A name that a court forbids.")
    change(fourth)
    change(fourth, text="The same name.")
    erasure.erase_item(Claim.objects.get(pk=fourth.pk), by=editor, asked_by=f.user("editor"), reason="A judgment.")


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
        response = client.get(f"/api/v1/{collection}/?shape=array&as_of={format_utc_instant(at)}&{question}")
        if response.status_code == 400:
            assert {error["code"] for error in response.json()["errors"]} == {"unknown_value"}
            continue
        assert response.json() == expected(collection, at, filters)
        seen.add(response.content)
    assert len(seen) > 1


def hops(claim):
    return [claim["attribution"][0]] if claim["attribution"] else []


def origins(claim):
    return slugs(*(hop["person"] if hop["kind"] == "person" else hop["organization"] for hop in hops(claim)))


def amount(claim):
    return float(claim["figure"]["value"]) if claim["figure"] else None


def related(number):
    """Needs all that stood: a relation is found from both of its ends."""
    return lambda d, stood: any(
        {d["id"], number} == {claim["id"], relation["claim"]} for claim in stood for relation in claim["relations"]
    )


def in_force(day):
    def check(policy, stood):
        events = [event for event in policy["events"] if event["on"] <= day]
        return bool(events) and max(events, key=lambda event: event["on"])["status"] == "in_force"

    return check


MATCHES = [
    ("claims", "id=1,3", lambda d, _: d["id"] in (1, 3)),
    ("claims", "q=bribes", lambda d, _: "bribes" in d["text"]),
    ("claims", "attribution=anonymous", lambda d, _: [hop["kind"] for hop in hops(d)] == ["anonymous"]),
    ("claims", "origin=ana-diaz,ministry", lambda d, _: origins(d) & {"ana-diaz", "ministry"}),
    ("claims", "stated_after=2024-05-03", lambda d, _: d["stated_on"] >= "2024-05-03"),
    ("claims", "stated_before=2024-06-30", lambda d, _: d["stated_on"] <= "2024-06-30"),
    ("claims", "has_figure=true", lambda d, _: d["figure"] is not None),
    ("claims", "has_quote=false", lambda d, _: d["quote"] is None),
    ("claims", "weight=lead", lambda d, _: d["weight"] == "lead"),
    ("claims", "corrected=false", lambda d, _: not d["corrected"]),
    # Of today, when nothing supports anything any more.
    ("claims", "corroborated=false", lambda *_: True),
    ("claims", "contradicted=true", lambda *_: False),
    ("claims", "value_min=1200", lambda d, _: amount(d) is not None and amount(d) >= 1200),
    ("claims", "value_max=1200", lambda d, _: amount(d) is not None and amount(d) <= 1200),
    ("claims", "published_after=2024-01-01", lambda d, _: True),
    ("claims", "published_before=2024-01-01", lambda d, _: False),
    ("claims", "updated_since=2024-01-01&kind=figure", lambda d, _: d["kind"] == "figure"),
    ("claims", "related=1", related(1)),
    ("claims", "related=3&kind=statement", lambda d, stood: related(3)(d, stood) and d["kind"] == "statement"),
    ("articles", "published_after=2024-06-01", lambda d, _: d["published_on"] >= "2024-06-01"),
    ("articles", "published_before=2024-05-31", lambda d, _: d["published_on"] <= "2024-05-31"),
    ("articles", "q=anew", lambda d, _: d["headline"] == "Anew"),
    ("people", "role=minister", lambda d, _: any("Minister" in role["title"] for role in d["roles"])),
    (
        "people",
        "role=minister&organization=ministry",
        lambda d, _: any("Minister" in r["title"] and "ministry" in slugs(r["organization"]) for r in d["roles"]),
    ),
    ("people", "wikidata=Q42,Q7", lambda d, _: d["wikidata"] == "Q42"),
    ("policies", "wikidata=Q42", lambda d, _: False),
    ("organizations", "wikidata=Q42", lambda d, _: False),
    ("policies", "status=in_force", lambda d, _: bool(d["events"]) and d["events"][-1]["status"] == "in_force"),
    ("policies", "active_on=2024-07-01", in_force("2024-07-01")),
    ("policies", "jurisdiction=SYLVANIA", lambda d, _: d["jurisdiction"] == "Sylvania"),
    ("measures", "unit=people", lambda d, _: d["unit"] == "people"),
    ("measures", "nature=rate", lambda d, _: d["nature"] == "rate"),
]


@pytest.mark.parametrize(("collection", "question", "matches"), MATCHES, ids=[f"{c}?{q}" for c, q, _ in MATCHES])
def test_every_filter_is_asked_of_every_moment(client, eventful, collection, question, matches):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        response = client.get(f"/api/v1/{collection}/?count=true&as_of={format_utc_instant(at)}&{question}")
        if response.status_code == 400:
            assert {error["code"] for error in response.json()["errors"]} == {"unknown_value"}
            continue
        all_of_them = expected(collection, at, {})
        matching = [d for d in all_of_them if matches(d, all_of_them)]
        assert response.json()["results"] == matching
        assert response.json()["count"] == len(matching)


def test_filters_that_are_asked_are_all_there_are():
    asked = {(c, name) for c, q, _ in MATCHES for name in [part.partition("=")[0] for part in q.split("&")]}
    asked |= {("claims", n) for n in VALUES} | {("articles", n) for n in ("outlet", "person", "policy")}
    asked |= {("people", "organization"), ("policies", "kind"), ("organizations", "kind")}
    there = {(c, name) for c in PUBLIC_KINDS for name in get_filterset(c).base_filters if c != "corrections"}
    # Of every kind the same filter as of claims.
    assert {(c, n) for c, n in there - asked if n not in ("q", "updated_since")} == set()


KEYS = {"id": lambda d: d["id"], "stated_on": lambda d: (d["stated_on"], d["id"])}
KEYS |= {"published_at": lambda d: (d["published_at"], d["id"]), "updated_at": lambda d: (d["updated_at"], d["id"])}


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", KEYS)
def test_every_order_holds_for_every_moment(client, eventful, name, sign):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        found = client.get(f"/api/v1/claims/?shape=array&as_of={format_utc_instant(at)}&ordering={sign}{name}").json()
        assert found == sorted(expected("claims", at, {}), key=KEYS[name], reverse=bool(sign))


FACETS = {
    "policy": policies,
    "speaker": lambda d: slugs(d["speaker"]),
    "outlet": lambda d: slugs(d["article"]["outlet"]),
    "kind": lambda d: {d["kind"]},
    "year": lambda d: {d["stated_on"][:4]},
}


@pytest.mark.parametrize("question", ["", "&outlet=herald", "&q=crossing"])
def test_facets_of_every_moment(client, eventful, question):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        asked = f"as_of={format_utc_instant(at)}{question}"
        response = client.get(f"/api/v1/claims/facets/?by={','.join(FACETS)}&{asked}")
        if response.status_code == 400:
            continue
        documents = client.get(f"/api/v1/claims/?shape=array&{asked}").json()
        for name, values in FACETS.items():
            counted = Counter(value for d in documents for value in values(d))
            assert {entry["value"]: entry["count"] for entry in response.json()["facets"][name]} == counted


def test_facets_are_labelled_with_the_names_of_then(client, eventful):
    labels = set()
    for at in LedgerEntry.objects.filter(kind="claims").values_list("at", flat=True):
        facets = client.get(f"/api/v1/claims/facets/?by=speaker&as_of={format_utc_instant(at)}").json()["facets"]
        labels |= {(entry["value"], entry["label"]) for entry in facets["speaker"]}
    assert labels == {("ana-diaz", "Ana Díaz"), ("ana-diaz", "Zoe Díaz")}


@pytest.mark.parametrize("collection", ["claims", "articles", "people"])
def test_downloads_of_every_moment(client, eventful, collection):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        lines = b"".join(client.get(f"/api/v1/{collection}.ndjson?as_of={format_utc_instant(at)}").streaming_content)
        assert [json.loads(line) for line in lines.splitlines()] == expected(collection, at, {})


@pytest.mark.parametrize("collection", ["claims", "articles"])
def test_pages_of_every_moment_follow_on_each_other(client, eventful, collection):
    for at in LedgerEntry.objects.values_list("at", flat=True):
        url, seen = f"/api/v1/{collection}/?page_size=1&count=true&as_of={format_utc_instant(at)}", []
        while url:
            body = client.get(url.removeprefix("http://testserver")).json()
            seen += body["results"]
            url = body["next"]
        assert seen == expected(collection, at, {})
        assert body["count"] == len(seen)
