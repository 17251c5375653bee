"""`python -m tests.drills.backup`: backups of a site that is written to and read all the while, each restored.

It exits with 1 where something that was acknowledged before a backup began is not in it, where a killed backup leaves a
file that passes for whole, where a damaged one is restored, or where a reader was not answered.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from config.backup.archive import DRAFT_NAME, BackupProblem, read_manifest
from config.embedded.server import get_embedded_server
from tests.drills.observer import Observer
from tests.processes import ROOT, Site, directory, environment, free_port, wait_until

FLIPPED_PLACES = 50
# Published before the first backup begins.
CLAIMS_BEFORE = 20
LIST_NUMBERS = "from factdb.models import PublishedClaim as C; print(*C.objects.values_list('id', flat=True))"


class Newsroom:
    """Publishes without pause; `numbers` are those of claims whose publication was acknowledged."""

    def __init__(self, var: Path) -> None:
        os.environ.update(FACTDB_VAR=str(var), DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        self.var = var
        self.numbers: list[int] = []
        self.goes_on = True
        self.thread = threading.Thread(target=self._publish_claims)
        self.thread.start()

    def _publish_claims(self) -> None:
        from django.db import connections

        from tests import factories

        editor, article = factories.user("editor"), factories.article()
        while self.goes_on:
            claim = factories.publish(factories.claim(article=article), by=editor)
            self.numbers.append(claim.number)
        connections.close_all()

    def stop(self) -> None:
        self.goes_on = False
        self.thread.join()
        # Or the site's database would outlive its directory.
        get_embedded_server(self.var).leave()


def start_command(var: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(var, free_port()),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_command(var: Path, *words: str) -> str:
    process = start_command(var, *words)
    said, complaints = process.communicate()
    require(process.returncode == 0, f"`{' '.join(words)}` failed: {complaints}")
    return said


def require(holds: bool, sentence: str) -> None:
    if not holds:
        raise AssertionError(sentence)


def try_backup(home: Path, newsroom: Newsroom, number: int) -> Path:
    """One backup under load, restored where there is nothing."""
    file, machine = home / f"{number}.backup", home / f"machine{number}"
    acknowledged, began = set(newsroom.numbers), time.monotonic()
    run_command(home / "site", "backup", str(file))
    made, meanwhile = time.monotonic() - began, len(newsroom.numbers) - len(acknowledged)
    began = time.monotonic()
    run_command(machine, "restore", str(file))
    restored = {int(word) for word in run_command(machine, "shell", "-v0", "-c", LIST_NUMBERS).split()}
    lost = acknowledged - restored
    require(not lost, f"Acknowledged before the backup and not in it: {sorted(lost)}")
    spent = time.monotonic() - began
    print(f"    backup of {made:.1f} s while {meanwhile} claims were published, restored in {spent:.1f} s:", end=" ")
    print(f"{len(acknowledged)} acknowledged before it, 0 lost", flush=True)
    return file


def try_kill(home: Path, number: int) -> None:
    """Somewhere between the command's start and its end."""
    folder = home / f"killed{number}"
    folder.mkdir()
    process = start_command(home / "site", "backup", str(folder / "site.backup"))
    time.sleep(random.uniform(0.5, 4))  # noqa: S311
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    for file in folder.iterdir():
        require(file.name in (DRAFT_NAME, "site.backup"), f"A killed backup left {file.name}.")
        require(is_whole(file) == (file.name == "site.backup"), f"{file} passes for what it is not.")
    run_command(home / "site", "backup", str(folder / "after.backup"))


def try_killed_restore(home: Path, file: Path, number: int) -> None:
    """What it leaves is nothing or all; the next one says so or goes through."""
    machine = home / f"broken{number}"
    process = start_command(machine, "restore", str(file))
    time.sleep(random.uniform(0.5, 6))  # noqa: S311
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    run_command(machine, "restore", str(file), "--replace")


def is_whole(file: Path) -> bool:
    with file.open("rb") as stream:
        try:
            read_manifest(stream, file)
        except BackupProblem:
            return False
    return True


def try_damages(home: Path, file: Path) -> None:
    whole = file.read_bytes()
    for _ in range(FLIPPED_PLACES):
        place = random.randrange(len(whole))  # noqa: S311
        damaged = home / "damaged.backup"
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        require(not is_whole(damaged), f"A flipped byte at {place} was not noticed.")


def drill(home: Path, rounds: int, kills: int) -> None:
    site = Site(home / "site")
    site.wait_until_ready()
    newsroom, observer = Newsroom(home / "site"), Observer(site.port)
    observer.start()
    try:
        wait_until(lambda: len(newsroom.numbers) >= CLAIMS_BEFORE, "the newsroom publishes")
        files = [try_backup(home, newsroom, number) for number in range(rounds)]
        for number in range(kills):
            try_kill(home, number)
        try_damages(home, files[-1])
        for number in range(kills):
            try_killed_restore(home, files[-1], number)
    finally:
        newsroom.stop()
        observer.stop()
        site.stop()
    print(f"    {kills} backups and {kills} restores killed, {FLIPPED_PLACES} bytes flipped: none passed for whole")
    print("\n".join(f"    {line}" for line in observer.figures()))
    require(not [answer for answer in observer.late() if not answer.status], "A reader was not answered.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="backup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="backups under load that are restored")
    parser.add_argument("--kills", type=int, default=10, help="of backups, and of restores")
    options = parser.parse_args()
    began = time.monotonic()
    with directory() as home:
        try:
            drill(home, options.rounds, options.kills)
        except AssertionError as failure:
            sys.exit(f"FAILED: backup: {failure}")
    told = f"{options.rounds} restored, 0 claims lost, {options.kills} backups and {options.kills} restores killed"
    print(f"backup: {told}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
