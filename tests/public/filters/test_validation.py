"""Strictness: each kind of fault has its code and names its parameter, and all of them are said at once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from factdb.public.filters.validation import InvalidQuery
from factdb.public.questions.list_query import ListQuery


def faults(collection="claims", lenient=False, **parameters):
    given = {name: [texts] if isinstance(texts, str) else texts for name, texts in parameters.items()}
    with pytest.raises(InvalidQuery) as refused:
        ListQuery(collection, given, lenient=lenient).resolve_slugs()
    return [(fault["param"], fault["code"]) for fault in refused.value.errors]


def value(name, text):
    return ListQuery("claims", {name: [text]}).values[name]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"plicy": "x"}, "unknown_parameter"),
        ({"policy__slug": "x"}, "unknown_parameter"),
        ({"kind": ["figure", "plan"]}, "repeated_parameter"),
        ({"kind": ""}, "invalid"),
        ({"kind": "figure,"}, "invalid"),
        ({"kind": "Figure"}, "invalid"),
        ({"corrected": "1"}, "invalid"),
        ({"q": " "}, "invalid"),
        ({"q": "the of"}, "invalid"),
        ({"q": "()&|!"}, "invalid"),
        ({"q": "a\x00b"}, "invalid"),
        ({"q": "a\x85b"}, "invalid"),
        ({"q": "a\ufffdb"}, "invalid"),
        ({"q": "x" * 257}, "too_long"),
        ({"policy": "x" * 257}, "too_long"),
        ({"policy": "nobody-knows"}, "unknown_value"),
        ({"id": "1,4"}, "unknown_value"),
        ({"id": "٣"}, "invalid"),
        ({"id": "-1"}, "out_of_range"),
        ({"id": "9223372036854775808"}, "out_of_range"),
        ({"id": ",".join(map(str, range(101)))}, "too_many"),
        ({"page_size": "0"}, "out_of_range"),
        ({"page_size": "-1"}, "out_of_range"),
        ({"page_size": "1001"}, "out_of_range"),
        ({"page_size": "ten"}, "invalid"),
        ({"stated_after": "2022-02-30"}, "invalid"),
        ({"stated_after": "22-02-03"}, "invalid"),
        ({"stated_after": "0000-01-01"}, "out_of_range"),
        ({"stated_after": "10000-01-01"}, "out_of_range"),
        ({"stated_after": "-4713-01-01"}, "out_of_range"),
        ({"updated_since": "2022-05-24T10:00:00"}, "invalid"),
        ({"updated_since": "2022-05-24T25:00:00Z"}, "invalid"),
        ({"updated_since": "0001-01-01T00:00:00+01:00"}, "out_of_range"),
        ({"updated_since": "9999-12-31T23:59:59-01:00"}, "out_of_range"),
        ({"value_min": "1e400"}, "out_of_range"),
        ({"value_min": "1e4000"}, "invalid"),
        ({"value_min": "NaN"}, "invalid"),
        ({"value_min": "123456789012345678901"}, "out_of_range"),
        ({"stated_after": "2022-01-02", "stated_before": "2022-01-01"}, "reversed_range"),
        ({"value_min": "2", "value_max": "1"}, "reversed_range"),
        ({"ordering": "text"}, "invalid"),
        ({"ordering": "relevance"}, "unsupported_combination"),
        ({"cursor": "x"}, "invalid_cursor"),
    ],
)
def test_fault_names_its_parameter(record, parameters, code):
    assert faults(**parameters) == [(next(iter(parameters)), code)]


def test_all_faults_are_said_at_once(record):
    assert faults(plicy="x", kind="x", policy="border-order,nobody", q="the") == [
        ("plicy", "unknown_parameter"),
        ("kind", "invalid"),
        ("q", "invalid"),
        ("policy", "unknown_value"),
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("plicy", "policy"),
        ("publisher", "published_after"),
        ("limit", "page_size"),
        ("offset", "cursor"),
        ("order_by", "ordering"),
        ("search", "q"),
        ("since", "updated_since"),
    ],
)
def test_unknown_parameter_is_told_what_it_may_have_meant(db, name, meant):
    with pytest.raises(InvalidQuery) as refused:
        ListQuery("claims", {name: ["x"]}).resolve_slugs()
    assert refused.value.errors[0]["detail"] == f"There is no such parameter; did you mean {meant}?"


def test_draft_and_invention_are_the_same_unknown_value(record):
    assert faults(id="4") == faults(id="4000") == [("id", "unknown_value")]


def test_pages_pass_over_unknown_and_empty_parameters(record):
    question = ListQuery("claims", {"utm_source": ["x"], "kind": [""]}, lenient=True)
    question.resolve_slugs()
    assert question.values == {}


def test_pages_are_strict_about_what_they_know(record):
    assert faults(lenient=True, utm_source="x", kind="x") == [("kind", "invalid")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("id", "3,1,3", [3, 1]),
        ("corrected", "false", False),
        ("stated_after", "2022-05-24", date(2022, 5, 24)),
        ("published_after", "2022-05-24", datetime(2022, 5, 24, tzinfo=UTC)),
        ("published_before", "2022-05-24", datetime(2022, 5, 24, 23, 59, 59, 999999, UTC)),
        ("published_before", "9999-12-31", datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)),
        ("updated_since", "2022-05-24T02:00:00.5+02:00", datetime(2022, 5, 24, 0, 0, 0, 500000, UTC)),
        ("value_min", "-0.5", Decimal("-0.5")),
        ("value_min", "12.50000", Decimal("12.5")),
        ("value_min", "1e-5", Decimal("0.00001")),
    ],
)
def test_value_is_read(name, text, expected):
    assert value(name, text) == expected


def test_relations_may_be_given_one_by_one(record):
    query = ListQuery("claims", {"policy": ["visa-law", "border-order,visa-law"], "id": ["3", "1"]})
    assert (query.values, query.errors) == ({"policy": ["visa-law", "border-order"], "id": [3, 1]}, [])
    assert query.query_string() == "policy=visa-law%2Cborder-order%2Cvisa-law&id=3%2C1"
