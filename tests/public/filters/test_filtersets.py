"""Each filter, against a record where exactly some of the rows match."""

import json

import pytest

from factdb.models import Organization
from factdb.public.questions.list_query import ListQuery
from tests import factories as f


def asked(collection, **parameters):
    question = ListQuery(collection, {name: [text] for name, text in parameters.items()})
    question.resolve_slugs()
    return [json.loads(row) for row in question.fetch_page().rows]


def numbers(**parameters):
    return [claim["id"] for claim in asked("claims", **parameters)]


def slugs(collection, **parameters):
    return [thing["slug"] for thing in asked(collection, **parameters)]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"id": "1,3"}, [3, 1]),
        ({"article": "wire-2024-06-01"}, [3]),
        ({"outlet": "herald"}, [2, 1]),
        ({"outlet": "herald,wire"}, [3, 2, 1]),
        ({"speaker": "ana-diaz"}, [1]),
        ({"person": "bo-chen"}, [2]),
        ({"person": "ana-diaz,bo-chen"}, [2, 1]),
        ({"policy": "border-order"}, [2, 1]),
        ({"policy": "border-order,visa-law"}, [3, 2, 1]),
        ({"policy": "visa-law", "person": "bo-chen"}, [2]),
        ({"policy": "border-order", "kind": "allegation"}, [2]),
        ({"organization": "wire"}, [2]),
        ({"organization": "ministry"}, [3]),
        ({"measure": "people-counted"}, [3]),
        ({"kind": "statement,figure"}, [3, 1]),
        ({"attribution": "anonymous"}, [2]),
        ({"rating": "unchecked"}, [3, 2, 1]),
        ({"rating": "false"}, []),
        ({"weight": "normal"}, [3, 2, 1]),
        ({"weight": "lead,background"}, []),
        ({"stated_after": "2024-05-03"}, [3, 2]),
        ({"stated_before": "2024-05-03"}, [2, 1]),
        ({"published_after": "2024-01-01"}, [3, 2, 1]),
        ({"published_before": "2024-01-01"}, []),
        ({"updated_since": "9999-12-31"}, []),
        ({"has_figure": "true"}, [3]),
        ({"has_figure": "false"}, [2, 1]),
        ({"has_quote": "true"}, [3, 2, 1]),
        ({"value_min": "1200"}, [3]),
        ({"value_min": "1200.01"}, []),
        ({"value_max": "1200"}, [3]),
        ({"value_max": "1199"}, []),
        ({"corrected": "true"}, []),
        ({"corroborated": "true"}, [3, 1]),
        ({"corroborated": "false"}, [2]),
        ({"contradicted": "true"}, []),
        ({"contradicted": "false"}, [3, 2, 1]),
        ({"origin": "ministry"}, [3]),
        ({"origin": "ana-diaz"}, [1]),
        ({"origin": "ana-diaz,ministry"}, [3, 1]),
        ({"related": "1"}, [3]),
        ({"related": "3"}, [1]),
        ({"q": "bribe"}, [2]),
        ({"q": "DIAZ"}, [1]),
        ({"q": '"took bribes" OR closed -diaz'}, [2]),
        ({"q": "draft"}, []),
    ],
)
def test_claims(record, parameters, expected):
    assert numbers(**parameters) == expected


@pytest.mark.parametrize(
    ("collection", "parameters", "expected"),
    [
        ("articles", {}, ["wire-2024-06-01", "herald-2024-05-01"]),
        ("articles", {"outlet": "wire"}, ["wire-2024-06-01"]),
        ("articles", {"person": "ana-diaz"}, ["herald-2024-05-01"]),
        ("articles", {"policy": "visa-law"}, ["wire-2024-06-01", "herald-2024-05-01"]),
        ("articles", {"published_after": "2024-06-01"}, ["wire-2024-06-01"]),
        ("articles", {"published_before": "2024-05-01"}, ["herald-2024-05-01"]),
        ("articles", {"q": "herald"}, ["herald-2024-05-01"]),
        ("people", {}, ["bo-chen", "ana-diaz"]),
        ("people", {"role": "MINISTER"}, ["ana-diaz"]),
        ("people", {"organization": "ministry"}, ["ana-diaz"]),
        ("people", {"organization": "ministry", "role": "envoy"}, []),
        ("people", {"q": "diaz"}, ["ana-diaz"]),
        ("policies", {"kind": "law"}, ["visa-law"]),
        ("policies", {"jurisdiction": "sylvania"}, ["visa-law"]),
        ("policies", {"status": "in_force"}, []),
        ("policies", {"q": "border"}, ["border-order"]),
        ("organizations", {"kind": "agency,government"}, ["ministry", "wire"]),
        ("organizations", {"q": "herald"}, ["herald"]),
        ("measures", {"unit": "People"}, ["people-counted"]),
        ("measures", {"nature": "rate"}, []),
    ],
)
def test_other_collections(record, collection, parameters, expected):
    assert slugs(collection, **parameters) == expected


def test_an_organizations_document_begins_with_it_its_unnamed_people_do_not(record):
    ministry = Organization.objects.get(slug="ministry")
    for kind, label in (("document", "draft memo"), ("anonymous", "an official")):
        claim = f.claim(text=f"The {label} names a date.")
        claim.attribution.update(kind=kind, organization=ministry, label=label)
        f.publish(claim)
    assert numbers(origin="ministry", q="names") == [4]
