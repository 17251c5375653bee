"""Who may take which step, and what the pages of the steps tell before it is taken."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.html import escape

from factdb.choices import State
from factdb.editorial import workflow
from factdb.editorial.doubts import list_doubts
from factdb.models import Article, Claim, Evidence, LedgerEntry, PublishedClaim, Verdict
from factdb.publishing.publication_batch import gather_batch
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def submitted(by=None, **fields):
    writer = by or make.user()
    claim = workflow.record_edit(make.claim(**fields), by=writer)
    return workflow.submit(claim, by=writer)


def buttons(client, claim):
    return [title for _, title in client.get(desk.url(claim)).context["desk"]["buttons"]]


def why_not(client, claim):
    return client.get(desk.url(claim)).context["desk"]["why_not"]


def approval(claim, **answers):
    return {"seen": make.sign(claim), "action": "updated", "reason": ""} | answers


def test_reporter_is_told_that_an_editor_reviews_next(visit):
    reporter, claim = visit(), submitted()
    assert buttons(reporter, claim) == []
    assert why_not(reporter, claim).startswith("Waiting for review: an editor")


@pytest.mark.parametrize("step", ["approve", "send_back", "confirm_retraction"])
def test_reporter_cannot_reach_an_editors_step(visit, step):
    claim = submitted()
    assert visit().post(desk.url(claim, step), approval(claim, note="n")).status_code == 403
    assert Claim.objects.get().state == State.SUBMITTED


def test_editor_who_edited_sees_why_a_second_person_must_approve(visit):
    editor = visit("editor")
    claim = submitted(by=editor.user)
    assert buttons(editor, claim) == ["Send back"]
    assert why_not(editor, claim) == ("You edited this since its last publication: a second person must approve.")


def test_editor_who_edited_cannot_approve(visit):
    editor = visit("editor")
    claim = submitted(by=editor.user)
    editor.post(desk.url(claim, "approve"), approval(claim))
    assert not PublishedClaim.objects.exists()


def test_desk_of_one_approves_its_own_work(visit, settings):
    settings.FACTDB_SOLO = True
    editor = visit("editor")
    claim = submitted(by=editor.user)
    assert buttons(editor, claim) == ["Review and approve", "Send back"]
    editor.post(desk.url(claim, "approve"), approval(claim))
    assert LedgerEntry.objects.get(kind="claims").solo


def test_reporter_sees_the_note_of_whoever_sent_it_back(visit):
    claim = submitted()
    workflow.send_back(claim, by=make.user("editor"), note="Which agency?")
    assert "Which agency?" in visit().get(desk.url(claim)).context["desk"]["note"]


def test_second_editor_can_approve(visit):
    claim = submitted(by=make.user("editor"))
    editor = visit("editor")
    assert buttons(editor, claim) == ["Review and approve", "Send back"]
    editor.post(desk.url(claim, "approve"), approval(claim))
    assert PublishedClaim.objects.get().version == 1


def test_approval_of_what_changed_meanwhile_is_refused(visit):
    claim = submitted()
    workflow.record_edit(claim, by=make.user())
    workflow.submit(claim, by=make.user())
    response = visit("editor").post(desk.url(claim, "approve"), approval(claim))
    assert response.context["form"].non_field_errors() == [
        "It was changed after you opened it: read it again before you approve."
    ]
    assert not PublishedClaim.objects.exists()


@pytest.mark.parametrize("seen", ["", "yesterday", "2024-99-99T00:00:00"])
def test_approval_without_a_usable_instant_is_refused(visit, seen):
    claim = submitted()
    assert visit("editor").post(desk.url(claim, "approve"), approval(claim, seen=seen)).status_code == 200
    assert not PublishedClaim.objects.exists()


def test_approval_page_shows_the_passage_in_its_context(visit):
    context = visit("editor").get(desk.url(submitted(), "approve")).context
    assert context["passage"]["exact"] == make.PASSAGE
    assert context["passage"]["before"] == "Opening line.\n"


def test_approval_page_marks_what_changes_for_readers(visit):
    claim = make.publish(make.claim(text="Old words."))
    Claim.objects.update(text="New words.")
    workflow.submit(workflow.record_edit(claim, by=make.user()), by=make.user())
    (own,) = visit("editor").get(desk.url(claim, "approve")).context["own"]
    assert [(line.label, line.before, line.after) for line in own.lines if line.changed] == [
        ("text", "<del>Old</del> words.", "<ins>New</ins> words.")
    ]


def test_approval_page_names_what_is_published_along(visit):
    along = visit("editor").get(desk.url(submitted(), "approve")).context["along"]
    assert [document.title for document in along] == ["Organization: Herald", "Article: A count"]


def test_approval_page_publishes_nothing(visit):
    visit("editor").get(desk.url(submitted(), "approve"))
    assert not PublishedClaim.objects.exists()
    assert Claim.objects.get().number is None


def test_approval_page_escapes_what_was_typed(visit):
    claim = submitted(text="<script>alert(1)</script> said so.")
    assert b"<script>alert" not in visit("editor").get(desk.url(claim, "approve")).content


def doubted():
    """A claim of an article whose headline its text does not have."""
    claim = submitted()
    Article.objects.update(inferred=[])
    (doubt,) = list_doubts(gather_batch([claim]))
    return claim, doubt


def test_doubt_is_on_the_approval_page_and_must_be_ticked(visit):
    claim, doubt = doubted()
    page = visit("editor").post(desk.url(claim, "approve"), approval(claim))
    assert page.context["form"].non_field_errors() == [f"Look into this and tick it: {doubt}"]
    assert f'<input type="checkbox" name="accepted" value="{escape(doubt)}"' in page.content.decode()
    assert not PublishedClaim.objects.exists()


def test_desks_log_says_into_which_doubts_the_reviewer_looked(visit):
    claim, doubt = doubted()
    visit("editor").post(desk.url(claim, "approve"), approval(claim, accepted=[doubt]))
    assert PublishedClaim.objects.exists()
    entry = LogEntry.objects.get(object_id=str(claim.pk))
    assert entry.get_change_message() == f"Approved: readers see it now. Looked into: {doubt}"


def test_doubts_of_many_are_ticked_on_one_page(visit):
    claim, doubt = doubted()
    chosen = {"action": "approve_selected", "_selected_action": [claim.pk]}
    editor, address = visit("editor"), desk.list_url("claim")
    page = editor.post(address, chosen)
    assert [choice[0] for choice in page.context["form"].fields["accepted"].choices] == [doubt]
    answers = {"bulk-action": "updated", "bulk-reason": "", "confirmed": "yes", "seen": make.sign(claim)}
    editor.post(address, chosen | answers)
    assert not PublishedClaim.objects.exists()
    editor.post(address, chosen | answers | {"bulk-accepted": [doubt]})
    assert PublishedClaim.objects.exists()


def test_approval_page_shows_evidence_whole(visit):
    claim = make.claim()
    verdict = Verdict.objects.create(claim=claim, rating="false", summary="No.", reviewed_on="2024-06-02")
    table = {"title": "Table", "url": "https://example.org/table", "reading": "live", "read_on": "2024-06-01"}
    Evidence.objects.create(verdict=verdict, **table, words="In all, 1,187", bearing="refutes")
    workflow.submit(claim, by=make.user())
    (own,) = visit("editor").get(desk.url(claim, "approve")).context["own"]
    assert {line.label: line.after for line in own.lines}["verdict: evidence"] == (
        "url: https://example.org/table; title: Table; reading: live; read on: 2024-06-01; "
        "words: In all, 1,187; bearing: refutes"
    )


def test_step_that_is_not_open_leads_back_with_a_sentence(visit):
    claim = make.publish(make.claim())
    response = visit("editor").get(desk.url(claim, "approve"), follow=True)
    assert response.redirect_chain == [(desk.url(claim), 302)]
    assert desk.said(response) == ["This step is not open now: somebody may have taken it already."]


def asked(by=None, reason="The document was forged."):
    return workflow.retract(make.publish(make.claim()), by=by or make.user(), reason=reason)


def test_retraction_takes_a_reporter_who_asks_and_an_editor_who_confirms(visit):
    claim = make.publish(make.claim())
    visit().post(desk.url(claim, "retract"), {"reason": "The document was forged."})
    assert PublishedClaim.objects.exists()
    editor = visit("editor")
    page = editor.get(desk.url(claim, "confirm_retraction"))
    assert b"The document was forged." in page.content
    editor.post(desk.url(claim, "confirm_retraction"), {"seen": page.context["seen"]})
    assert Claim.objects.get().state == State.WITHDRAWN
    assert not PublishedClaim.objects.exists()


def test_editor_retracts_at_once_by_law(visit):
    claim = make.publish(make.claim())
    response = visit("editor").post(desk.url(claim, "retract"), {"reason": "A court.", "by_law": "on"}, follow=True)
    assert desk.said(response) == ["Retracted: readers see a notice in its place."]
    assert not PublishedClaim.objects.exists()


def test_whoever_asked_retracts_at_once_by_law(visit):
    editor = visit("editor")
    claim = asked(by=editor.user)
    page = editor.post(desk.url(claim, "retract"), {"reason": "A court."})
    assert page.context["form"].errors == {
        "by_law": ["Tick it: somebody asked for its retraction already, so nothing else can be done here."]
    }
    editor.post(desk.url(claim, "retract"), {"reason": "A court.", "by_law": "on"})
    assert not PublishedClaim.objects.exists()


def test_reporter_is_not_offered_to_retract_at_once(visit):
    claim, reporter = make.publish(make.claim()), visit()
    assert "by_law" not in reporter.get(desk.url(claim, "retract")).context["form"].fields
    reporter.post(desk.url(claim, "retract"), {"reason": "A court.", "by_law": "on"})
    assert PublishedClaim.objects.exists()


def test_editor_who_asked_sees_that_somebody_else_must_confirm(visit):
    editor = visit("editor")
    claim = asked(by=editor.user)
    assert buttons(editor, claim) == ["Take request back", "Retract at once, by law"]
    response = editor.get(desk.url(claim, "confirm_retraction"), follow=True)
    assert desk.said(response) == ["You asked for its retraction: a second person, who may publish, must confirm it."]


def test_bar_says_who_asked_for_the_retraction_and_why(visit):
    reporter = make.user()
    claim, editor = asked(by=reporter), visit("editor")
    assert buttons(editor, claim) == ["Confirm retraction", "Take request back", "Retract at once, by law"]
    content = editor.get(desk.url(claim)).content.decode()
    assert f"{reporter.username} asked for its retraction" in content
    assert "“The document was forged.” Until somebody else" in content


def test_list_marks_what_somebody_asked_to_retract(visit):
    asked()
    make.publish(make.claim())
    response = visit().get(desk.list_url("claim"))
    assert response.content.count(b"badge-asked") == 1


def test_other_request_than_the_one_read_is_not_confirmed(visit):
    claim, editor = asked(), visit("editor")
    seen = editor.get(desk.url(claim, "confirm_retraction")).context["seen"]
    workflow.withdraw_retraction(claim, by=make.user("editor"), note="No.")
    workflow.retract(claim, by=make.user(), reason="Another reason.")
    response = editor.post(desk.url(claim, "confirm_retraction"), {"seen": seen})
    assert "read it again" in response.context["form"].non_field_errors()[0]
    assert b"Another reason." in response.content
    assert PublishedClaim.objects.exists()


def test_request_is_taken_back_with_a_note(visit):
    claim, editor = asked(), visit("editor")
    editor.post(desk.url(claim, "withdraw_retraction"), {"note": "It is genuine."})
    claim.refresh_from_db()
    assert (claim.retraction_reason, claim.note) == ("", f"{editor.user.username}: It is genuine.")
    assert PublishedClaim.objects.exists()


def test_retraction_page_lists_what_depends_on_the_thing(visit):
    claim = make.publish(make.claim())
    assert visit("editor").get(desk.url(claim.article, "retract")).context["dependents"] == ["/claims/1/"]


def test_refused_retraction_keeps_the_reason(visit):
    claim = make.publish(make.claim())
    response = visit("editor").post(desk.url(claim.article, "retract"), {"reason": "A hoax.", "by_law": "on"})
    assert "claims/1" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["reason"].value() == "A hoax."


def test_invisible_character_in_a_public_reason_is_refused(visit):
    claim = make.publish(make.claim())
    response = visit("editor").post(desk.url(claim, "retract"), {"reason": "A\x1bB"})
    assert response.context["form"].errors["reason"] == [
        "Holds an invisible control character (U+001B): type it again."
    ]
    assert PublishedClaim.objects.exists()


def test_step_of_an_unknown_thing_is_404(visit):
    assert visit("editor").get("/admin/factdb/claim/999/approve/").status_code == 404


def test_refused_submission_keeps_what_was_typed(visit):
    claim = make.claim()
    claim.attribution.all().delete()
    response = desk.save(visit(), desk.url(claim), "_submit", text="Typed.")
    assert desk.said(response)[-1].startswith("Saved, but not submitted: Say who says so")
    assert Claim.objects.get().text == "Typed."


def test_what_goes_along_is_shown_whole(visit):
    along = visit("editor").get(desk.url(submitted(speaker=make.person()), "approve")).context["along"]
    (person,) = [document for document in along if document.title.startswith("Person")]
    assert [(line.label, line.after) for line in person.lines] == [
        ("name", "Ana Díaz"),
        ("sort name", "Díaz, Ana"),
        ("roles", "Minister, 2020-01-01"),
    ]


def test_refused_approval_shows_what_changed_and_signs_it_anew(visit):
    claim, editor = submitted(), visit("editor")
    seen = make.sign(claim)
    workflow.submit(workflow.record_edit(claim.article, by=make.user()), by=make.user())
    response = editor.post(desk.url(claim, "approve"), approval(claim, seen=seen, reason="Kept."))
    assert response.context["form"].non_field_errors() == [
        "Article “A count” was changed after you opened this: read it again before you approve."
    ]
    assert (response.context["seen"], response.context["form"]["reason"].value()) == (make.sign(claim), "Kept.")


def test_approval_page_says_what_is_not_submitted(visit):
    claim = submitted()
    workflow.record_edit(claim.article, by=make.user())
    assert visit("editor").get(desk.url(claim, "approve")).context["obstacles"] == [
        "Article “A count” is not submitted: submit it first, or take it out."
    ]


def test_submission_names_what_is_submitted_with_it(visit):
    response = desk.save(visit(), desk.url(make.claim(speaker=make.person())), "_submit")
    assert desk.said(response)[-1] == (
        "Saved and submitted: a second person can now review it. "
        "Submitted with it: Organization “Herald”, Person “Ana Díaz”, Article “A count”."
    )


@pytest.mark.parametrize("many", [1, 5])
def test_review_of_more_that_goes_along_costs_no_more_queries(visit, django_assert_num_queries, many):
    claim, editor = make.claim(), visit("editor")
    claim.people.set([make.person(f"person-{n}") for n in range(many)])
    claim = workflow.submit(claim, by=make.user())
    with django_assert_num_queries(27):
        editor.get(desk.url(claim, "approve"))
