"""The chain can be computed with any JSON library, so ours writes what the standard library writes."""

import json

from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from factdb.choices import Action
from factdb.publishing.documents import decimal_to_number
from factdb.publishing.ledger import compact

# As `Measure` values are held: 20 digits, 4 of them behind the point.
numbers = st.decimals(min_value=-(10**16) + 1, max_value=10**16 - 1, places=4).map(decimal_to_number)
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | numbers | st.text()
documents = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def standard(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@given(documents)
def test_any_document_is_written_as_the_standard_library_does(document):
    assert compact(document) == standard(document)


def test_texts_that_are_more_than_texts_are_written_as_texts():
    assert compact([Action.PUBLISHED, mark_safe("<b>")]) == standard(["published", "<b>"])
