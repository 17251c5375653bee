"""What the documentation calls by name is there: files, folders, functions, classes and what is in them."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = [path for folder in ("config", "factdb", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
FILE = re.compile(r"[\w./-]+\.(?:py|html|toml|sql)")
FOLDER = re.compile(r"(?:config|docs|factdb|fixtures|templates|tests)/(?:[\w-]+/)*")
NAME = re.compile(r"((?:\w+\.)+)(\w+)(?:\(.*\))?")
# Of files that the site gives, of messages of `check`, and of a site.
NO_NAME = re.compile(r".*\.(?:json|csv|ndjson|md|txt|yaml|gz|atom|example|[EW]\d{3})")


def quoted(document):
    """What stands in backticks, but for blocks of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", document.read_text(), flags=re.M | re.S))


def is_file(name):
    return any(path.is_file() for path in [ROOT / name, *ROOT.glob(f"[!.]*/**/{name}")])


def defined(body):
    """Names that a module or class gives to something, or that it imports."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def missing_names(document, names):
    """Dotted names of ours whose last part is not in the part before it. What begins elsewhere is a library's."""
    for text in quoted(document):
        found = NAME.fullmatch(text)
        if found and not FILE.fullmatch(text) and not NO_NAME.fullmatch(text):
            *rooms, holder = found[1].rstrip(".").split(".")
            if all(name in names for name in [*rooms, holder]) and found[2] not in names[holder]:
                yield text


def known_names():
    """{module or class: what is in it}, of all that have this name."""
    names = defaultdict(set)
    for path in SOURCES:
        body = ast.parse(path.read_text()).body
        module = path.parent.name if path.stem == "__init__" else path.stem
        names[module] |= set(defined(body))
        names[path.parent.name].add(module)
        for node in body:
            if isinstance(node, ast.ClassDef):
                names[node.name] |= set(defined(node.body))
    return names


@pytest.fixture(scope="module")
def names():
    return known_names()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_and_folders_that_are_named_exist(document):
    texts = quoted(document)
    files = [text for text in texts if FILE.fullmatch(text) and not is_file(text)]
    folders = [text for text in texts if FOLDER.fullmatch(text) and not (ROOT / text).is_dir()]
    assert files + folders == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_functions_and_classes_that_are_named_exist(document, names):
    assert list(missing_names(document, names)) == []


def test_a_name_that_is_gone_would_be_seen(names):
    assert "publish_items" in names["publish"]
    assert "publish_everything" not in names["publish"]
    assert not is_file("config/front.py")


PACKAGES = [path for folder in ("config", "factdb") for path in sorted((ROOT / folder).rglob("__init__.py"))]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_map_of_a_package_names_each_of_its_modules(package):
    """In the docstring of its `__init__.py`; migrations are named by their numbers."""
    modules = [path.stem for path in package.parent.glob("*.py")]
    packages = [path.parent.name for path in package.parent.glob("*/__init__.py")]
    missing = {*modules, *packages} - {"__init__"} - set(quoted(package))
    assert [name for name in sorted(missing) if not name[0].isdigit()] == []
