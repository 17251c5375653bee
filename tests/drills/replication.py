"""`make drill`: a primary, a standby and two web machines, which lose replay, link and primary one after the other.

Real PostgreSQL servers and real sites on this machine, ended by the drill. It prints its figures and exits with 1
where anything is not as docs/scaling.md says.
"""

import re
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from config.embedded.account import give_to_account
from tests.drills.desk import Desk
from tests.drills.postgres import PRIMARY, STANDBY, Server, address, make_primary, make_standby
from tests.drills.readers import Readers
from tests.drills.sites import NAME, Answer, Site
from tests.processes import wait_until

MAX_LAG = 3
ROUNDS = 15
STYLE = re.compile(r'href="(/static/[^"]+\.css)"')
SAME = "SELECT pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
CUT = "ALTER ROLE replicator NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication"


class Drill:
    def __init__(self, home: Path, cleaning: ExitStack) -> None:
        self.home, self.cleaning = home, cleaning
        self.figures: dict[str, str] = {}
        self.primary, self.standby = self._server("primary", PRIMARY), self._server("standby", STANDBY)
        make_primary(self.primary)
        make_standby(self.standby, self.primary)
        self.environment = self._environment()
        # Together, as machines of one deployment do.
        self.sites = [self._site("one"), self._site("two")]
        wait_until(lambda: all(site.is_ready() for site in self.sites), "both sites are ready", 90)
        self.readers = Readers(self.sites, MAX_LAG)
        cleaning.callback(self.readers.stop)
        self.desk = Desk(self.environment, self.readers)
        self.session = self.sites[0].log_in(*self.desk.account())

    def _server(self, name: str, settings: dict[str, str]) -> Server:
        server = Server(self.home, name, settings)
        self.cleaning.callback(server.stop)
        return server

    def _environment(self) -> dict[str, str]:
        """The desk finds whichever server takes writes, so that a promotion needs no other setting."""
        return {
            "DATABASE_URL": address("factdb", [self.primary, self.standby], target_session_attrs="read-write"),
            "PUBLIC_DATABASE_URL": address("factdb_public", [self.standby]),
            "FACTDB_DEMO": "1",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
            "FACTDB_MAX_LAG": str(MAX_LAG),
        }

    def _site(self, name: str) -> Site:
        site = Site(self.home, name, self.environment)
        self.cleaning.callback(site.stop)
        return site

    def ask(self, path: str, **headers: str) -> list[Answer]:
        return [site.ask(path, **headers) for site in self.sites]

    def statuses(self, path: str, **headers: str) -> set[int]:
        return {answer.status for answer in self.ask(path, **headers)}

    def until(self, path: str, status: int) -> float:
        """Seconds until all sites answer so."""
        return wait_until(lambda: self.statuses(path) == {status}, f"{path} is {status}")


def machines_are_alike(drill: Drill) -> None:
    """Web machines keep nothing that another one lacks"""
    one, two = drill.sites
    require(two.ask("/admin/", Cookie=drill.session).status == 200, "a session begun on one machine goes on at another")
    first = one.ask("/api/v1/claims/?page_size=5")
    path = "{0.path}?{0.query}".format(urlsplit(re.search('<([^>]+)>; rel="next"', first.headers["link"])[1]))
    here, there = drill.ask(path)
    require(here.status == 200 and here.text == there.text, "a cursor of one machine gives the same page at another")
    etag = here.headers["etag"]
    require(two.ask(path, If_None_Match=etag).status == 304, "an ETag of one machine is known to another")
    pages = drill.ask("/")
    require(pages[0].headers["etag"] == pages[1].headers["etag"], "pages have one ETag on all machines")
    style = STYLE.search(pages[0].text)[1]
    require(drill.statuses(style) == {200}, "static files have one name on all machines")


def record_follows(drill: Drill) -> None:
    """What is published and retracted on the primary is read from the standby"""
    seen, spent, gone = [], [], []
    for number in range(ROUNDS):
        claim = drill.desk.publish(f"Claim {number} of the drill.")
        seen.append(drill.until(page_of(claim), 200))
        began = time.monotonic()
        drill.desk.retract(claim)
        spent.append(time.monotonic() - began)
        gone.append(drill.until(page_of(claim), 410))
    drill.figures["publication read on both machines"] = spread(seen)
    drill.figures["retraction at the desk"] = spread(spent)
    drill.figures["retraction read on both machines"] = spread(gone)


def commits_wait(drill: Drill) -> None:
    """Where commits wait for the standby, the first answer after a retraction is right already"""
    synchronous(drill.primary, "'*'", "remote_apply", "sync")
    spent = []
    for number in range(ROUNDS):
        claim = drill.desk.publish(f"Claim {number} of the wait.")
        require(drill.statuses(page_of(claim)) == {200}, "a publication is read at once where commits wait")
        began = time.monotonic()
        drill.desk.retract(claim)
        spent.append(time.monotonic() - began)
        require(drill.statuses(page_of(claim)) == {410}, "a retraction is read at once where commits wait")
    synchronous(drill.primary, "''", "on", "async")
    drill.figures["retraction that waits for the standby"] = spread(spent)


def synchronous(primary: Server, standbys: str, commit: str, state: str) -> None:
    primary.run(f"ALTER SYSTEM SET synchronous_standby_names = {standbys}")
    primary.run(f"ALTER SYSTEM SET synchronous_commit = {commit}")
    primary.run("SELECT pg_reload_conf()")
    wait_until(lambda: primary.run("SELECT sync_state FROM pg_stat_replication") == state, f"the standby is {state}")


def replay_pauses(drill: Drill) -> None:
    """A standby that stops to replay is not believed beyond the limit"""
    claim = drill.desk.publish("Claim of the pause.")
    drill.until(page_of(claim), 200)
    drill.standby.run("SELECT pg_wal_replay_pause()")
    wait_until(lambda: drill.standby.run("SELECT pg_get_wal_replay_pause_state()") == "paused", "replay is paused")
    refusal = refused_after_retraction(drill, claim)
    drill.standby.run("SELECT pg_wal_replay_resume()")
    drill.figures["replay paused: refused, then right again"] = f"{refusal}, {drill.until(page_of(claim), 410):.2f} s"


def link_breaks(drill: Drill) -> None:
    """A standby that hears nothing is not believed beyond the limit, though it replayed all that it received"""
    claim = drill.desk.publish("Claim of the broken link.")
    drill.until(page_of(claim), 200)
    drill.primary.run(CUT)
    wait_until(lambda: drill.primary.run("SELECT count(*) FROM pg_stat_replication") == 0, "the link is cut")
    refusal = refused_after_retraction(drill, claim)
    require(drill.standby.run(SAME), "the standby itself believes to be up to date")
    drill.primary.run("ALTER ROLE replicator LOGIN")
    drill.figures["link broken: refused, then right again"] = f"{refusal}, {drill.until(page_of(claim), 410):.2f} s"


def primary_dies(drill: Drill) -> None:
    """Readers go on for as long as the limit allows, and the desk says that it waits"""
    drill.primary.kill()
    killed = time.monotonic()
    (page, _) = drill.ask("/admin/", Cookie=drill.session)
    require(page.status == 503 and "a standby takes over" in page.text, "the desk says in a sentence that it waits")
    drill.until("/readyz", 503)
    shown = drill.readers.shown(killed)
    require(bool(shown), "readers go on after the primary died")
    drill.figures["primary killed: readers answered for"] = f"{max(shown) - killed:.2f} s"


def standby_takes_over(drill: Drill) -> None:
    """After the promotion the same settings lead desk and readers to the new primary"""
    began = time.monotonic()
    require(drill.standby.run("SELECT pg_promote()"), "the standby is promoted")
    drill.figures["promotion"] = f"{time.monotonic() - began:.2f} s"
    drill.until("/readyz", 200)
    claim = drill.desk.publish("Claim after the promotion.")
    drill.until(page_of(claim), 200)
    drill.figures["from promotion to the next published claim"] = f"{time.monotonic() - began:.2f} s"
    drill.desk.retract(claim)
    drill.until(page_of(claim), 410)
    require(drill.statuses("/admin/", Cookie=drill.session) == {200}, "the session at the desk goes on")
    require(drill.desk.proves_the_chain(), "the chain holds across the promotion")


STEPS = (machines_are_alike, record_follows, commits_wait, replay_pauses, link_breaks, primary_dies, standby_takes_over)


def refused_after_retraction(drill: Drill, claim) -> str:
    """Retracts what the standby still shows; seconds until it answers nobody."""
    drill.desk.retract(claim)
    seconds = drill.until(page_of(claim), 503)
    for answer in drill.ask("/readyz"):
        require(answer.status == 503 and "may lack the last" in answer.text, "/readyz says that the standby is late")
    require(drill.statuses("/healthz") == {200}, "the web machines themselves are well")
    return f"{seconds:.2f} s"


def page_of(claim) -> str:
    return f"/claims/{claim.number}/"


def spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms"


def require(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(f"It does not hold that {what}.")


def run(drill: Drill) -> None:
    for step in STEPS:
        print(f"{step.__doc__} ...", flush=True)
        step(drill)
    drill.readers.stop()
    wrong = drill.readers.wrong()
    drill.figures["answers to readers, wrong ones"] = f"{len(drill.readers.told)}, {len(wrong)}"
    require(not wrong, f"no answer was wrong: {wrong[:5]}")


def drilled(home: Path) -> None:
    with ExitStack() as cleaning:
        drill = Drill(home, cleaning)
        try:
            run(drill)
        finally:
            print("\n".join(f"    {name:45}{value}" for name, value in drill.figures.items()))


def main() -> None:
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="factdb-drill-") as name:
            give_to_account(Path(name))
            drilled(Path(name))
    except AssertionError as failure:
        sys.exit(f"FAILED: replication: {failure}")
    print(f"replication: {len(STEPS)} steps, no wrong answer, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
