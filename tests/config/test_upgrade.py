"""`make upgrade` on git checkouts and unpacked folders whose new versions are good, or fail at each step."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.processes import ROOT, Site, directory, environment, free_port

GOOD = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("factdb", "{last}")]
    operations = [migrations.RunSQL("CREATE TABLE factdb_newer (id int)", "DROP TABLE factdb_newer"){more}]
"""
FAILING = ', migrations.RunSQL("SELECT 1 / 0")'
SPOILING = """, migrations.RunSQL("UPDATE factdb_publishedclaim SET document = replace(document, 'e', 'E')")"""


def git(folder, *words):
    """Of this folder and of no repository around it."""
    place = [f"--git-dir={folder / '.git'}", f"--work-tree={folder}"]
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    command = ["git", *place, *author, *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def make_venv(folder):
    """As if all was installed: this Python under the name that the commands know, and its stamps."""
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    stamps = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in REQUIREMENTS}
    (folder / ".venv/installed.json").write_text(json.dumps({**stamps, "python": sys.version}))


REQUIREMENTS = ("requirements-venv.txt", "requirements.txt", "requirements-embedded.txt")


def copy_sources(folder):
    for name in ("config", "factdb", "fixtures", "templates", "LICENSES"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.glob("[!.]*"):
        if path.is_file():
            shutil.copy(path, folder)
    (folder / ".gitignore").write_text("/.venv*/\n/.venv.lock\n/var/\n__pycache__/\n")


def add_migration(folder, more=""):
    last = sorted(path.stem for path in (folder / "factdb/migrations").glob("0*.py"))[-1]
    (folder / "factdb/migrations/9000_newer.py").write_text(GOOD.format(last=last, more=more))


def commit_version(folder, tag):
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", tag)
    git(folder, "tag", tag)


def make_versions(folder):
    git(folder, "init", "--quiet", "-b", "main")
    commit_version(folder, "v1")
    for tag, change in {
        "good": add_migration,
        "failing": lambda folder: add_migration(folder, FAILING),
        "spoiling": lambda folder: add_migration(folder, SPOILING),
        "uninstallable": lambda folder: (folder / "requirements.txt").write_text(f"none==1 --hash=sha256:{'0' * 64}\n"),
    }.items():
        git(folder, "checkout", "--quiet", "main")
        change(folder)
        git(folder, "checkout", "--quiet", "-b", f"branch-{tag}")
        commit_version(folder, tag)
    git(folder, "checkout", "--quiet", "main")


@pytest.fixture(scope="module")
def first():
    """A checkout of the first version with a site that ran once."""
    with directory() as home:
        folder = home / "site"
        folder.mkdir()
        copy_sources(folder)
        make_versions(folder)
        make_venv(folder)
        assert run(folder, ".venv/bin/python", "manage.py", "shell", "-v0", "-c", PREPARE).returncode == 0
        yield folder


PREPARE = "from config.preparation import prepare_site; prepare_site()"
LIST_TABLES = "from django.db import connection; print('factdb_newer' in connection.introspection.table_names())"


def run(folder, *command):
    """Nothing is fetched from anywhere: the index of packages is a closed port."""
    closed = {"PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    own = {**environment(folder / "var", free_port()), **closed, "PIP_RETRIES": "0"}
    del own["FACTDB_VAR"]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=300)


def upgrade(folder, *words):
    return run(folder, sys.executable, "config/upgrade.py", *words)


def has_newer_table(folder):
    return run(folder, ".venv/bin/python", "manage.py", "shell", "-v0", "-c", LIST_TABLES).stdout.strip() == "True"


def audit(folder):
    return run(folder, ".venv/bin/python", "manage.py", "audit").returncode


@pytest.mark.parametrize("version", ["failing", "spoiling", "uninstallable", "nowhere"])
def test_version_that_fails_leaves_the_old_one(first, version):
    done = upgrade(first, "--to", version)
    assert done.returncode == 1
    assert "FactDB: Not upgraded; code and database are the old ones again" in done.stderr
    assert (git(first, "branch", "--show-current"), git(first, "status", "--porcelain")) == ("main", "")
    assert (has_newer_table(first), audit(first)) == (False, 0)
    assert not (first / ".venv.before-upgrade").exists()


def test_changed_files_are_refused(first):
    (first / "README.md").write_text("Mine.\n")
    done = upgrade(first, "--to", "good")
    git(first, "checkout", "--quiet", "README.md")
    assert f"Files of {first} were changed by hand" in done.stderr
    assert done.stderr.endswith("Nothing was changed.\n")


def test_running_site_is_refused(first):
    site = Site(first / "var")
    site.wait_until_ready()
    done = upgrade(first, "--to", "good")
    site.stop()
    assert done.stderr == f"FactDB: The site on {first}/var is running: stop it, then upgrade. Nothing was changed.\n"


def test_folder_without_git_is_told_of_the_other_way(tmp_path):
    copy_sources(tmp_path)
    make_venv(tmp_path)
    assert f"unpack the new version beside it, and there say `make upgrade FROM={tmp_path}`" in upgrade(tmp_path).stderr


def test_good_version_is_taken(first):
    done = upgrade(first, "--to", "good")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Upgraded. The backup of before is" in done.stdout
    assert (has_newer_table(first), audit(first)) == (True, 0)


def test_same_version_again_changes_nothing(first):
    before = git(first, "rev-parse", "HEAD")
    assert "There is no newer version" in upgrade(first, "--to", "good").stderr
    assert git(first, "rev-parse", "HEAD") == before


def test_unpacked_folder_takes_over_from_the_old_one():
    with directory() as home:
        old, new = home / "old", home / "new"
        for folder in (old, new):
            folder.mkdir()
            copy_sources(folder)
            make_venv(folder)
        run(old, ".venv/bin/python", "manage.py", "shell", "-v0", "-c", PREPARE)
        add_migration(new)
        done = upgrade(new, "--from", str(old))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith(f"Start the site: `FACTDB_VAR={old}/var make run`.\n")
        assert has_newer_table(old)
