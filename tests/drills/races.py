"""`python -m tests.drills.races`: editors who save, send back, approve and retract the same claim at the same instant.

Each race has a new claim that takes three drafts along. An editor has read its review, a reporter has a form of one of
them open; then all press their buttons at once, through the desk's own views, in threads with connections of their own.
Afterwards nothing may be public that the review did not show, and nobody's change may be forgotten. It exits with 1
where one race of `--races` went wrong.
"""

import argparse
import html
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from tests.drills.colleagues import SEEN, read_inputs

AUDIT_EVERY_RACES = 50
# How much later than the others somebody may press: as long as approvals take; who retracts waits for one.
MAX_DELAY_SECONDS = {"approve": 0.06, "change": 0.12, "send_back": 0.06, "retract": 0.4}
# Done or not open any more, refused, and on a slow machine: busy for two seconds, so that nothing was done.
ANSWERS = {302: "too late", 200: "refused", 503: "busy"}


class Press(NamedTuple):
    """A button: who presses it, on which thing, and what is sent."""

    step: str
    item: Any
    client: Any
    address: str
    data: dict[str, str]


class Outcome(NamedTuple):
    press: Press
    status: int
    is_done: bool

    def tell_result(self) -> str:
        return "done" if self.is_done else ANSWERS.get(self.status, str(self.status))


class Races:
    """`wrong` holds a sentence for everything that must not be; `outcomes` counts what happened."""

    def __init__(self, seed: int = 0) -> None:
        from tests import factories

        self.make = factories
        self.random = random.Random(seed)  # noqa: S311
        self.wrong: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.reporter, self.saver = factories.user(), factories.user()
        self.editors = [factories.user("editor") for _ in range(2)]
        self.clients = {user.pk: log_in(user) for user in (self.reporter, self.saver, *self.editors)}

    def run(self, races: int) -> None:
        with ThreadPoolExecutor(5) as threads:
            for number in range(1, races + 1):
                self.race(threads, number)
                if not number % AUDIT_EVERY_RACES or number == races:
                    self.audit(number)
            barrier = threading.Barrier(5)
            list(threads.map(lambda _: hang_up(barrier), range(5)))

    def race(self, threads: ThreadPoolExecutor, number: int) -> None:
        claim, items = self.draft(number)
        page = self.clients[self.editors[0].pk].get(address_of(claim, "approve")).content.decode()
        presses = self.choose_presses(number, claim, items, page)
        barrier = threading.Barrier(len(presses))
        delays = [self.random.random() * MAX_DELAY_SECONDS[press.step] for press in presses]
        outcomes = list(threads.map(lambda press, delay: push(press, barrier, delay), presses, delays))
        self.outcomes.update(f"{o.press.step} {o.tell_result()}" for o in outcomes)
        self.judge(number, items, html.unescape(page), outcomes)

    def draft(self, number: int) -> tuple[Any, list[Any]]:
        """A submitted claim and all that goes along, each of whose texts bears the race's number."""
        from factdb.editorial import workflow

        outlet = self.make.organization(f"outlet-{number}", name=f"Organization {number} as read")
        article = self.make.article(f"article-{number}", outlet=outlet, headline="", label=f"Article {number} as read")
        person = self.make.person(f"person-{number}", name=f"Person {number} as read")
        claim = self.make.claim(article=article, speaker=person, text=f"Claim {number} as read.")
        items = [claim, outlet, article, person]
        for item in items:
            workflow.record_edit(item, by=self.reporter)
        return workflow.submit(claim, by=self.reporter), items

    def choose_presses(self, number: int, claim: Any, items: list[Any], page: str) -> list[Press]:
        first, second = self.editors
        saved, returned, alone = (self.random.choice(items) for _ in range(3))
        # What goes along cannot be retracted before the claim.
        retracted = self.random.choice([claim, claim, *items])
        approval = {"action": "updated", "reason": ""}
        presses = [
            self.press("approve", claim, first, approval | {"seen": SEEN.search(page)[1]}),
            self.press("change", saved, self.saver, self.type_into(saved, number)),
            self.press("send_back", returned, second, {"note": "Which month?"}),
            self.press("retract", retracted, second, {"reason": "Forged.", "by_law": "on"}),
        ]
        if alone is not claim:
            own = self.clients[second.pk].get(address_of(alone, "approve")).content.decode()
            presses.append(self.press("approve", alone, second, approval | {"seen": SEEN.search(own)[1]}))
        # Some stay away, so that what they would have prevented is seen as well.
        self.random.shuffle(presses)
        return presses[: self.random.randint(2, len(presses))]

    def press(self, step: str, item: Any, user: Any, data: dict[str, str]) -> Press:
        return Press(step, item, self.clients[user.pk], address_of(item, step), data)

    def type_into(self, item: Any, number: int) -> dict[str, str]:
        """The form of a thing as the saver has it open, with another name typed in."""
        form = self.clients[self.saver.pk].get(address_of(item, "change")).content.decode()
        return read_inputs(form) | {heading_of(item): f"{type(item).__name__} {number} as saved"}

    def judge(self, number: int, items: list[Any], page: str, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.status not in ANSWERS:
                self.blame(number, f"{outcome.press.step} was answered with {outcome.status}")
        for item in items:
            item.refresh_from_db()
            self.judge_public(number, item, page)
            self.judge_desk(number, item, [o for o in outcomes if o.press.item == item and o.is_done])
        self.judge_claim(number, items[0], outcomes)

    def judge_public(self, number: int, item: Any, page: str) -> None:
        """Whatever was ever published says what the review said, and who wrote it."""
        from factdb.models import LedgerEntry
        from factdb.publishing.tables import key_of, kind_of

        kind, key = kind_of(item).collection, key_of(item)
        for entry in LedgerEntry.objects.filter(kind=kind, key=key, action="published"):
            words = f"{type(item).__name__} {number} as read"
            if words not in entry.document or words not in page:
                self.blame(number, f"{kind}/{key} was published as nobody had read it")
            if entry.edited_by != [self.reporter.pk]:
                self.blame(number, f"{kind}/{key} was published as the work of {entry.edited_by}")

    def judge_desk(self, number: int, item: Any, done: list[Outcome]) -> None:
        steps = {outcome.press.step for outcome in done}
        holds_change = getattr(item, heading_of(item)).endswith("as saved")
        if holds_change != ("change" in steps):
            self.blame(number, f"{item}: the answer to its save was not true")
        if holds_change and (self.saver.pk not in item.edited_by or item.state not in ("draft", "withdrawn")):
            self.blame(number, f"{item}: changed, {item.state}, and edited by {item.edited_by} alone")
        if "send_back" in steps and (item.version or item.state != "draft"):
            self.blame(number, f"{item}: sent back, and {item.state} in version {item.version}")
        if "retract" in steps and item.is_public:
            self.blame(number, f"{item}: retracted, and public")

    def judge_claim(self, number: int, claim: Any, outcomes: list[Outcome]) -> None:
        done = [o.press for o in outcomes if o.is_done]
        is_approved = any(press.step == "approve" and press.item == claim for press in done)
        if is_approved != (claim.version is not None):
            self.blame(number, "the answer to the claim's approval was not true")
        if is_approved and any(press.step == "send_back" for press in done):
            self.blame(number, "it was approved though something of it was sent back")

    def audit(self, number: int) -> None:
        from factdb.publishing.audit import find_faults

        for fault in find_faults():
            self.blame(number, fault)

    def blame(self, number: int, sentence: str) -> None:
        self.wrong.append(f"race {number}: {sentence}")


def log_in(user: Any) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def address_of(item: Any, step: str) -> str:
    return f"/admin/factdb/{item._meta.model_name}/{item.pk}/{step}/"


def heading_of(item: Any) -> str:
    return {"claim": "text", "article": "label"}.get(item._meta.model_name, "name")


def push(press: Press, barrier: threading.Barrier, delay: float) -> Outcome:
    barrier.wait()
    time.sleep(delay)
    response = press.client.post(press.address, press.data)
    # A refusal shows the page again; a step that is not open leads back without a word in the desk's log.
    is_done = response.status_code == 302 and was_logged(press)
    return Outcome(press, response.status_code, is_done)


def was_logged(press: Press) -> bool:
    from django.contrib.admin.models import LogEntry

    words = {"approve": "Approved", "send_back": "Sent back", "retract": "Retracted", "change": "Changed"}[press.step]
    entries = LogEntry.objects.filter(
        content_type__model=press.item._meta.model_name,
        object_id=str(press.item.pk),
        user_id=int(press.client.session["_auth_user_id"]),
    )
    return any(words in entry.get_change_message() for entry in entries)


def hang_up(barrier: threading.Barrier) -> None:
    from django.db import connections

    barrier.wait()
    connections.close_all()


def main() -> None:
    options = parsed()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    for name in ("DATABASE_URL", "PUBLIC_DATABASE_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="factdb-races-") as var:
        os.environ["FACTDB_VAR"] = var
        races, seconds = run_races(options.races, options.seed)
    print("\n".join(f"    {line}" for line in [dict(sorted(races.outcomes.items())), *races.wrong]))
    print(f"races: {options.races} races, {len(races.wrong)} wrong, {seconds:.0f} s")
    if races.wrong:
        sys.exit("FAILED: races")


def run_races(number: int, seed: int) -> tuple[Races, float]:
    """In a site of its own, whose database ends with it."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from config.embedded.server import get_embedded_server

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.monotonic()
    try:
        races = Races(seed)
        races.run(number)
        return races, time.monotonic() - began
    finally:
        connections.close_all()
        get_embedded_server(settings.VAR).leave()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="races", description=__doc__)
    parser.add_argument("--races", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="another seed is another 500 races")
    return parser.parse_args()


if __name__ == "__main__":
    main()
