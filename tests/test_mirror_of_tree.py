"""A test lies where the module lies that it tests: tests/public/http for factdb/public/http."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# The whole site from outside, not its modules.
APART = {"bench", "drills", "e2e"}
BESIDE_FACTDB = {"config", "deploy", "docs"}
FOLDERS = sorted({test.parent.relative_to(ROOT / "tests") for test in ROOT.glob("tests/**/test_*.py")})
MODULES = [module for root in ("factdb", *BESIDE_FACTDB) for module in ROOT.glob(f"{root}/**/*.py")]
MIRRORS = [folder for folder in FOLDERS if not APART & set(folder.parts)]
IMPORT_OF_TEST = re.compile(r"^\s*from (?=tests|\.)\S*(\.test_| import test_)", re.MULTILINE)


def mirrored(folder: Path) -> Path:
    """The folder that a folder of tests mirrors."""
    return ROOT / folder if BESIDE_FACTDB & set(folder.parts[:1]) else ROOT / "factdb" / folder


def homes_of(name: str, room: Path) -> set[Path]:
    """Where the modules of this name lie, below a room."""
    return {module.parent for module in MODULES if module.stem == name and module.is_relative_to(room)}


@pytest.mark.parametrize("folder", MIRRORS, ids=str)
def test_folder_of_tests_has_a_folder_of_modules(folder):
    assert mirrored(folder).is_dir()


@pytest.mark.parametrize("folder", MIRRORS, ids=str)
def test_test_with_the_name_of_a_module_lies_where_it_lies(folder):
    """One that tests several modules has a name of its own; the same word may stand for two things in two rooms."""
    room = mirrored(Path(folder.parts[0])) if folder.parts else ROOT
    for test in (ROOT / "tests" / folder).glob("test_*.py"):
        homes = homes_of(test.stem.removeprefix("test_"), room)
        assert not homes or mirrored(folder) in homes, f"{test.name} belongs to {', '.join(map(str, homes))}"


def test_no_test_module_is_imported():
    """What several tests use is a module that tests nothing."""
    files = ROOT.glob("tests/**/*.py")
    assert [file.name for file in files if IMPORT_OF_TEST.search(file.read_text(encoding="utf-8"))] == []
