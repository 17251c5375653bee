"""What a reviewer must look into before it is published, and that nothing else is asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from factdb.editorial import doubts, workflow
from factdb.models import Article, Evidence, PolicyEvent, PublishedClaim, Relation, Verdict
from factdb.publishing.publication_batch import describe_item, gather_batch
from tests import factories as make

pytestmark = pytest.mark.django_db

TABLE = {"title": "Table", "url": "https://example.org/table", "reading": "live", "read_on": date(2024, 6, 1)}


def doubts_of(item):
    """Without the name of the thing that each begins with."""
    batch = gather_batch([item])
    return [sentence.removeprefix(f"{describe_item(item)}: ") for sentence in doubts.list_doubts(batch)]


def figure(**fields):
    numbers = {"measure": make.measure(), "value": 1200, "hedge": "exact", "period_from": date(2024, 5, 1)}
    return make.claim(kind="figure", **numbers | fields)


def confirm(claim, rating="confirmed", **evidence):
    verdict = Verdict.objects.create(claim=claim, rating=rating, summary="Counted.", reviewed_on=date(2024, 6, 2))
    Evidence.objects.create(verdict=verdict, **TABLE | {"figure": "1,200"} | evidence)
    return doubts_of(claim)


@pytest.mark.parametrize(
    ("figure_of_evidence", "is_doubted"),
    [
        ("1,200 in April 2024", True),
        ("1,200 to 30 April 2024", True),
        ("1,200 by 2024-04", True),
        ("1,200 by April 30, 2024", True),
        ("1,200 in May 2024", False),
        ("1,200 in April and May 2024", False),
        ("1,200 in the fiscal year", False),
    ],
)
def test_period_beyond_the_data_is_doubted(figure_of_evidence, is_doubted):
    claim = figure(period_to=date(2024, 5, 15), stated_on=date(2024, 6, 1))
    found = confirm(claim, figure=figure_of_evidence)
    assert (
        found
        == ["The figure's period ends on 2024-05-15, but the data that confirm it end on 2024-04-30."] * is_doubted
    )


def test_period_beyond_the_day_on_which_the_evidence_was_read_is_doubted():
    claim = figure(period_to=date(2024, 6, 30), stated_on=date(2024, 7, 5))
    assert "end on 2024-06-01" in confirm(claim, figure="1,200")[0]


def test_period_beyond_the_statement_is_doubted_unless_it_tells_what_is_to_come():
    later = {"period_to": date(2024, 12, 31)}
    assert "after it was stated" in doubts_of(figure(**later))[0]
    assert doubts_of(make.claim(kind="plan", **later)) == []


@pytest.mark.parametrize(("shown", "is_doubted"), [("1,200 people", False), ("1,187 people", True), ("", False)])
def test_exact_number_that_no_evidence_gives_is_doubted(shown, is_doubted):
    assert bool(confirm(figure(), figure=shown)) == is_doubted


def test_unchecked_figure_is_not_doubted():
    assert doubts_of(figure(period_to=date(2024, 5, 1))) == []


def related(kind, note="That it was closed.", **fields):
    target = make.claim(text="The crossing is closed.", **fields)
    claim = make.claim(article=make.article("later", published_on=date(2024, 8, 1), text=make.TEXT + "."))
    Relation.objects.create(claim=claim, kind=kind, target=target, note=note)
    return claim, target


@pytest.mark.parametrize("kind", ["denies", "contradicts"])
def test_answer_to_what_it_shares_nothing_with_is_doubted(kind):
    claim, target = related(kind)
    assert [sentence.partition(":")[0] for sentence in doubts_of(claim)] == [
        f"It {kind} “The crossing is closed.”, and the two share no person, organization, policy, measure or day"
    ]
    both = make.policy()
    claim.policies.add(both), target.policies.add(both)
    assert doubts_of(claim) == []


def test_answer_without_a_note_is_doubted():
    claim, target = related("denies", note="")
    target.people.add(ana := make.person()), claim.people.add(ana)
    assert doubts_of(claim) == ["It denies “The crossing is closed.” without a note: what of it does it answer?"]


def test_other_relations_need_neither():
    assert doubts_of(related("explains", note="")[0]) == []


@pytest.mark.parametrize(
    ("headline", "more", "is_doubted"),
    [
        ("A count at the crossing", {}, True),
        ("The agency  counted 1,200 PEOPLE", {}, False),
        ("A count", {"inferred": ["headline"]}, False),
        ("A count", {"label": "A Count", "inferred": ["headline"]}, True),
        ("", {"label": "Report on a count"}, False),
    ],
)
def test_headline_that_the_text_lacks_is_doubted(headline, more, is_doubted):
    article = make.article(headline=headline, **{"inferred": []} | more)
    assert bool(doubts_of(article)) == is_doubted


def test_headline_of_an_article_whose_text_is_not_held_is_not_doubted():
    article = make.article(inferred=[])
    article.snapshots.update(text=None)
    assert doubts_of(article) == []


def test_status_that_rests_on_a_claim_alone_is_doubted():
    policy, claim = make.policy(), make.claim(text="It began.")
    event = PolicyEvent.objects.create(policy=policy, on=date(2024, 5, 1), status="in_force", note="-", claim=claim)
    assert doubts_of(policy) == ["Event of 2024-05-01: does “It began.” show the status “In force”?"]
    Evidence.objects.create(event=event, **TABLE)
    assert doubts_of(policy) == []


def test_what_is_doubted_is_published_only_once_it_was_looked_into():
    claim = make.claim()
    Article.objects.update(inferred=[])
    claim, editor = workflow.submit(claim, by=make.user()), make.user("editor")
    with pytest.raises(ValidationError, match="Look into this and tick it: Article “A count”: The text") as refused:
        workflow.approve(claim, by=editor, seen=make.sign(claim), accepted=["Something else."])
    (sentence,) = refused.value.messages
    workflow.approve(claim, by=editor, seen=make.sign(claim), accepted=[sentence.partition("tick it: ")[2]])
    assert PublishedClaim.objects.exists()
