"""`manage.py backup` and `restore` as an administrator runs them: on a running site, and on a machine with nothing."""

import json
import re
import stat
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.processes import ROOT, Site, directory, environment, free_port

# Beside the checksums of the backup itself: all columns, in one order, by another hash.
FINGERPRINTS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    prints = {}
    for table in connection.introspection.table_names():
        cursor.execute(f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" AS t')
        prints[table] = cursor.fetchone()
print(json.dumps(prints))
"""


def manage(var, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(var, free_port()),
        capture_output=True,
        text=True,
        timeout=300,
    )


# A restore ends with an audit.
WRITTEN_BY_AUDIT = ("factdb_publishedaudit", "factdb_publishedkey")


def fingerprints(var):
    """Of all tables but those that an audit of this site itself writes."""
    prints = json.loads(manage(var, "shell", "--verbosity=0", "-c", FINGERPRINTS).stdout)
    return {table: fingerprint for table, fingerprint in prints.items() if table not in WRITTEN_BY_AUDIT}


def refusal(var, *words):
    done = manage(var, *words)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@pytest.fixture(scope="module")
def site():
    """Runs all the while."""
    with directory() as var:
        site = Site(var)
        site.wait_until_ready()
        yield site
        site.stop()


@pytest.fixture(scope="module")
def backup(site):
    """Of the running site, named by the command itself."""
    done = manage(site.var, "backup")
    assert done.returncode == 0, done.stderr
    (file,) = (site.var / "backups").iterdir()
    assert done.stdout.startswith(f"{file}: ")
    assert site.answers()
    return file


@pytest.fixture(scope="module")
def restored(backup):
    """The directory of a machine that had nothing."""
    with directory() as var:
        done = manage(var, "restore", str(backup))
        assert done.returncode == 0, done.stderr
        assert re.search(r"^The record is whole\. Head \d+:", done.stdout)
        yield var


def test_backup_is_for_its_owner_alone(backup):
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (backup, backup.parent)]
    assert modes == [0o600, 0o700]


def test_all_tables_of_the_restored_site_are_equal(site, restored):
    before, after = fingerprints(site.var), fingerprints(restored)
    assert len(before) > 50
    assert after == before


def test_restored_site_answers_and_makes_no_new_logins(restored):
    again = Site(restored)
    again.wait_until_ready()
    try:
        with urlopen(f"http://127.0.0.1:{again.port}/api/v1/claims/1/") as response:
            assert response.status == 200
        assert not (restored / "logins.txt").exists()
    finally:
        again.stop()


def test_restored_site_can_be_backed_up_again(restored):
    assert manage(restored, "backup").returncode == 0


def test_database_that_is_not_empty_is_refused_and_left_alone(restored, backup):
    before = fingerprints(restored)
    said = refusal(restored, "restore", str(backup))
    assert re.match(r"CommandError: The database is not empty, it holds \d+ tables such as \w+, ", said)
    assert fingerprints(restored) == before


def test_running_site_is_refused(site, backup):
    assert "stop it, or" in refusal(site.var, "restore", str(backup), "--replace")


def test_replace_throws_away_what_is_there(restored, backup):
    before = fingerprints(restored)
    manage(restored, "shell", "-c", "from factdb.models import Person; Person.objects.update(name='Changed')")
    assert fingerprints(restored) != before
    assert manage(restored, "restore", str(backup), "--replace").returncode == 0
    assert fingerprints(restored) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda whole: b"", "is empty: it is no backup."),
        (lambda whole: b"slug,text\n", "is no backup of FactDB"),
        (lambda whole: whole[: len(whole) // 2], "is damaged or cut short"),
        (lambda whole: whole[:5000] + b"!" + whole[5001:], "is damaged or cut short"),
    ],
    ids=["empty", "foreign", "cut", "flipped"],
)
def test_what_is_no_backup_is_one_sentence(restored, backup, tmp_path, content, sentence):
    (tmp_path / "bad.backup").write_bytes(content(backup.read_bytes()))
    said = refusal(restored, "restore", str(tmp_path / "bad.backup"))
    assert said.startswith(f"CommandError: {tmp_path}/bad.backup {sentence}")
    assert said.count("\n") == 1


def test_missing_file_is_one_sentence(restored, tmp_path):
    said = refusal(restored, "restore", str(tmp_path / "none.backup"))
    assert said == f"CommandError: {tmp_path}/none.backup could not be read: No such file or directory.\n"


def test_existing_file_is_not_overwritten(restored, backup):
    assert (
        refusal(restored, "backup", str(backup))
        == f"CommandError: {backup} is there already: name a file that is not.\n"
    )
