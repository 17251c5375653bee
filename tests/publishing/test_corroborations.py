"""What is kept of each claim is what the rule gives of all that is public, whatever happens to claims."""

import pytest
from django.core.management import call_command

from factdb.models import Article, Attribution, Claim, Measure, Organization, PublishedCorroboration, Relation
from factdb.publishing import corroborations, erasure, publish, removal, rerender_dependents
from factdb.publishing.audit import find_faults
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as make

pytestmark = pytest.mark.django_db


def kept():
    rows = PublishedCorroboration.objects.order_by("pk").values_list(*corroborations.COLUMNS)
    return {pk: tuple(rest) for pk, *rest in rows}


def change(thing, **fields):
    type(thing).objects.filter(pk=thing.pk).update(state="draft", **fields)
    make.publish(type(thing).objects.get(pk=thing.pk))
    rerender_dependents.resume_rerendering()


def relate(source, kind, target):
    Relation.objects.create(claim=source, kind=kind, target=target)


def article(slug, **fields):
    outlet = Organization.objects.filter(slug=slug).first() or make.organization(slug)
    return make.article(f"{slug}-story", outlet=outlet, **fields)


def publish_figure(value, period=("2024-01-01", "2024-12-31"), **fields):
    measure = Measure.objects.first() or make.measure()
    period_from, period_to = period
    figure = {"hedge": "exact", "period_from": period_from, "period_to": period_to} | fields
    return make.publish(
        make.claim(text=f"{value} were counted.", kind="figure", measure=measure, value=value, **figure)
    )


@pytest.fixture
def pair():
    """Claim 1 of the Herald, and claim 2 of the Mail, which repeats it."""
    first = make.publish(make.claim(text="First.", article=article("herald")))
    second = make.claim(text="Second.", article=article("mail"))
    relate(second, "repeats", first)
    return first, make.publish(second)


@pytest.fixture(autouse=True)
def _audited():
    """Whatever a test did, the audit finds no fault."""
    yield
    assert list(find_faults()) == []


def test_one_origin_and_one_outlet_are_not_kept():
    make.publish(make.claim(speaker=make.person()))
    assert kept() == {}


def test_all_that_say_the_same_are_counted(pair):
    assert kept() == {1: (2, 2, False, False), 2: (2, 2, False, False)}


def test_publication_of_several_counts_what_later_ones_are(monkeypatch):
    monkeypatch.setattr("factdb.publishing.publish.PUBLISH_CHUNK_ITEMS", 1)
    claims = [make.claim(text=slug, article=article(slug)) for slug in ("herald", "mail", "post")]
    relate(claims[0], "supports", claims[2])
    publish.publish_items(claims, by=make.user("editor"))
    assert kept() == {1: (2, 2, False, False), 3: (2, 2, False, False)}


def test_change_of_one_changes_all_that_are_joined_to_it(pair):
    third = make.claim(text="Third.", article=article("post"))
    relate(third, "supports", pair[0])
    third = make.publish(third)
    assert {row[:2] for row in kept().values()} == {(3, 3)}
    third.relations.all().delete()
    change(third)
    assert kept() == {1: (2, 2, False, False), 2: (2, 2, False, False)}


def test_another_chain_is_counted_anew(pair):
    Attribution.objects.filter(claim=pair[1]).update(organization=Organization.objects.get(slug="herald"))
    change(pair[1])
    assert kept() == {1: (1, 2, False, False), 2: (1, 2, False, False)}


def test_report_that_an_article_rests_on_is_counted_for_its_claims(pair):
    wire = make.publish(make.organization("wire", kind="agency"))
    for slug in ("herald-story", "mail-story"):
        Article.objects.get(slug=slug).rests_on.set([wire])
        change(Article.objects.get(slug=slug))
    assert kept() == {1: (1, 2, False, False), 2: (1, 2, False, False)}


def test_claim_alone_has_each_report_that_its_article_names():
    of = article("herald")
    of.rests_on.set([make.organization("wire"), make.organization("agency")])
    make.publish(make.claim(article=of))
    assert kept() == {1: (2, 1, False, False)}


def test_retraction_leaves_the_others_as_they_are_without_it(pair):
    removal.retract_item(Claim.objects.get(pk=pair[1].pk), by=make.user("editor"), reason="Wrong.")
    assert kept() == {}


def test_erasure_leaves_the_others_as_they_are_without_it(pair):
    people = make.user("editor"), make.user("editor")
    erasure.erase_item(Claim.objects.get(pk=pair[0].pk), by=people[0], asked_by=people[1], reason="A judgment.")
    assert kept() == {}


def test_support_that_waited_counts_when_its_target_is_public():
    first, second = make.claim(text="First.", article=article("herald")), make.claim(text="2.", article=article("mail"))
    relate(second, "repeats", first)
    make.publish(second)
    assert kept() == {}
    make.publish(first)
    assert kept() == {1: (2, 2, False, False), 2: (2, 2, False, False)}


@pytest.mark.parametrize("kind", ["contradicts", "denies"])
def test_contradiction_holds_both_ways_while_both_are_public(pair, kind):
    third = make.claim(text="Third.")
    relate(third, kind, pair[0])
    third = make.publish(third)
    assert {number: row[2] for number, row in kept().items()} == {1: True, 2: False, 3: True}
    removal.retract_item(Claim.objects.get(pk=third.pk), by=make.user("editor"), reason="Wrong.")
    assert {number: row[2] for number, row in kept().items()} == {1: False, 2: False}


def test_figures_that_cannot_both_be_right_contradict_each_other():
    figures = [publish_figure(value) for value in (10, 10, 12)]
    assert [number for number, row in kept().items() if row[3]] == [1, 2, 3]
    change(figures[2], value=10)
    assert kept() == {}


def test_figure_that_is_taken_back_contradicts_nothing_more():
    publish_figure(10)
    second = publish_figure(12)
    removal.retract_item(Claim.objects.get(pk=second.pk), by=make.user("editor"), reason="Wrong.")
    assert kept() == {}


def test_other_nature_of_a_measure_compares_its_figures_anew():
    """A part of a total may be smaller; a rate of a part of the time may not be another."""
    publish_figure(10)
    publish_figure(8, ("2024-02-01", "2024-03-01"))
    assert kept() == {}
    change(Measure.objects.get(), nature="rate")
    assert [row[3] for row in kept().values()] == [True, True]


def test_rebuild_makes_what_is_missing_and_takes_what_is_wrong(pair):
    before = kept()
    PublishedCorroboration.objects.filter(pk=1).delete()
    PublishedCorroboration.objects.filter(pk=2).update(origins=9)
    assert [fault.split(":")[0] for fault in find_faults()] == ["claims/1", "claims/2"]
    rebuild_projection()
    assert kept() == before


def test_rename_counts_nothing_again(pair, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(corroborations, "count_claims", None)
        change(Organization.objects.get(slug="herald"), name="The Herald")
    assert kept().keys() == {1, 2}


def test_site_from_before_this_was_kept_is_filled_before_it_is_served(pair):
    before = kept()
    PublishedCorroboration.objects.all().delete()
    call_command("rebuild", past=True)
    assert kept() == before
