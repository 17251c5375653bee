"""`python -m tests.drills.hostile`: everything that is known to hurt a site, sent to the one that `make run` starts.

As nobody, a reporter, an editor and an administrator. It exits with 1 where an answer was a 500 or none at all, where a
refusal (4xx) had no word of why or took longer than 300 ms, and where the workers' memory at its highest was more than
60 MB above what it was before. What is answered after all, with a page or with a form that shows its faults, is no
refusal and has `PAGE_LIMIT`; who asks again and again is refused by FACTDB_RATE or by the proxy in front. Of the
requests every twentieth is sent.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import islice
from typing import Any, NamedTuple

import django

from tests.processes import Site, directory, running

# Seconds for a refusal and for a page, and bytes by which all workers together may grow.
LIMIT, PAGE_LIMIT, GROWTH = 0.3, 1, 60 * 2**20
# Of a few trials the quickest counts: in a slow moment of the machine everything is late.
TRIALS = 3
MOST_SHOWN = 20
STEPS = ("change", "approve", "send_back", "retract", "confirm_retraction", "withdraw_retraction", "delete")
TOKEN = "t" * 32
TOKEN_FIELD = f"&csrfmiddlewaretoken={TOKEN}".encode()


class Outcome(NamedTuple):
    attack: Any
    seconds: float
    status: int
    body: bytes

    def has_failed(self) -> bool:
        return self.status == 0 or self.status == 500

    def is_late(self) -> bool:
        return self.seconds > (LIMIT if self.status >= 400 else PAGE_LIMIT)

    def is_mute(self) -> bool:
        return self.status >= 400 and self.attack.method != "HEAD" and not self.body.strip()


class Attacker:
    """A client with the cookies of somebody at the desk, or of nobody."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")

    def send(self, attack: Any) -> Outcome:
        outcomes = [self._send_once(attack)]
        while outcomes[-1].is_late() and len(outcomes) < TRIALS:
            outcomes.append(self._send_once(attack))
        return min(outcomes, key=lambda outcome: (not outcome.has_failed(), outcome.seconds))

    def _send_once(self, attack: Any) -> Outcome:
        began = time.monotonic()
        status, body = self._ask(attack)
        return Outcome(attack, time.monotonic() - began, status, body)

    def _ask(self, attack: Any) -> tuple[int, bytes]:
        from tests.hostile import FORM

        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = attack.body + TOKEN_FIELD if attack.content_type == FORM else attack.body
        try:
            connection.putrequest(attack.method, attack.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self._list_headers(attack, body):
                connection.putheader(name, value.encode("latin-1"))
            connection.endheaders()
            # A refusal may come before all was sent.
            with suppress(OSError):
                connection.send(body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()

    def _list_headers(self, attack: Any, body: bytes) -> list[tuple[str, str]]:
        cookies = "; ".join([self.cookies, *(value for name, value in attack.headers if name == "Cookie")])
        headers = {"Host": f"127.0.0.1:{self.port}", **dict(attack.headers), "Cookie": cookies}
        if body or attack.method in ("POST", "PUT"):
            headers = {"Content-Length": str(len(body)), **headers}
        if attack.content_type:
            headers["Content-Type"] = attack.content_type
        return list(headers.items())


def log_in(role: str) -> str:
    """The session of a new member of a group."""
    from django.test import Client

    from tests import factories

    client = Client()
    client.force_login(factories.user(role))
    return client.cookies["sessionid"].value


def every_attack(attacker: Attacker) -> Iterator[Any]:
    from django.contrib import admin

    from tests import hostile

    models = list(admin.site._registry)
    yield from hostile.attack_lists(models)
    yield from hostile.attack_paths()
    yield from hostile.attack_picker()
    yield from hostile.attack_heads(HEADS)
    for path in form_paths(models):
        page = attacker.send(hostile.Attack("page", "GET", path))
        if page.status == 200:
            yield from hostile.attack_form(path, page.body.decode())


HEADS = ["/", "/claims/", "/claims/1/", "/claims.atom", "/api/v1/claims/", "/api/v1/claims.csv", "/nothing/"]
HEADS += ["/admin/", "/admin/login/", "/admin/factdb/claim/", "/admin/factdb/claim/add/", "/admin/jsi18n/", "/healthz"]
HEADS += ["/static/factdb/admin.css", "/releases/", "/admin/nothing/"]


def form_paths(models: Iterable[Any]) -> Iterator[str]:
    for model in models:
        begin = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (begin, f"{begin}add/")
        thing = model._default_manager.order_by("pk").first()
        if thing:
            yield from (f"{begin}{thing.pk}/{step}/" for step in STEPS)
    yield from ("/admin/login/", "/admin/password_change/")


def drill(site: Site, share: int) -> tuple[list[Outcome], int]:
    """The answers, and bytes by which the workers grew at most."""
    outcomes: list[Outcome] = []
    memory = site.measure_memory("VmHWM")
    for role in ("administrator", "editor", "reporter", ""):
        attacker = Attacker(site.port, log_in(role) if role else "")
        before = len(outcomes)
        for attack in islice(every_attack(attacker), None, None, share):
            outcomes.append(attacker.send(attack))
        print(f"    {role or 'nobody'}: {len(outcomes) - before:,} requests", flush=True)
    return outcomes, site.measure_memory("VmHWM") - memory


def describe(outcomes: list[Outcome], judged: dict[str, list[Outcome]]) -> Iterator[str]:
    yield f"{len(outcomes):,} requests, by status {dict(sorted(Counter(o.status for o in outcomes).items()))}"
    for verdict, chosen in judged.items():
        yield f"{verdict}: {len(chosen)} {dict(Counter(o.attack.kind for o in chosen))}"
        for o in sorted(chosen, key=lambda o: -o.seconds)[:MOST_SHOWN]:
            yield f"  {o.seconds:.2f} s {o.status} {o.attack.method} {o.attack.path[:90]} {o.attack.content_type[:50]}"


def judge(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    return {
        "failed": [outcome for outcome in outcomes if outcome.has_failed()],
        "late": [outcome for outcome in outcomes if outcome.is_late()],
        "without a sentence": [outcome for outcome in outcomes if outcome.is_mute()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="hostile", description=__doc__)
    parser.add_argument("--share", type=int, default=20, help="1 sends all, which takes hours")
    parser.add_argument("--untimed", action="store_true", help="judge no times, where the machine has other work")
    options = parser.parse_args()
    began = time.monotonic()
    with directory() as var:
        os.environ.update(FACTDB_VAR=str(var), DJANGO_SETTINGS_MODULE="config.settings")
        with running(var) as site:
            site.read_on()
            django.setup()
            outcomes, growth = drill(site, options.share)
    judged = judge(outcomes)
    if options.untimed:
        judged.pop("late")
    print("\n".join(f"    {line}" for line in describe(outcomes, judged)))
    told = ", ".join(f"{len(chosen)} {verdict}" for verdict, chosen in judged.items())
    seconds = time.monotonic() - began
    print(f"hostile: {len(outcomes):,} requests, {told}, memory {growth / 2**20:+.0f} MB, {seconds:.0f} s")
    if any(judged.values()) or growth > GROWTH:
        sys.exit("FAILED: hostile")


if __name__ == "__main__":
    main()
