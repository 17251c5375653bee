# ruff: noqa: RUF001, S311
"""A thousand passages, each a little other than its article has it: none is anchored to what it does not say."""

import random
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from factdb.admin.passage import ClaimForm
from factdb.editorial import quotes
from factdb.models import Claim
from tests import factories as make

TEXT = (
    "The harbour board met on 3 May — for the first time in a year – and heard Ines Quast, the pilot-in-chief.\n\n"
    "“It’s closed,” she said; “we don't know why.” About 1,200 people, 40 % of them from Ardvale, had left.\n\n"
    "She said that it was closed. He said that it was closed, and that nobody knew why.\n"
)
SEED = 18
LOOKALIKES = str.maketrans("—–-’'“”aoe ", '–——\'’""аое\u00a0')
pytestmark = pytest.mark.django_db


def change_letter(passage, place, choose):
    return passage[:place] + choose.choice("abcxyz019.,") + passage[place + 1 :]


def drop_character(passage, place, choose):
    return passage[:place] + passage[place + 1 :]


def double_character(passage, place, choose):
    return passage[:place] + passage[place] * 2 + passage[place + 1 :]


def swap_lookalike(passage, place, choose):
    return passage[:place] + passage[place].translate(LOOKALIKES) + passage[place + 1 :]


def change_case(passage, place, choose):
    return passage[:place] + passage[place].swapcase() + passage[place + 1 :]


def join_lines(passage, place, choose):
    return passage.replace("\n\n", " ")


def add_space(passage, place, choose):
    return f" {passage}\n"


def end_lines_otherwise(passage, place, choose):
    return "\ufeff" + passage.replace("\n", "\r\n")


MUTATIONS = (
    *(change_letter, drop_character, double_character, swap_lookalike, change_case),
    *(join_lines, add_space, end_lines_otherwise),
)


def draw_passage(choose):
    start = choose.randrange(len(TEXT) - 40)
    return TEXT[start : start + choose.randrange(20, 160)].strip()


@pytest.fixture
def claim():
    return make.claim(article=make.article(text=TEXT), passage="had left")


def bind_form(claim, passage):
    form_class = modelform_factory(Claim, form=ClaimForm, fields=["snapshot", "quote_start", "quote_end", "article"])
    claim = Claim.objects.get(pk=claim.pk)
    form = form_class({"passage": passage, "snapshot": claim.snapshot_id, "article": claim.article_id}, instance=claim)
    form.data["seen"] = form.initial["seen"]
    return form


def test_thousand_mutations_are_refused_or_normalised(claim):
    choose, outcomes = random.Random(SEED), Counter()
    for _ in range(1000):
        passage, mutate = draw_passage(choose), choose.choice(MUTATIONS)
        pasted = mutate(passage, choose.randrange(len(passage)), choose)
        meant = quotes.normalize_text(pasted).strip()
        form = bind_form(claim, pasted)
        places = len(quotes.find_occurrences(TEXT, meant))
        assert form.is_valid() == (places == 1), (mutate.__name__, pasted, form.errors)
        if form.is_valid():
            start, end = form.cleaned_data["quote_start"], form.cleaned_data["quote_end"]
            assert TEXT[start:end] == meant
            assert form.cleaned_data["quote_sha256"] == quotes.hash_text(meant)
        outcomes[mutate.__name__, form.is_valid()] += 1
    assert min(outcomes[mutate.__name__, True] for mutate in (add_space, end_lines_otherwise)) > 100
    assert min(outcomes[mutate.__name__, False] for mutate in (change_letter, drop_character, swap_lookalike)) > 50


def test_thousand_offsets_and_hashes_are_refused(claim):
    choose = random.Random(SEED)
    for _ in range(1000):
        start = choose.randrange(len(TEXT) - 40)
        claim.quote_start, claim.quote_end = start, start + choose.randrange(1, 40)
        claim.quote_sha256 = quotes.hash_text(TEXT[start : claim.quote_end])
        quotes.check_quote(claim)
        key, step = choose.choice(["quote_start", "quote_end"]), choose.choice([-1, 1])
        setattr(claim, key, getattr(claim, key) + step)
        moved = TEXT[max(claim.quote_start, 0) : claim.quote_end]
        if claim.quote_start < 0 or quotes.hash_text(moved) == claim.quote_sha256:
            continue
        with pytest.raises(ValidationError, match="does not match"):
            quotes.check_quote(claim)
