"""What a reader does, in a real browser under the real policy."""

import json

from tests.e2e.reader import addresses


def test_nothing_is_refused_by_the_policy_and_nothing_comes_from_elsewhere(reader):
    page = reader.sit_down()
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(reader.site) else 0)
    for address in [a for a in addresses() if "?kind=nope" not in a and "999" not in a and "nothing" not in a]:
        page.goto(address)
    assert elsewhere == []
    assert reader.complaints == []


def test_no_cookie_is_set(reader):
    page = reader.sit_down()
    for address in addresses():
        page.goto(address)
    assert page.context.cookies() == []


def test_json_ld_is_there_for_machines(reader):
    page = reader.sit_down()
    page.goto("/claims/17/")
    data = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert data["url"] == f"{reader.site}/claims/17/" or data["itemReviewed"]["url"] == f"{reader.site}/claims/17/"


def test_marks_are_drawn(reader):
    page = reader.sit_down()
    page.goto("/claims/")
    assert page.locator(".verdict svg").first.bounding_box()["width"] > 10


def test_filters_work_without_scripts_and_stay_in_the_address(reader):
    page = reader.sit_down(scripts=False)
    page.goto("/claims/")
    page.get_by_label("Policy").select_option(label="Title 42 expulsions")
    page.get_by_role("button", name="Apply filters").click()
    assert "policy=title-42" in page.url
    filtered = page.locator("#results h2").inner_text()
    page.get_by_label("Search words").fill("families")
    page.get_by_role("button", name="Search").click()
    assert "policy=title-42" in page.url
    assert "q=families" in page.url
    assert page.locator("#results h2").inner_text() != filtered
    page.get_by_role("link", name="Remove filter Search: families").click()
    assert page.locator("#results h2").inner_text() == filtered


def test_fields_are_folded_away_on_phones_alone(reader):
    for width, shown in ((360, False), (1280, True)):
        page = reader.sit_down(width=width)
        page.goto("/claims/")
        assert page.get_by_label("Policy").is_visible() is shown


def test_pages_lead_on_and_back(reader):
    page = reader.sit_down()
    page.goto("/claims/?page_size=100")
    first = page.locator(".claim-text").first.inner_text()
    page.get_by_role("link", name="Next").click()
    assert page.locator(".claim-text").first.inner_text() != first
    page.get_by_role("link", name="Previous").click()
    assert page.locator(".claim-text").first.inner_text() == first


def test_documentation_of_the_api_works_under_the_policy(reader):
    """Swagger UI, from its list to an answer."""
    page = reader.sit_down()
    page.goto("/api/v1/docs/")
    page.click("#operations-about-root")
    page.click("text=Try it out")
    page.click("text=Execute")
    assert '"collections"' in page.inner_text(".live-responses-table .highlight-code")
    assert reader.complaints == []
