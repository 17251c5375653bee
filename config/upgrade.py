"""`make upgrade`: backup, new code, its packages, migrations, audit; or back to the old one. Runs on a bare Python.

In a git checkout the new version is what TO names, or what `git pull` brings; in a folder that was unpacked beside the
old one, FROM names the old folder.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.bootstrap import PROJECT_ROOT, refuse_old_python
from config.locks import open_lock_file, try_lock

READ_MAJOR = "from config.embedded.cluster import read_own_major; print(read_own_major())"


class UpgradeProblem(Exception):
    """One sentence on why a step failed."""


INTERRUPTED = "It was interrupted."
FAILURES = (UpgradeProblem, OSError, subprocess.SubprocessError, KeyboardInterrupt)


class Upgrade:
    def __init__(self, old: Path, version: str) -> None:
        self.old, self.version = old, version
        self.is_checkout = old == PROJECT_ROOT
        self.var = Path(os.environ.get("FACTDB_VAR") or old / "var").absolute()
        moment = f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
        self.backup = self.var / "backups" / f"before-upgrade-{moment}.backup"
        self.data, self.old_data = self.var / "postgres", self.var / f"postgres.before-upgrade-{moment}"
        self.old_venv = old / ".venv.before-upgrade"
        self.old_commit = self.old_name = ""
        self.is_database_touched = False

    def run(self) -> None:
        """Upgrade, or leave everything as it was and exit with 1."""
        try:
            self.require_stopped_site()
            if self.is_checkout:
                self.require_clean_checkout()
            announce("Backing up with the old version ...")
            self.backup.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.run_manage(self.old, "backup", str(self.backup))
        except FAILURES as problem:
            sys.exit(f"FactDB: {str(problem) or INTERRUPTED} Nothing was changed.")
        try:
            self.take_new_version()
            self.bring_database_along()
        except FAILURES as problem:
            self.go_back(str(problem) or INTERRUPTED)
        shutil.rmtree(self.old_venv, ignore_errors=True)
        self.announce_success()

    def require_stopped_site(self) -> None:
        if not (self.old / ".venv/bin/python").exists():
            raise UpgradeProblem(f"{self.old} was never run: `make run` there makes a site, there is none to upgrade.")
        lock = open_lock_file(self.var / "site.lock")
        is_free = try_lock(lock, 3)
        os.close(lock)
        if not is_free:
            raise UpgradeProblem(f"The site on {self.var} is running: stop it, then upgrade.")

    def require_clean_checkout(self) -> None:
        if not (self.old / ".git").exists():
            raise UpgradeProblem(
                f"{self.old} is no git checkout: unpack the new version beside it, and there say"
                f" `make upgrade FROM={self.old}`."
            )
        if self.ask_git("status", "--porcelain", "--untracked-files=no"):
            raise UpgradeProblem(f"Files of {self.old} were changed by hand (`git status`): commit or revert them.")
        self.old_commit = self.ask_git("rev-parse", "HEAD")
        # A branch where we are on one, so that going back is going back to it.
        self.old_name = self.ask_git("branch", "--show-current") or self.old_commit

    def take_new_version(self) -> None:
        if self.is_checkout:
            self.keep_venv()
            self.ask_git(*(["checkout", "--quiet", self.version] if self.version else ["pull", "--quiet", "--ff-only"]))
            if self.ask_git("rev-parse", "HEAD") == self.old_commit:
                raise UpgradeProblem("There is no newer version: name one with TO=, as in `make upgrade TO=v1.2`.")
        self.run_step([sys.executable, "config/bootstrap.py"], PROJECT_ROOT)

    def keep_venv(self) -> None:
        """Whole or not at all, so that going back never takes half of one."""
        draft = self.old / ".venv.draft"
        for left_behind in (draft, self.old_venv):
            shutil.rmtree(left_behind, ignore_errors=True)
        shutil.copytree(self.old / ".venv", draft, symlinks=True)
        draft.rename(self.old_venv)

    def bring_database_along(self) -> None:
        """A database of another major is made anew from the backup; the old one stays beside it."""
        self.is_database_touched = True
        if self.has_other_major():
            announce(f"Another PostgreSQL: restoring into a new database, the old one is kept in {self.old_data} ...")
            self.data.rename(self.old_data)
            self.run_manage(PROJECT_ROOT, "restore", str(self.backup))
            return
        announce("Migrating and auditing with the new version ...")
        self.run_manage(PROJECT_ROOT, "migrate", "--no-input", "--verbosity=0")
        self.run_manage(PROJECT_ROOT, "rebuild", "--past")
        head = json.loads(ZipFile(self.backup).read("manifest.json"))["head"]
        self.run_manage(PROJECT_ROOT, "audit", *(["--expect", head] if head else []))

    def has_other_major(self) -> bool:
        if os.environ.get("DATABASE_URL") or not self.data.exists():
            return False
        ours = subprocess.check_output(
            [PROJECT_ROOT / ".venv/bin/python", "-c", READ_MAJOR], cwd=PROJECT_ROOT, text=True
        )
        return ours.strip() != (self.data / "PG_VERSION").read_text().strip()

    def go_back(self, reason: str) -> None:
        announce(f"The upgrade failed: {reason} Going back ...")
        try:
            if self.is_checkout:
                self.restore_code()
            if self.is_database_touched:
                self.restore_database()
        except FAILURES as problem:
            sys.exit(
                f"FactDB: Going back failed too: {problem} What was there before is in {self.backup}: with the old"
                f" version in {self.old}, say `make restore FILE={self.backup} REPLACE=1`."
            )
        sys.exit(f"FactDB: Not upgraded; code and database are the old ones again, start them as before: {reason}")

    def restore_code(self) -> None:
        self.ask_git("checkout", "--quiet", self.old_name)
        self.ask_git("reset", "--quiet", "--keep", self.old_commit)
        if self.old_venv.exists():
            shutil.rmtree(self.old / ".venv")
            self.old_venv.rename(self.old / ".venv")

    def restore_database(self) -> None:
        if self.old_data.exists():
            shutil.rmtree(self.data, ignore_errors=True)
            self.old_data.rename(self.data)
        else:
            self.run_manage(self.old, "restore", str(self.backup), "--replace")

    def announce_success(self) -> None:
        announce(f"Upgraded. The backup of before is {self.backup}.")
        if self.old_data.exists():
            announce(f"Delete {self.old_data} once you are content.")
        is_elsewhere = not self.is_checkout and not os.environ.get("FACTDB_VAR")
        announce(f"Start the site: `{f'FACTDB_VAR={self.var} ' if is_elsewhere else ''}make run`.")

    def run_manage(self, folder: Path, *words: str) -> None:
        self.run_step([folder / ".venv/bin/python", "manage.py", *words], folder)

    def run_step(self, command: list, folder: Path) -> None:
        environment = {**os.environ, "FACTDB_VAR": str(self.var)}
        if subprocess.call(command, cwd=folder, env=environment):
            raise UpgradeProblem(f"`{' '.join(map(str, command[1:]))}` failed, as it says above.")

    def ask_git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words],  # noqa: S607
            cwd=self.old,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise UpgradeProblem(f"`git {' '.join(words)}` failed: {done.stderr.strip()}")
        return done.stdout.strip()


def announce(sentence: str) -> None:
    print(sentence, flush=True)


def run_upgrade() -> None:
    refuse_old_python()
    # A closed connection or a polite kill goes back as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    parser = argparse.ArgumentParser(prog="make upgrade", description=__doc__)
    parser.add_argument("--to", default="", help="a tag or commit of git; without it `git pull`")
    parser.add_argument("--from", dest="old", type=Path, default=PROJECT_ROOT, help="the folder of the old version")
    options = parser.parse_args()
    Upgrade(options.old.resolve(), options.to).run()


if __name__ == "__main__":
    run_upgrade()
