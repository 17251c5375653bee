"""The chain can be computed with any JSON library, so ours writes what the standard library writes."""

import json
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from factdb.choices import Action
from factdb.exact_json import MOST_DIGITS, compact, count_digits, simplify_number

# As figures are published: 24 digits, 4 of them behind the point, and 15 of them in a row.
decimals = st.integers(1 - 10**MOST_DIGITS, 10**MOST_DIGITS - 1).flatmap(
    lambda digits: st.integers(-4, 5).map(lambda exponent: Decimal(digits).scaleb(exponent))
)
numbers = decimals.map(simplify_number)
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | numbers | st.text()
documents = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def as_floats(value):
    """What a reader without decimals makes of it."""
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: as_floats(item) for key, item in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def standard(value):
    return json.dumps(as_floats(value), ensure_ascii=False, separators=(",", ":")).encode()


@given(documents)
def test_any_document_is_written_as_the_standard_library_does(document):
    assert compact(document) == standard(document)


@given(decimals)
def test_no_published_number_loses_a_digit_in_a_reader_without_decimals(number):
    text = compact(simplify_number(number)).decode()
    assert (Decimal(text), Decimal(str(json.loads(text)))) == (number, number)
    assert "e" not in text.lower()
    assert "." not in text or not text.endswith("0")


@pytest.mark.parametrize(("number", "digits"), [("0", 1), ("0.05", 1), ("52616000000000000", 5), ("-1200.50", 5)])
def test_digits_are_counted_from_the_first_to_the_last_that_tells_something(number, digits):
    assert count_digits(Decimal(number)) == digits


def test_texts_that_are_more_than_texts_are_written_as_texts():
    assert compact([Action.PUBLISHED, mark_safe("<b>")]) == standard(["published", "<b>"])
