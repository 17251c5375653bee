"""WCAG 2.2 AA as far as a machine can tell (axe-core), and what it cannot: reflow, targets, the keyboard."""

import pytest

from tests.e2e.reader import addresses, retracted, violations

TOO_SMALL = """
    () => [...document.querySelectorAll("button, select, input:not([type=hidden]), summary, nav a, .button, .active a")]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length)
        .filter(e => e.getBoundingClientRect().height < 44)
        .map(e => e.outerHTML.slice(0, 80))
"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_page_breaks_a_rule(reader, scheme, width):
    page = reader.sit_down(width=width, scheme=scheme)
    broken = {}
    for address in [*addresses(), retracted()]:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        broken |= {address: violations(page)} if violations(page) else {}
    assert broken == {}


def test_nothing_scrolls_sideways_on_the_narrowest_phone(reader):
    page = reader.sit_down(width=320)
    wide = {}
    for address in [*addresses(), retracted()]:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        width = page.evaluate("document.documentElement.scrollWidth")
        wide |= {address: width} if width > 320 else {}
    assert wide == {}


def test_targets_are_large_enough_for_thumbs(reader):
    page = reader.sit_down(width=360)
    small = {}
    for address in addresses():
        page.goto(address)
        found = page.evaluate(TOO_SMALL)
        small |= {address: found} if found else {}
    assert small == {}


def test_first_tab_skips_to_the_content(reader):
    page = reader.sit_down()
    page.goto("/claims/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to results"
