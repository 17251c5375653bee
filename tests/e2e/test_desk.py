"""The desk in a real browser under the real policy: one claim from an empty form to its public page."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from factdb.editorial import workflow
from factdb.models import AccountChange
from tests import factories as make
from tests.e2e.reader import violations

STEPS = ("approve", "send_back", "retract")
PASSWORD = "correct-horse-battery"
TEXT = "The agency counted 1,200 people in May 2024."


@pytest.fixture
def sit_down(browser, live_site):
    """Opens a browser in which a person of a role has logged in; complaints of all of them are kept."""
    contexts = []

    def _sit_down(role, width=1280, scheme="light"):
        context = browser.new_context(base_url=live_site, viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("/admin/")
        page.fill("[name=login]", make.user(role, password=PASSWORD).username)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        return page

    yield _sit_down
    for context in contexts:
        context.close()


def draft(page, article):
    page.goto(f"/admin/factdb/article/{article.pk}/change/")
    page.get_by_role("link", name="Add claim").click()
    page.fill("#id_text", TEXT)
    page.select_option("#id_kind", "figure")
    page.fill("#id_stated_on", "2024-05-01")
    page.fill("#id_passage", make.PASSAGE)
    page.get_by_text("Add another Hop").click()
    page.select_option("#id_attribution-0-kind", "organization")
    page.click("#attribution-0 .field-organization .select2-selection")
    page.keyboard.type("her")
    page.click(".select2-results__option:has-text('Herald')")
    page.fill("#id_attribution-0-verb", "reports")


def approve(page):
    page.goto("/admin/")
    page.get_by_role("link", name=TEXT).click()
    page.get_by_role("link", name="Review and approve").click()
    assert page.locator("mark").inner_text() == make.PASSAGE
    page.get_by_role("button", name="Approve and publish").click()


def test_claim_goes_from_an_empty_form_to_its_page(sit_down):
    reporter, editor = sit_down("reporter"), sit_down("editor")
    draft(reporter, make.article())
    reporter.get_by_role("button", name="Save and submit for review").click()
    assert "a second person can now review it" in reporter.inner_text(".messagelist")
    approve(editor)
    assert "readers see it now" in editor.inner_text(".messagelist")
    editor.get_by_role("link", name="View on site").click()
    editor.wait_for_url("**/claims/1/")
    assert editor.inner_text("h1") == TEXT
    assert (reporter.complaints, editor.complaints) == ([], [])


def add_event(page, number, title):
    page.get_by_text("Add another Policy event").click()
    row = f"#id_events-{number}"
    page.fill(f"{row}-on", f"2024-05-0{number + 1}")
    page.select_option(f"{row}-status", "in_force")
    page.fill(f"{row}-note", "Begins.")
    page.fill(f"{row}-evidence-0-url", "https://example.org/order")
    page.fill(f"{row}-evidence-0-title", title)


def test_evidence_belongs_to_the_event_in_whose_added_row_it_was_typed(sit_down):
    policy, reporter = make.policy(), sit_down("reporter")
    reporter.goto(f"/admin/factdb/policy/{policy.pk}/change/")
    for number, title in enumerate(["Dropped", "First", "Second"]):
        add_event(reporter, number, title)
    # The script numbers the rows behind it anew.
    reporter.locator("#events-0 .inline-deletelink").click()
    reporter.get_by_role("button", name="Save and continue editing").click()
    pieces = [(event.on.day, *(piece.title for piece in event.evidence.all())) for event in policy.events.all()]
    assert pieces == [(2, "First"), (3, "Second")]
    assert reporter.complaints == []


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_no_screen_of_the_desk_scrolls_sideways_on_a_phone(sit_down, role):
    claim = make.publish(make.claim())
    page = sit_down(role, width=360)
    lists = ["claim", "article", "person", "policy", "organization", "measure", "snapshot", "ledgerentry"]
    addresses = ["", *(f"factdb/{kind}/" for kind in lists), f"factdb/claim/{claim.pk}/change/", "factdb/claim/add/"]
    addresses += ["password_change/", "logout/"]
    wide = {}
    for address in addresses:
        page.goto(f"/admin/{address}")
        wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide == dict.fromkeys(addresses, 0)


@pytest.mark.parametrize("kind", ["claim", "policy"])
def test_no_list_of_the_desk_is_cut_off_on_a_laptop(sit_down, kind):
    court = make.organization(slug="court", name="U.S. District Court for the Western District of Louisiana")
    make.policy(name="Closure of Texas railway crossings in December 2023", issuer=court, kind="proposal")
    workflow.record_edit(make.publish(make.claim(text=f"{TEXT} " * 2)), by=make.user())
    page = sit_down("editor")
    page.goto(f"/admin/factdb/{kind}/")
    assert page.evaluate("(list => list.scrollWidth - list.clientWidth)(document.querySelector('.results'))") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_of_ours_breaks_a_rule(sit_down, scheme):
    """Ours: the forms and lists are Django's, whose pickers have no names."""
    claim = make.publish(make.claim())
    claim = workflow.submit(workflow.record_edit(claim, by=make.user()), by=make.user())
    page = sit_down("editor", scheme=scheme)
    broken = {}
    for address in [
        "",
        *(f"factdb/claim/{claim.pk}/{step}/" for step in STEPS),
        "password_change/",
        "logout/",
    ]:
        page.goto(f"/admin/{address}")
        broken |= {address: violations(page)} if violations(page) else {}
    assert broken == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_administrator_reads_what_others_did_with_the_keyboard(sit_down, scheme):
    page = sit_down("administrator", width=360, scheme=scheme)
    AccountChange.objects.create(account=make.user(), event="password changed", is_reset=True)
    page.goto("/admin/")
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_role("button", name="Read", exact=True).press("Enter")
    page.get_by_role("heading", name="Accounts changed by others").wait_for(state="detached")


def test_what_was_typed_when_the_session_ended_is_saved_after_the_login(sit_down):
    claim, page = make.claim(), sit_down("reporter")
    name = page.inner_text("#user-tools strong").lower()
    page.goto(f"/admin/factdb/claim/{claim.pk}/change/")
    page.fill("#id_note", 'Typed\n"long" ago.')
    Session.objects.update(expire_date=timezone.now())
    page.get_by_role("button", name="Save and continue editing").click()
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    assert violations(page) == {}
    page.get_by_role("button", name="Send it again").click()
    assert page.input_value("#id_note") == 'Typed\n"long" ago.'
    assert page.complaints == []
