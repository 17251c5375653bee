"""What the claim's form makes of a pasted passage and a chain."""

import pytest

from factdb.editorial import quotes
from factdb.models import Article, Attribution, Claim, Snapshot
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db

TWICE = "He said no. She said yes. He said no again."


def quote(claim):
    claim.refresh_from_db()
    return claim.quote_start, claim.quote_end, claim.quote_sha256


def edit(visit, claim, **changes):
    return desk.save(visit(), desk.url(claim), **changes)


def chain():
    return [(hop.position, str(hop)) for hop in Attribution.objects.all()]


def test_form_shows_the_passage_of_a_claim(visit):
    assert desk.opened(visit(), desk.url(make.claim()))["passage"] == make.PASSAGE


def test_saving_without_a_change_leaves_the_claim_as_it_was(visit):
    claim = make.publish(make.claim())
    before = quote(claim), claim.state, claim.changed_at
    edit(visit, claim)
    assert (quote(claim), claim.state, claim.changed_at) == before


def test_new_passage_moves_offsets_and_hash(visit):
    claim = make.claim()
    edit(visit, claim, passage="An official denied it.")
    start = make.TEXT.index("An official")
    assert quote(claim) == (start, start + 22, quotes.hash_text("An official denied it."))


def test_passage_that_occurs_nowhere_is_refused_with_the_nearest(visit):
    claim = make.claim()
    response = edit(visit, claim, passage="The agency counted 1,300 people at the crossing in May.")
    assert desk.errors(response) == [
        "These words occur nowhere in the snapshot.",
        f"The nearest passage is: “{make.PASSAGE}”. If you mean it, paste it as it stands here.",
    ]


def test_nearest_passage_is_cut_between_words(visit):
    response = edit(visit, make.claim(), passage="gency counted 1,200 persons at the cros")
    assert "“agency counted 1,200 people at the crossing”" in desk.errors(response)[1]


def test_refused_passage_stays_in_the_form(visit):
    response = edit(visit, make.claim(), passage="Nothing of the kind.", text="Typed.")
    assert response.context["adminform"].form["passage"].value() == "Nothing of the kind."
    assert response.context["adminform"].form["text"].value() == "Typed."


def test_passage_that_occurs_twice_asks_which(visit):
    claim = make.claim(article=make.article(text=TWICE), passage="She said yes.")
    response = edit(visit, claim, passage="He said no")
    assert desk.errors(response)[0].startswith("These words occur 2 times: paste a longer passage")
    assert len(desk.errors(response)) == 3


def test_occurrence_chooses_among_equal_passages(visit):
    claim = make.claim(article=make.article(text=TWICE), passage="She said yes.")
    edit(visit, claim, passage="He said no", occurrence="2")
    assert quote(claim)[:2] == (26, 36)


def test_occurrence_beyond_the_last_is_refused(visit):
    claim = make.claim(article=make.article(text=TWICE), passage="She said yes.")
    assert desk.errors(edit(visit, claim, passage="He said no", occurrence="3")) == ["It occurs only 2 times."]


def test_emptied_passage_and_snapshot_take_the_quote_away(visit):
    claim = make.claim()
    edit(visit, claim, passage="", snapshot="")
    assert quote(claim) == (None, None, None)


def test_snapshot_without_a_passage_is_refused(visit):
    assert desk.errors(edit(visit, make.claim(), passage="")) == ["Paste the passage, or take the snapshot out."]


def test_offsets_that_were_sent_by_hand_are_ignored(visit):
    claim = make.claim()
    before = quote(claim)
    edit(visit, claim, quote_start="0", quote_end="5", text="Changed.")
    assert quote(claim) == before


def test_claim_whose_text_is_not_held_keeps_its_quote(visit):
    claim = make.claim()
    before = quote(claim)
    Snapshot.objects.update(text=None)
    response = edit(visit, claim, text="Changed.")
    assert (quote(claim), claim.text) == (before, "Changed.")
    assert "only the hash" in response.context["adminform"].form.fields["passage"].help_text


def test_passage_for_a_text_that_is_not_held_is_refused(visit):
    claim = make.claim()
    Snapshot.objects.update(text=None)
    assert desk.errors(edit(visit, claim, passage="Anything.")) == [
        "The desk holds only the hash of this snapshot: add its text first."
    ]


def test_article_with_two_snapshots_asks_for_one(visit):
    claim = make.claim()
    Snapshot.objects.create(article=claim.article, text="Later.", sha256=quotes.hash_text("Later."))
    response = edit(visit, claim, snapshot="")
    assert desk.errors(response) == ["Choose the snapshot that the passage is from."]


def test_claim_begun_at_an_article_has_its_day(visit):
    source = make.article()
    form = desk.opened(visit(), f"{desk.add_url('claim')}?article={source.pk}")
    assert (form["article"], form["stated_on"]) == (str(source.pk), "2024-05-01")


def test_snapshot_of_another_article_is_refused(visit):
    claim = make.claim()
    other = make.article("herald-2024-06-01", text="Another text.")
    assert desk.errors(edit(visit, claim, article=other.pk)) == ["This snapshot is of another article."]


def test_desk_numbers_the_addresses_of_an_articles_claims(visit):
    source = make.article()
    make.claim(slug="herald-2024-05-01-007")
    desk.save(visit(), desk.add_url("claim"), text="New.", kind="event", article=source.pk, stated_on="2024-05-01")
    assert Claim.objects.get(text="New.").slug == "herald-2024-05-01-008"


def test_hop_without_a_place_comes_last(visit):
    claim = make.claim(speaker=make.person())
    outlet = claim.article.outlet.pk
    edit(visit, claim, **desk.row("attribution", 1, kind="organization", organization=outlet, verb="reports"))
    assert chain() == [(1, "Ana Díaz"), (2, "Herald")]


def test_hops_swap_places_in_one_save(visit):
    claim = make.claim(speaker=make.person())
    Attribution.objects.create(claim=claim, position=2, kind="anonymous", label="two officials", verb="told")
    edit(visit, claim, **{"attribution-0-place": "2", "attribution-1-place": "1"})
    assert chain() == [(1, "two officials"), (2, "Ana Díaz")]


def test_chain_closes_up_behind_a_deleted_origin(visit):
    claim = make.claim(speaker=make.person())
    Attribution.objects.create(claim=claim, position=2, kind="anonymous", label="two officials", verb="told")
    edit(visit, claim, **{"attribution-0-DELETE": "on"})
    assert chain() == [(1, "two officials")]


def test_anonymous_hop_without_a_label_is_refused(visit):
    claim = make.claim()
    response = edit(visit, claim, **desk.row("attribution", 1, kind="anonymous", verb="say"))
    assert desk.errors(response) == [
        "A person hop names the person, an organization hop the organization, "
        "an anonymous or document hop has a label and no person."
    ]


def test_figure_with_a_value_and_no_measure_is_refused(visit):
    assert desk.errors(edit(visit, make.claim(), value="12", hedge="about")) == [
        "A figure needs a measure, a hedge, and a value; with the hedge “between”, low and high instead."
    ]


def test_article_of_a_claim_cannot_be_deleted(visit):
    article = make.claim().article
    visit("editor").post(desk.url(article, "delete"), {"post": "yes"})
    assert Article.objects.exists()
