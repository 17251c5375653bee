"""A reader at a browser, for tests."""

from pathlib import Path

from factdb.kinds import PUBLIC_KINDS
from factdb.public.record import queries

AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
KINDS = ("articles", "people", "policies", "organizations", "measures")


class Reader:
    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.page, self.complaints = None, []

    def sit_down(self, *, width=1280, scheme="light", scripts=True):
        self.close()
        context = self.browser.new_context(
            base_url=self.site,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self.page

    def close(self):
        if self.page:
            self.page.context.close()


def addresses():
    """One page of every kind, with the fullest of each, and every page for what is not there."""
    lists = [f"/{kind}/" for kind in ("claims", *KINDS, "corrections")]
    about = [f"/about/{page}" for page in ("", "corrections/", "us/", "privacy/")]
    return ["/", *about, "/releases/", *lists, *map(fullest, ("claims", *KINDS)), *ODD]


ODD = [
    "/claims/?policy=title-42&kind=statement&q=families",
    "/claims/?q=zebra",
    "/claims/?kind=nope&stated_after=x&value_min=x",
    "/nothing-here/",
    "/claims/99999/",
]


def fullest(kind):
    """The thing with the longest document."""
    rows = queries.query_published(kind).values_list(PUBLIC_KINDS[kind].key_column, "document")
    return f"/{kind}/{max(rows, key=lambda row: len(row[1]))[0]}/"


def retracted():
    entry = queries.query_ledger().filter(action="retracted").get()
    return f"/{entry.kind}/{entry.key}/"


def violations(page):
    # Evaluated, not added as a script element: the pages' policy forbids strangers' scripts, and shall.
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return {rule["id"]: [node["html"] for node in rule["nodes"]][:3] for rule in found}
