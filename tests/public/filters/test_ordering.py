"""Pages: all rows, each once, in the order asked, forwards and back."""

from itertools import pairwise

import pytest

from factdb.kinds import PUBLIC_KINDS
from factdb.public.filters.filtersets import get_filterset
from factdb.public.filters.ordering import list_ordering_names
from factdb.public.filters.validation import InvalidQuery
from factdb.public.questions.list_query import ListQuery


def page(collection, **parameters):
    question = ListQuery(collection, {name: [text] for name, text in parameters.items()})
    question.resolve_slugs()
    return question.fetch_page()


def walk(collection, **parameters):
    pages = [page(collection, page_size="1", **parameters)]
    while pages[-1].next:
        pages.append(page(collection, page_size="1", cursor=pages[-1].next, **parameters))
    return pages


def every_order():
    return [
        (collection, {"ordering": name, **({"q": "counted OR ministry"} if name == "relevance" else {})})
        for collection in PUBLIC_KINDS
        for name in list_ordering_names(get_filterset(collection))
    ]


@pytest.mark.parametrize(("collection", "parameters"), [*every_order(), ("claims", {"policy": "visa-law"})])
def test_single_rows_make_the_whole_list(record, collection, parameters):
    whole = page(collection, **parameters).rows
    assert [row for part in walk(collection, **parameters) for row in part.rows] == whole


@pytest.mark.parametrize(("collection", "parameters"), [*every_order(), ("claims", {"policy": "visa-law"})])
def test_previous_leads_back(record, collection, parameters):
    pages = walk(collection, **parameters)
    for before, after in pairwise(pages):
        assert page(collection, page_size="1", cursor=after.previous, **parameters).rows == before.rows


def test_first_page_has_no_previous_and_last_no_next(record):
    pages = walk("claims")
    assert [bool(p.previous) for p in pages] == [False, True, True]
    assert [bool(p.next) for p in pages] == [True, True, False]


def test_default_order_written_out_is_the_default(record):
    assert page("claims", ordering="-stated_on,-id").rows == page("claims").rows


@pytest.mark.parametrize(
    "parameters", [{"kind": "statement"}, {"ordering": "id"}, {"policy": "visa-law"}], ids=["filter", "order", "link"]
)
def test_cursor_of_another_question_is_invalid(record, parameters):
    cursor = page("claims", page_size="1").next
    with pytest.raises(InvalidQuery) as refused:
        page("claims", cursor=cursor, **parameters)
    assert [fault["code"] for fault in refused.value.errors] == ["invalid_cursor"]


@pytest.mark.parametrize("cursor", ["x", "a.b", "\x00", "é" * 400, "bnVsbA.bnVsbA"])
def test_forged_cursor_is_invalid(db, cursor):
    with pytest.raises(InvalidQuery) as refused:
        page("claims", cursor=cursor)
    assert [fault["code"] for fault in refused.value.errors] == ["invalid_cursor"]


def test_tampered_cursor_is_invalid(record):
    cursor = page("claims", page_size="1").next
    with pytest.raises(InvalidQuery):
        page("claims", cursor="W" + cursor[2:])
