"""Saves that must not happen: over somebody else's change, or of what the database cannot hold."""

from urllib.parse import quote

import pytest

from factdb.admin.forms import DeskForm
from factdb.choices import State
from factdb.editorial import quotes, workflow
from factdb.models import Claim, Organization, Role, Snapshot
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def stale_save(visit, claim, **changes):
    """Opens the form, lets a colleague save, then sends the form."""
    late, first = visit(), visit("editor")
    data = desk.opened(late, desk.url(claim))
    desk.save(first, desk.url(claim), text="The colleague's words.")
    return late, late.post(desk.url(claim), data | changes | {"_continue": "1"})


def test_stale_save_is_refused_and_says_who_and_what(visit):
    claim = make.claim()
    _, response = stale_save(visit, claim, text="Late words.")
    whole, differs = desk.errors(response)
    assert whole.startswith("Not saved: editor-")
    assert "Changed Text." in whole
    assert differs == "Text: stored now is “The colleague's words.”"
    assert Claim.objects.get().text == "The colleague's words."


def test_refused_stale_save_keeps_what_was_typed(visit):
    _, response = stale_save(visit, make.claim(), text="Late words.")
    assert response.context["adminform"].form["text"].value() == "Late words."


def test_second_save_after_the_warning_is_the_editors_decision(visit):
    claim = make.claim()
    late, response = stale_save(visit, claim, text="Late words.")
    data = dict(desk.inputs(response.context["adminform"].form))
    for inline in response.context["inline_admin_formsets"]:
        for form in [inline.formset.management_form, *inline.formset.forms]:
            data |= desk.inputs(form)
    late.post(desk.url(claim), data | {"_continue": "1"})
    assert Claim.objects.get().text == "Late words."


@pytest.mark.parametrize("seen", ["", "x", "\0"])
def test_save_without_the_hidden_instant_is_refused(visit, seen):
    response = desk.save(visit(), desk.url(make.claim()), seen=seen, text="New.")
    assert desk.errors(response)[-2].startswith("Not saved: Somebody changed this")


def test_save_makes_a_draft_and_remembers_the_editor(visit):
    claim = make.publish(make.claim())
    reporter = visit()
    desk.save(reporter, desk.url(claim), text="New.")
    claim.refresh_from_db()
    assert (claim.state, claim.is_public, claim.edited_by) == (State.DRAFT, True, [reporter.user.pk])


def test_changed_inline_alone_makes_a_draft(visit):
    person = make.person()
    make.publish(person)
    reporter = visit()
    desk.save(reporter, desk.url(person), **{"roles-0-title": "Prime Minister"})
    person.refresh_from_db()
    assert (person.state, person.edited_by) == (State.DRAFT, [reporter.user.pk])
    assert Role.objects.get().title == "Prime Minister"


def test_published_address_cannot_be_changed(visit):
    outlet = make.publish(make.organization())
    desk.save(visit("editor"), desk.url(outlet), slug="other", name="Other")
    outlet.refresh_from_db()
    assert (outlet.slug, outlet.name) == ("herald", "Other")


def test_editor_deletes_a_draft(visit):
    visit("editor").post(desk.url(make.organization(), "delete"), {"post": "yes"})
    assert not Organization.objects.exists()


def test_reporter_cannot_delete_a_draft(visit):
    assert visit().post(desk.url(make.organization(), "delete"), {"post": "yes"}).status_code == 403


def test_nobody_deletes_what_was_ever_published(visit):
    outlet = make.publish(make.organization())
    visit("editor").post(desk.url(outlet, "retract"), {"reason": "Never existed.", "by_law": "on"})
    assert visit("administrator").post(desk.url(outlet, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "A\0B", "Null characters are not allowed."),
        ("name", "A\x07B", "Holds an invisible control character (U+0007): type it again."),
        ("note", "A\x1bB", "Holds an invisible control character (U+001B): type it again."),
        ("name", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("slug", "taken", "Organization with this Slug already exists."),
        ("slug", "no spaces", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ("kind", "pirate", "Select a valid choice. pirate is not one of the available choices."),
    ],
)
def test_bad_input_is_a_sentence_in_the_form(visit, field, value, sentence):
    make.organization("taken")
    response = desk.save(visit(), desk.url(make.organization("mine")), **{field: value})
    assert desk.errors(response) == [sentence]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("stated_on", "2024-02-30", "Enter a valid date."),
        ("stated_on", "20240-01-01", "Enter a valid date."),
        ("occurred_to", "2024-01-01", "What it speaks of cannot end before it begins."),
        ("measure", "999", "Select a valid choice. That choice is not one of the available choices."),
        ("article", "x", "Select a valid choice. That choice is not one of the available choices."),
        ("value", "1" * 30, "Ensure that there are no more than 24 digits in total."),
        ("policies", ["999"], "Select a valid choice. 999 is not one of the available choices."),
        ("policies", ["9" * 20, "x"], "Select a valid choice. 0 is not one of the available choices."),
        ("occurrence", "99999999999999999999", "It occurs only 1 times."),
    ],
)
def test_bad_input_to_a_claim_is_a_sentence_in_the_form(visit, field, value, sentence):
    claim = make.claim(occurred_from="2024-04-01")
    assert sentence in desk.errors(desk.save(visit(), desk.url(claim), **{field: value}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?q=\0",
        "?q=%27%22%5C",
        "?kind__exact=\0",
        "?standing=x",
        "?p=99999999999999999999",
        "?stated_on__year=99999",
        "?stated_on__year=x",
        "?outlet=\0",
        "?policies__id__exact=99999999999999999999",
        "?o=99",
        "?q=" + "x" * 3000,
    ],
)
def test_hostile_list_address_is_no_fault_of_ours(visit, address):
    make.claim()
    response = visit().get(desk.list_url("claim") + address.replace("\0", "%00"), follow=True)
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", quote("\0"), "1/2"])
def test_hostile_form_address_leads_back(visit, key):
    response = visit().get(f"/admin/factdb/claim/{key}/change/", follow=True)
    assert response.status_code in (200, 400, 404)


def test_picker_survives_a_nul(visit):
    picker = "/admin/autocomplete/?app_label=factdb&model_name=claim&field_name=article&term=%00"
    assert visit().get(picker).status_code == 400


def test_snapshot_needs_a_text_or_a_hash(visit):
    response = desk.save(visit(), desk.add_url("snapshot"), article=make.article().pk)
    assert desk.errors(response) == ["Paste the text, or give the SHA-256 of a text that the desk does not hold."]


def test_text_without_bom_and_with_lf_is_what_is_hashed(visit):
    article = make.article()
    desk.save(visit(), desk.add_url("snapshot"), article=article.pk, text="\ufeffOne.\r\nTwo.\r\n")
    assert Snapshot.objects.get(sha256=quotes.hash_text("One.\nTwo.\n")).text == "One.\nTwo.\n"


def test_same_text_twice_is_refused(visit):
    response = desk.save(visit(), desk.add_url("snapshot"), article=make.article().pk, text=make.TEXT)
    assert desk.errors(response) == ["Snapshot with this Article and SHA-256 already exists."]


def test_text_that_claims_quote_cannot_be_changed(visit):
    snapshot = make.article().snapshots.get()
    response = desk.save(visit(), desk.url(snapshot), text="Other.")
    assert desk.errors(response) == ["Claims quote this text by position, so it stays as it is: add a new snapshot."]


def test_text_is_added_to_a_known_hash_only_if_it_has_it(visit):
    snapshot = make.article().snapshots.get()
    Snapshot.objects.update(text=None)
    assert desk.errors(desk.save(visit(), desk.url(snapshot), text="Other.")) == [
        "The text does not have this SHA-256: it is not the text that was anchored."
    ]
    desk.save(visit(), desk.url(snapshot), text=make.TEXT)
    assert Snapshot.objects.get().text == make.TEXT


def test_note_of_a_claim_sent_back_while_its_form_is_open_is_not_lost(visit):
    late = visit()
    claim = workflow.submit(make.claim(), by=late.user)
    data = desk.opened(late, desk.url(claim))
    workflow.send_back(claim, by=make.user("editor"), note="Which agency?")
    response = late.post(desk.url(claim), data | {"text": "New.", "_continue": "1"})
    assert desk.errors(response)[0].startswith("Not saved")
    assert "Which agency?" in Claim.objects.get().note


def test_address_that_proposes_nonsense_opens_an_empty_form(visit):
    address = desk.add_url("claim") + f"?article=x&policies=x,{'9' * 30}&stated_on=x"
    assert visit().get(address).status_code == 200


@pytest.mark.parametrize("key", ["x", "9" * 30, "\0"])
def test_action_on_nonsense_is_a_bad_request(visit, key):
    make.claim()
    sent = {"action": "submit_selected", "_selected_action": [key]}
    assert visit().post(desk.list_url("claim"), sent).status_code == 400


def test_save_does_not_write_back_what_the_door_wrote_meanwhile(visit, monkeypatch):
    """A name was rendered again between reading the row and locking it: nothing an editor sees has moved."""
    claim, reporter = make.publish(make.claim()), visit()
    data = desk.opened(reporter, desk.url(claim))
    refuse_stale = DeskForm._refuse_stale

    def publish_meanwhile(form):
        Claim.objects.update(version=2)
        refuse_stale(form)

    monkeypatch.setattr(DeskForm, "_refuse_stale", publish_meanwhile)
    reporter.post(desk.url(claim), data | {"text": "New.", "_continue": "1"})
    assert Claim.objects.values_list("text", "version").get() == ("New.", 2)


def test_whoever_deletes_a_draft_edited_the_claims_that_mention_it(visit):
    claim, deleter = make.claim(), visit("editor")
    claim.people.set([ana := make.person()])
    deleter.post(desk.url(ana, "delete"), {"post": "yes"})
    claim.refresh_from_db()
    assert (claim.people.count(), claim.edited_by) == (0, [deleter.user.pk])
