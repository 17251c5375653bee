"""The system user of the database gets a way to our files, and nobody's directories are opened for it."""

import os
import stat

import pytest

from config.embedded import account
from config.problems import SetupProblem

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user for the database")


@pytest.fixture
def home(tmp_path_factory):
    """A directory that others may not pass through, and FACTDB_VAR in it. pytest closes its own above, too."""
    home = tmp_path_factory.mktemp("home")
    (home / "var").mkdir()
    for directory in home.parents[:-2]:
        directory.chmod(0o711)
    home.chmod(0o700)
    return home


def test_closed_parent_is_one_sentence_that_says_what_would_be_right(home):
    with pytest.raises(SetupProblem) as problem:
        account.require_way_to(home / "var")
    assert f"may not pass through {home}: allow it (chmod o+x {home}), move FactDB" in str(problem.value)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_open_parent_is_enough(home):
    home.chmod(0o711)
    assert account.require_way_to(home / "var") is None


def test_directory_of_ours_is_opened_for_passing_alone(home):
    (home / "var").chmod(0o700)
    account.open_for_account(home / "var")
    assert stat.S_IMODE((home / "var").stat().st_mode) == 0o701
