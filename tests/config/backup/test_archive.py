"""A backup's file: whole and proved, or refused with one sentence."""

import os
import signal
import stat
import subprocess
import sys
from zipfile import ZipFile

import pytest

from config.backup.archive import DRAFT_NAME, MAGIC, BackupProblem, open_draft, read_dump, read_manifest
from tests.config.backup.files import make_manifest, write_backup
from tests.processes import ROOT, wait_until

DUMP = [bytes(range(256)) * 10, b"the end"]


@pytest.fixture
def file(tmp_path):
    write_backup(tmp_path / "site.backup", DUMP, make_manifest())
    return tmp_path / "site.backup"


def read_back(file):
    with file.open("rb") as stream:
        return read_manifest(stream, file)


def refusal_of(file):
    with pytest.raises(BackupProblem) as refused:
        read_back(file)
    return str(refused.value)


def test_what_was_written_is_read(file):
    assert read_back(file).tables == {"public.factdb_claim": (3, "ab" * 32)}
    with file.open("rb") as stream:
        assert b"".join(read_dump(stream)) == b"".join(DUMP)


def test_file_is_for_its_owner_alone(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_unzip_opens_the_file_where_factdb_is_lost(file):
    with ZipFile(file) as contents:
        assert (contents.testzip(), contents.namelist()) == (None, ["database.dump", "manifest.json"])


def test_every_flipped_bit_is_refused(file):
    """Headers of the zip and the seal itself included."""
    whole = file.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        file.write_bytes(damaged)
        assert "damaged" in refusal_of(file)


@pytest.mark.parametrize("kept", [1, 50, 81, 2000, -1])
def test_file_that_was_cut_short_is_refused(file, kept):
    file.write_bytes(file.read_bytes()[:kept])
    assert "damaged" in refusal_of(file)


def test_file_with_something_behind_it_is_refused(file):
    file.write_bytes(file.read_bytes() + b"\n")
    assert "damaged" in refusal_of(file)


def test_empty_file_is_refused(file):
    file.write_bytes(b"")
    assert refusal_of(file) == f"{file} is empty: it is no backup."


@pytest.mark.parametrize("content", [b"PGDMP", b"PK\3\4", b"slug,text\n" * 100, b"\0" * 1000])
def test_foreign_file_is_refused(file, content):
    file.write_bytes(content)
    assert f"{file} is no backup of FactDB" in refusal_of(file)


def test_sealed_file_with_something_else_in_it_is_refused(tmp_path):
    write_backup(tmp_path / "odd.backup", DUMP, make_manifest(tables={"one": "none"}))
    assert "was not written by FactDB" in refusal_of(tmp_path / "odd.backup")


def test_failure_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="full"), open_draft(tmp_path / "site.backup"):
        raise OSError("full")
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_there_is_not_overwritten(file):
    before = file.read_bytes()
    with pytest.raises(BackupProblem, match="is there already"):
        write_backup(file, DUMP, make_manifest())
    assert file.read_bytes() == before


def test_second_backup_into_a_folder_waits_its_turn(tmp_path):
    with open_draft(tmp_path / "one.backup"), pytest.raises(BackupProblem, match="Another backup is being written"):
        write_backup(tmp_path / "two.backup", DUMP, make_manifest())
    assert [path.name for path in tmp_path.iterdir()] == ["one.backup"]


WRITER = """
import sys, time
from pathlib import Path
from config.backup.archive import write_contents, open_draft
from tests.config.backup.files import make_manifest
def dump():
    while True:
        yield bytes(1000)
        time.sleep(0.001)
with open_draft(Path(sys.argv[1])) as stream:
    write_contents(stream, dump(), make_manifest())
"""


def test_killed_backup_leaves_a_draft_that_is_refused_and_overwritten(tmp_path):
    file, draft = tmp_path / "site.backup", tmp_path / DRAFT_NAME
    process = subprocess.Popen([sys.executable, "-c", WRITER, file], cwd=ROOT, env={**os.environ})
    wait_until(lambda: draft.exists() and draft.stat().st_size > 10_000, "the draft grows")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not file.exists()
    assert "is no backup of FactDB" in refusal_of(draft)
    write_backup(file, DUMP, make_manifest())
    assert [path.name for path in tmp_path.iterdir()] == ["site.backup"]


def test_seal_is_a_line_that_says_what_the_file_is(file):
    assert file.read_bytes().startswith(MAGIC)
    assert file.read_bytes().index(b"\n") == 80
