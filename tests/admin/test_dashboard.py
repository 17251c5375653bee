"""The front page tells what waits for whom."""

import pytest

from factdb.editorial import workflow
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def front(client):
    return client.get("/admin/").context


def titles(entries):
    return [entry["title"] for entry in entries]


def test_queue_shows_what_was_submitted_oldest_first(visit):
    reporter = make.user()
    make.publish(make.article())
    for text in ("First.", "Second."):
        claim = workflow.record_edit(make.claim(text=text), by=reporter)
        workflow.submit(claim, by=reporter)
    make.claim(text="Draft.")
    assert titles(front(visit("editor"))["queue"]) == ["First.", "Second."]


def test_queue_marks_what_the_reader_edited(visit):
    editor = visit("editor")
    make.publish(make.article())
    claim = workflow.record_edit(make.claim(), by=editor.user)
    workflow.submit(claim, by=editor.user)
    assert [entry["own"] for entry in front(editor)["queue"]] == [True]


def test_drafts_are_the_readers_own(visit):
    reporter = visit()
    workflow.record_edit(make.claim(text="Mine."), by=reporter.user)
    workflow.record_edit(make.claim(text="Theirs."), by=make.user())
    assert titles(front(reporter)["drafts"]) == ["Mine."]


def test_live_claim_with_changes_in_draft_is_listed(visit):
    claim = make.publish(make.claim(text="Old."))
    reporter = visit()
    desk.save(reporter, desk.url(claim), text="New.")
    assert titles(front(reporter)["pending"]) == ["New."]


def test_counts_tell_live_from_drafts(visit):
    make.publish(make.claim())
    make.claim()
    counts = {count["name"]: [n for n, _ in count["numbers"]] for count in front(visit())["counts"]}
    assert counts["Claims"] == [1, 0, 0, 1, 0]
    assert counts["Articles"] == [1, 0, 0, 0, 0]


def test_number_leads_to_the_list_that_it_counts(visit):
    make.publish(make.claim())
    make.claim(text="One draft.")
    reporter = visit()
    _, (drafts, url) = [pair for pair in front(reporter)["counts"][0]["numbers"] if pair[0]]
    assert [claim.text for claim in reporter.get(url).context["cl"].queryset] == ["One draft."]
    assert f'<a href="{url}">{drafts}</a>' in reporter.get("/admin/").content.decode()


def test_draft_that_was_sent_back_shows_what_to_do(visit):
    reporter = visit()
    claim = workflow.submit(workflow.record_edit(make.claim(note="Older."), by=reporter.user), by=reporter.user)
    editor = make.user("editor")
    workflow.send_back(claim, by=editor, note="Give the month.")
    assert [entry["note"] for entry in front(reporter)["drafts"]] == [f"{editor.username}: Give the month."]
    assert "Give the month." in reporter.get("/admin/").content.decode()


def test_staff_without_a_role_sees_nothing_of_the_desk(visit):
    make.claim(text="Secret draft.")
    stranger = make.user()
    stranger.groups.clear()
    context = front(visit(stranger))
    assert (context["queue"], context["counts"]) == ([], [])


def test_visitor_is_asked_to_log_in(client):
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


def test_steps_to_the_first_fact_are_shown_until_something_is_public(visit):
    reporter = visit()
    make.claim()
    assert b"Your first fact" in reporter.get("/admin/").content
    make.publish(make.claim())
    assert b"Your first fact" not in reporter.get("/admin/").content


def test_only_who_may_make_logins_is_sent_there(visit):
    pages = {role: visit(role).get("/admin/").content for role in ("editor", "administrator")}
    assert {role: b"/admin/auth/user/add/" in page.partition(b"Waiting")[0] for role, page in pages.items()} == {
        "editor": False,
        "administrator": True,
    }


def test_retraction_that_waits_for_a_second_person_is_listed_with_its_reason(visit):
    claim = make.publish(make.claim(text="Forged."))
    assert b"Retractions to confirm" not in visit("editor").get("/admin/").content
    workflow.retract(claim, by=make.user(), reason="The <b>log</b>.")
    (entry,) = front(visit("editor"))["retractions"]
    assert (entry["title"], entry["reason"], entry["is_own_request"]) == ("Forged.", "The <b>log</b>.", False)
    assert b"Retraction asked for: The &lt;b&gt;log&lt;/b&gt;." in visit("editor").get("/admin/").content
