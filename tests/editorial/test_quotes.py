from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from factdb.editorial import quotes
from factdb.models import Snapshot
from tests import factories as make


def test_text_loses_its_bom_and_carriage_returns_and_nothing_else():
    assert quotes.normalize_text("\ufeffA\r\n\r\n B \rC\u00a0") == "A\n\n B \nC\u00a0"


def test_offsets_count_code_points_and_end_is_exclusive():
    assert quotes.find_occurrences("é👍 é👍", "👍") == [(1, 2), (4, 5)]


def test_overlapping_places_are_all_found():
    assert quotes.find_occurrences("ananana", "ana") == [(0, 3), (2, 5), (4, 7)]


def test_passage_that_is_nowhere_gives_no_place():
    assert quotes.find_occurrences("text", "other") == quotes.find_occurrences("text", "") == []


@pytest.mark.django_db
def test_anchor_hashes_the_passage():
    claim = make.claim()
    assert claim.quote_sha256 == sha256(make.PASSAGE.encode()).hexdigest()


@pytest.mark.django_db
def test_quote_beyond_the_text_is_refused():
    claim = make.claim()
    claim.quote_end = 10_000
    with pytest.raises(ValidationError, match="has only 93 characters"):
        quotes.check_quote(claim)


@pytest.mark.django_db
def test_quote_from_another_article_is_refused():
    claim = make.claim()
    claim.article = make.article("herald-2024-07-01")
    with pytest.raises(ValidationError, match="another article"):
        quotes.check_quote(claim)


@pytest.mark.django_db
def test_quote_without_the_text_is_believed_until_the_text_comes():
    claim = make.claim()
    claim.snapshot.text = None
    claim.quote_sha256 = "0" * 64
    assert quotes.check_quote(claim) is None


@pytest.mark.django_db
def test_database_refuses_a_text_that_does_not_have_the_hash():
    make.article()
    with pytest.raises(IntegrityError, match="snapshot_text_has_this_hash"), transaction.atomic():
        Snapshot.objects.update(text="Another text.")
