"""Evidence in the forms of verdicts and of policies' events."""

from datetime import UTC, date, datetime, timedelta

import pytest

from factdb.choices import State
from factdb.models import Evidence, PolicyEvent, Verdict
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db

VERDICT = {"rating": "confirmed", "summary": "Counted.", "reviewed_on": "2024-06-01"}
EVENT = {"on": "2024-05-01", "precision": "day", "kind": "change", "status": "in_force", "note": "Begins."}
TABLE = {
    "url": "https://example.org/table",
    "title": "Table",
    "reading": "live",
    "read_on": "2024-05-30",
    "bearing": "supports",
}
DOCKET = {"url": "https://example.org/docket", "title": "Docket", "reading": "not_read", "bearing": "context"}


def save_verdict(visit, *pieces, **changes):
    rows = desk.row("verdict", 0, **VERDICT) | desk.evidence_rows("verdict-0", *pieces)
    return desk.save(visit(), desk.url(make.claim()), **rows | changes)


def save_event(visit, *pieces, **changes):
    policy = make.policy()
    rows = desk.row("events", 0, **EVENT) | desk.evidence_rows("events-0", *pieces)
    return policy, desk.save(visit(), desk.url(policy), **rows | changes)


def list_row_errors(response):
    """(field, sentence) of the rows of evidence in the last table of the form."""
    forms = response.context["inline_admin_formsets"][-1].formset.forms
    return [pair for form in forms for row in form.rows.forms for pair in row.errors.items()]


def test_verdict_is_saved_with_its_evidence(visit):
    save_verdict(visit, TABLE | {"words": "In all, 1,200"}, DOCKET)
    first, second = Verdict.objects.get().evidence.all()
    assert (first.title, first.read_on, first.words) == ("Table", date(2024, 5, 30), "In all, 1,200")
    assert (second.title, second.bearing, second.reading) == ("Docket", "context", "not_read")


def test_event_is_saved_with_its_evidence(visit):
    policy, _ = save_event(visit, DOCKET)
    assert [piece.title for piece in policy.events.get().evidence.all()] == ["Docket"]


def test_evidence_alone_is_a_change_of_the_thing(visit):
    policy = make.publish(make.policy())
    event = PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.")
    desk.save(visit(), desk.url(policy), **{f"events-0-evidence-0-{name}": text for name, text in DOCKET.items()})
    assert event.evidence.get().title == "Docket"
    policy.refresh_from_db()
    assert policy.state == State.DRAFT


def test_saving_evidence_without_a_change_changes_nothing(visit):
    policy, _ = save_event(visit, DOCKET)
    policy.refresh_from_db()
    before = policy.changed_at
    desk.save(visit(), desk.url(policy))
    policy.refresh_from_db()
    assert (policy.changed_at, Evidence.objects.count()) == (before, 1)


def test_evidence_is_deleted_by_its_box(visit):
    policy, _ = save_event(visit, DOCKET, TABLE)
    desk.save(visit(), desk.url(policy), **{"events-0-evidence-0-DELETE": "on"})
    assert [piece.title for piece in Evidence.objects.all()] == ["Table"]


def test_verdict_without_evidence_is_refused(visit):
    assert desk.errors(save_verdict(visit)) == ["A verdict names its evidence: fill in at least one row."]
    assert not Verdict.objects.exists()


def test_verdict_whose_only_evidence_is_deleted_is_refused(visit):
    save_verdict(visit, TABLE)
    claim = Verdict.objects.get().claim
    response = desk.save(visit(), desk.url(claim), **{"verdict-0-evidence-0-DELETE": "on"})
    assert desk.errors(response) == ["A verdict names its evidence: fill in at least one row."]
    assert Evidence.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": ""}, "url"),
        ({"title": ""}, "title"),
        ({"title": "Bell\x07"}, "title"),
        ({"read_on": ""}, "read_on"),
        ({"reading": "not_read"}, "read_on"),
        ({"read_on": (datetime.now(UTC) + timedelta(days=3)).date().isoformat()}, "read_on"),
        ({"words": " ".join(["word"] * 26)}, "words"),
        ({"reading": "not_read", "read_on": "", "words": "In all"}, "words"),
        ({"reading": "guessed"}, "reading"),
    ],
)
def test_fault_of_evidence_stands_beside_its_field(visit, changes, field):
    response = save_verdict(visit, TABLE | changes)
    assert [name for name, _ in list_row_errors(response)] == [field]
    assert not Verdict.objects.exists()


def test_refused_evidence_stays_in_the_form(visit):
    _, response = save_event(visit, DOCKET | {"url": "no address", "publisher": "The clerk"})
    html = response.content.decode()
    assert 'value="no address"' in html
    assert 'value="The clerk"' in html


def test_blank_form_for_one_more_event_has_rows_that_the_script_numbers(visit):
    html = visit().get(desk.url(make.policy())).content.decode()
    assert 'name="events-__prefix__-evidence-0-url"' in html
    assert 'name="events-__prefix__-evidence-TOTAL_FORMS" value="1"' in html


@pytest.mark.parametrize("count", ["99999999999", "-1", "x", "101", "3"])
def test_rows_of_evidence_that_were_not_sent_are_refused(visit, count):
    _, response = save_event(visit, DOCKET, **{"events-0-evidence-TOTAL_FORMS": count})
    assert response.status_code == 400
    assert "events-0-evidence-TOTAL_FORMS" in response.content.decode()


def test_evidence_without_its_count_is_refused_and_not_dropped(visit):
    policy, _ = save_event(visit, DOCKET)
    data = desk.opened(visit(), desk.url(policy))
    del data["events-0-evidence-TOTAL_FORMS"]
    response = visit().post(desk.url(policy), data | {"_continue": "1"})
    assert "ManagementForm data is missing" in desk.errors(response)[0]


def test_evidence_of_another_thing_cannot_be_taken(visit):
    save_verdict(visit, TABLE)
    foreign = Evidence.objects.get()
    policy, _ = save_event(visit, DOCKET)
    desk.save(visit(), desk.url(policy), **{"events-0-evidence-0-id": foreign.pk, "events-0-evidence-0-title": "Mine"})
    foreign.refresh_from_db()
    assert (foreign.title, foreign.event) == ("Table", None)


def test_event_goes_with_its_evidence(visit):
    policy, _ = save_event(visit, DOCKET | {"title": "Docket"})
    desk.save(visit(), desk.url(policy), **{"events-0-DELETE": "on", "events-0-evidence-0-url": "no address"})
    assert not Evidence.objects.exists()


def test_more_pieces_than_the_desk_takes_are_refused(visit):
    _, response = save_event(visit, *[DOCKET] * 21)
    assert "at most 20" in desk.errors(response)[0]
