"""`python -m tests.drills.kills`: a newsroom writes while the site's workers, the site and PostgreSQL are killed.

Several reporters and editors save, submit, approve and retract through the desk's own pages. In each round something is
ended by `kill -9`, in one the disk is full. After each round the site answers again, every acknowledged write is at the
desk and with readers, what was not acknowledged is whole or not there, and the audit is green; else it exits with 1.
The full disk is a file system of its own in memory, which only root can mount.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.drills.colleagues import Colleague, read_passwords
from tests.drills.full_disk import Disk, try_full_disk
from tests.drills.sites import Visitor
from tests.drills.stories import DUMP, Record, Story, Told, publish_place
from tests.processes import ROOT, Site, directory, environment, free_port, wait_until

CLIENTS = 4
# Seconds within which the site answers again after a kill, restarts of PostgreSQL included.
RETURN_LIMIT = 60
# What may be said of a write: done, not answered, and with a sentence not at the moment.
ANSWERS = {302, 0, 503}
REFUSALS = re.compile(r'<ul class="errorlist[^>]*>(.*?)</ul>', re.DOTALL)
CLAIMS, PEOPLE = "/api/v1/claims.ndjson", "/api/v1/people.ndjson"


class Newsroom:
    """The site, who writes in it, and all that they have written. `faults` are sentences on what must not be."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.stories: list[Story] = []
        self.faults: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.acknowledged = self.long_texts = 0
        self.lock = threading.Lock()
        self.start_site()
        self.visitor = Visitor(self.port)
        passwords = read_passwords(var)
        self.reporter, self.editor = (Colleague(self.port, name, passwords[name]) for name in ("reporter", "editor"))
        self.place = publish_place("the-drill", self.reporter, self.editor)

    def start_site(self) -> None:
        self.site = Site(self.var, self.port)
        self.site.wait_until_ready()
        self.site.read_on()

    # Writing.

    def write_until(self, count: int) -> None:
        """Until so many writes of all rounds are acknowledged."""
        clients = [threading.Thread(target=self._write, args=[number, count]) for number in range(1, CLIENTS + 1)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def _write(self, client: int, count: int) -> None:
        story = None
        while self.acknowledged < count and not self.faults:
            if story is None or story.has_ended or story.doubt:
                story = self._choose_story(client)
            if not self.take_step(story).is_done:
                time.sleep(0.2)

    def take_step(self, story: Story) -> Told:
        told = story.take_step()
        with self.lock:
            self.acknowledged += told.is_done
            self.statuses[told.status] += 1
        if told.status not in ANSWERS or (told.status == 302 and not told.is_done):
            reasons = " ".join(REFUSALS.findall(told.text))
            self.faults.append(f"{story.tag}, step {story.step}: answered with {told.status} {reasons}")
        return told

    def _choose_story(self, client: int) -> Story:
        """One that an earlier round left unfinished, or a new one."""
        own = [s for s in self.stories if s.client == client and not (s.has_ended or s.doubt)]
        return own[0] if own else self.begin_story(client)

    def begin_story(self, client: int = 0) -> Story:
        """Those of client 0 are nobody's to go on with."""
        with self.lock:
            story = Story(len(self.stories) + 1, client, self.reporter, self.editor, self.place)
            self.stories.append(story)
        return story

    # Judging.

    def wait_for_site(self) -> float:
        """Seconds until readers and desk are answered."""
        return wait_until(
            lambda: self._answers("/readyz") and self._answers("/accounts/login/"), "the site is back", 120
        )

    def _answers(self, path: str) -> bool:
        return self.visitor.ask(path, patience=30).status == 200

    def judge(self) -> None:
        record = Record(run_command(self.var, "shell", "-v0", "-c", DUMP), self._fetch(CLAIMS), self._fetch(PEOPLE))
        self.faults += filter(None, [record.continue_story(story) for story in self.stories])
        self.faults += record.list_halves()
        if record.long_texts < self.long_texts:
            self.faults.append(f"of {self.long_texts} long texts {record.long_texts} are there")
        self.faults += audit_record(self.var)
        for story in self.stories[-3:]:
            self._judge_pages(story)

    def _fetch(self, path: str) -> str:
        answer = self.visitor.ask(path, patience=60)
        if answer.status != 200:
            self.faults.append(f"{path} was answered with {answer.status}")
        return answer.text

    def _judge_pages(self, story: Story) -> None:
        """What people see of it, not only what is stored."""
        if story.claim and story.standing.text not in self.reporter.open_page(story.address_of("change")):
            self.faults.append(f"{story.tag}: the desk's page has other words")

    def kill_site(self) -> None:
        workers = self.site.workers()
        for pid in [self.site.process.pid, *workers]:
            os.kill(pid, signal.SIGKILL)
        self.site.process.wait(60)

    def kill_workers(self) -> None:
        for pid in self.site.workers():
            os.kill(pid, signal.SIGKILL)

    def kill_database(self) -> None:
        """The parent first, so that it tidies nothing up."""
        parent = int((self.var / "postgres" / "postmaster.pid").read_text().split()[0])
        for pid in [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]:
            os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """As when the machine stops, but that what was written to its files is not lost."""
        self.kill_site()
        self.kill_database()


# What is killed in a round, and whether somebody must start the site again.
KILLS: list[tuple[str, Callable[[Newsroom], None], bool]] = [
    ("workers", Newsroom.kill_workers, False),
    ("the site", Newsroom.kill_site, True),
    ("PostgreSQL", Newsroom.kill_database, False),
    ("site and PostgreSQL", Newsroom.kill_all, True),
]


def run_command(var: Path, *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment(var, free_port()), capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"`{words[0]}` failed: {done.stderr}")
    return done.stdout


def audit_record(var: Path) -> list[str]:
    try:
        run_command(var, "audit")
    except AssertionError as failure:
        return [str(failure)]
    return []


def play_round(newsroom: Newsroom, number: int, goal: int) -> None:
    """Writes up to `goal`, with a kill at a random moment of them."""
    name, kill, is_started = KILLS[number % len(KILLS)]
    began, before = time.monotonic(), newsroom.acknowledged
    writing = threading.Thread(target=newsroom.write_until, args=[goal])
    writing.start()
    moment = before + random.randint((goal - before) // 5, (goal - before) * 4 // 5)  # noqa: S311
    wait_until(lambda: newsroom.acknowledged >= moment or newsroom.faults, "writes are acknowledged", 600)
    kill(newsroom)
    killed = time.monotonic()
    if is_started:
        newsroom.start_site()
    newsroom.wait_for_site()
    away = time.monotonic() - killed
    writing.join()
    newsroom.judge()
    if away > RETURN_LIMIT:
        newsroom.faults.append(f"{name} killed, and the site was away for {away:.0f} s")
    told = f"{newsroom.acknowledged - before} writes, {name} killed, back after {away:.1f} s"
    print(f"    round {number + 1}: {told}, {time.monotonic() - began:.0f} s in all", flush=True)


def drill(newsroom: Newsroom, disk: Disk | None, writes: int, rounds: int) -> None:
    share = writes / (rounds + (disk is not None))
    for number in range(rounds):
        play_round(newsroom, number, round((number + 1) * share))
        if newsroom.faults:
            return
    if disk:
        try_full_disk(newsroom, disk, writes)
        newsroom.judge()


@contextmanager
def open_newsroom(home: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(home / "site")
    try:
        yield newsroom
    finally:
        if newsroom.site.process.poll() is None:
            newsroom.site.stop()
        else:
            # Killed, and not there to stop its database.
            with suppress(OSError):
                newsroom.kill_database()


def main() -> None:
    parser = argparse.ArgumentParser(prog="kills", description=__doc__)
    parser.add_argument("--writes", type=int, default=2000, help="that are acknowledged, over all rounds")
    parser.add_argument("--rounds", type=int, default=10, help="of kills; that of the full disk is one more")
    options = parser.parse_args()
    began = time.monotonic()
    with directory() as home, Disk.mounted(home / "site") as disk, open_newsroom(home) as newsroom:
        drill(newsroom, disk, options.writes, options.rounds)
        statuses = f"{len(newsroom.stories)} claims, answers by status {dict(sorted(newsroom.statuses.items()))}"
        print("\n".join(f"    {line}" for line in [statuses, *newsroom.faults[:20]]))
    told = f"{newsroom.acknowledged:,} writes, {len(newsroom.faults)} lost or wrong, {options.rounds} rounds of kills"
    full = "a full disk" if disk else "NO full disk, which only root can mount"
    print(f"kills: {told}, {full}, {time.monotonic() - began:.0f} s")
    if newsroom.faults or newsroom.acknowledged < options.writes:
        sys.exit("FAILED: kills")


if __name__ == "__main__":
    main()
