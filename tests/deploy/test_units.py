"""What systemd runs: units that it understands, and a night that fails where any part of it does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
STUB = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\ncase "$*" in *"$FAILING"*) exit 1 ;; esac\n'


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd found")
def test_systemd_understands_every_unit(tmp_path):
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/srv/factdb/deploy", str(DEPLOY))
        (tmp_path / name).write_text(text.replace("/srv/factdb/.venv/bin/python", "/bin/true"))
    command = ["systemd-analyze", "verify", *(tmp_path / name for name in UNITS)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


def run_night(folder, failing="nothing", to="facts@elsewhere:backups"):
    """(whether it ended well, the commands that it gave)"""
    stubs = [folder / ".venv" / "bin" / "python", folder / "rsync", folder / "rclone", folder / "curl"]
    stubs[0].parent.mkdir(parents=True, exist_ok=True)
    for stub in stubs:
        stub.write_text(STUB)
        stub.chmod(0o755)
    more = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(folder / "calls"), "FAILING": failing}
    more |= {"FACTDB_VAR": str(folder), "BACKUP_TO": to, "ALIVE_URL": "https://alive.example/1"}
    done = subprocess.run([DEPLOY / "nightly"], cwd=folder, env={**os.environ, **more}, check=False)
    return done.returncode == 0, [line.split()[:3] for line in Path(more["CALLS"]).read_text().splitlines()]


def test_night_makes_a_backup_copies_it_and_audits(tmp_path):
    is_well, calls = run_night(tmp_path)
    assert is_well
    assert [call[0] for call in calls] == ["python", "rsync", "python", "curl"]
    assert [calls[0][2], calls[2][2]] == ["backup", "audit"]


def test_night_copies_to_a_store_by_rclone(tmp_path):
    assert run_night(tmp_path, to="store:factdb")[1][1][:2] == ["rclone", "copy"]


@pytest.mark.parametrize(("failing", "count"), [("manage.py backup", 1), ("--archive", 2), ("manage.py audit", 3)])
def test_night_ends_with_an_error_where_any_part_fails(tmp_path, failing, count):
    is_well, calls = run_night(tmp_path, failing)
    assert (is_well, len(calls)) == (False, count)


def test_alarm_without_an_address_says_what_is_missing():
    done = subprocess.run([DEPLOY / "alarm"], env={}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Set ALARM_MAIL or ALARM_URL in /etc/factdb-nightly.env." in done.stderr
