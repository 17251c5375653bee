"""The changelists: what they find, and that a longer list costs no more queries."""

import pytest

from factdb.editorial import workflow
from factdb.models import Claim
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def claims(count):
    for number in range(count):
        source = make.article(f"article-{number}", outlet=make.organization(f"outlet-{number}"))
        make.claim(article=source)


def policies(count):
    for number in range(count):
        make.policy(f"policy-{number}", issuer=make.organization(f"issuer-{number}"))


MAKERS = {
    "organization": lambda count: [make.organization(f"o-{n}") for n in range(count)],
    "measure": lambda count: [make.measure(f"m-{n}") for n in range(count)],
    "person": lambda count: [make.person(f"p-{n}") for n in range(count)],
    "policy": policies,
    "article": claims,
    "snapshot": claims,
    "claim": claims,
    "ledgerentry": lambda count: [make.publish(make.organization(f"o-{n}")) for n in range(count)],
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("kind", "queries"),
    [
        ("organization", 6),
        ("measure", 7),
        ("person", 6),
        ("policy", 7),
        ("article", 9),
        ("snapshot", 6),
        ("claim", 10),
        ("ledgerentry", 8),
    ],
)
def test_longer_list_costs_no_more_queries(visit, django_assert_num_queries, kind, queries, rows):
    MAKERS[kind](rows)
    editor = visit("editor")
    with django_assert_num_queries(queries):
        response = editor.get(desk.list_url(kind))
    assert response.context["cl"].result_count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_longer_front_page_costs_no_more_queries(visit, django_assert_num_queries, rows):
    claims(rows)
    editor = visit("editor")
    for claim in Claim.objects.all():
        workflow.submit(workflow.record_edit(claim, by=editor.user), by=editor.user)
    with django_assert_num_queries(11):
        editor.get("/admin/")


def found(client, query):
    return [str(thing) for thing in client.get(desk.list_url("claim") + query).context["cl"].result_list]


def test_search_finds_claims_by_words_and_number(visit):
    make.publish(make.claim("one", text="One thing."))
    make.claim("another", text="Another matter.")
    reporter = visit()
    assert found(reporter, "?q=matter") == ["Another matter."]
    assert found(reporter, "?q=1") == ["One thing."]


def test_list_of_changes_in_draft_leaves_out_new_drafts(visit):
    claim = make.publish(make.claim(text="Live."))
    make.claim(text="New draft.")
    reporter = visit()
    desk.save(reporter, desk.url(claim), text="Changed.")
    assert found(reporter, "?standing=pending") == ["Changed."]
    assert found(reporter, "?standing=draft") == ["New draft."]


def test_list_by_outlet_shows_its_claims_alone(visit):
    claims(2)
    second = Claim.objects.get(article__slug="article-1")
    cl = visit().get(desk.list_url("claim") + "?outlet=outlet-1").context["cl"]
    assert list(cl.result_list) == [second]


def test_badge_tells_a_live_claim_from_one_with_changes_in_draft(visit):
    claim = make.publish(make.claim())
    reporter = visit()
    assert b"badge-live" in reporter.get(desk.list_url("claim")).content
    desk.save(reporter, desk.url(claim), text="Changed.")
    assert b"badge-pending" in reporter.get(desk.list_url("claim")).content


def test_public_thing_links_to_its_page_and_a_draft_does_not(visit):
    draft, live = make.claim(), make.publish(make.claim())
    reporter = visit()
    assert reporter.get(desk.url(draft)).context["absolute_url"] is None
    assert reporter.get(desk.url(live)).context["absolute_url"] == "/claims/1/"


def test_picker_of_claims_finds_by_text(visit):
    make.claim(text="One thing.")
    make.claim(text="Another matter.")
    picker = "/admin/autocomplete/?app_label=factdb&model_name=relation&field_name=target&term=matter"
    assert [r["text"] for r in visit().get(picker).json()["results"]] == ["Another matter."]
