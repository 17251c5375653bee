"""The house holds: imports point one way (docs: the table in README)."""

import ast
from pathlib import Path

from factdb.kinds import PUBLIC_KINDS

FACTDB = Path(__file__).parent.parent / "factdb"
BASE = {"choices", "exact_json", "partial_dates", "ratings", "schemas"}
RECORD = BASE | {"models.published", "models.past", "models.ledger", "kinds", "rules"}
DESK = BASE | {"models", "kinds", "rules"}
MAY = {
    "choices": set(),
    "exact_json": set(),
    "partial_dates": {"choices"},
    "schemas": {"choices"},
    "ratings": {"choices"},
    "models": BASE,
    "kinds": BASE | {"models.published", "models.past"},
    "rules": BASE,
    "publishing": DESK,
    "editorial": DESK | {"publishing"},
    "logins": DESK,
    "admin": DESK | {"publishing", "editorial", "logins"},
    "public": RECORD,
    "api": RECORD | {"public"},
    "pages": RECORD | {"public", "templatetags"},
    "templatetags": RECORD | {"public"},
    "management": DESK | {"publishing", "editorial", "logins", "api", "public"},
}


def imported(path):
    """Dotted names below `factdb` that a file imports, relative imports resolved."""
    package = ["factdb", *path.relative_to(FACTDB).parent.parts]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(path):
    return path.relative_to(FACTDB).parts[0].removesuffix(".py")


def may_use(room, name):
    inside = name.removeprefix("factdb.")
    return any(f"{inside}.".startswith(f"{allowed}.") for allowed in MAY[room] | {room})


def wrong_imports(path):
    room = room_of(path)
    for name in imported(path):
        if name.startswith("factdb.") and room in MAY and not may_use(room, name):
            yield f"{path.relative_to(FACTDB)} imports {name}"


def wrong_paths(path):
    """Dotted paths of `Kind` are imports too, which only the attribute shows."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            for name in (dict(kind.list_dotted_paths()).get(node.attr) for kind in PUBLIC_KINDS.values()):
                if name and not may_use(room_of(path), name):
                    yield f"{path.relative_to(FACTDB)} uses {node.attr}, which names {name}"


def test_imports_point_the_right_way():
    assert [wrong for path in sorted(FACTDB.rglob("*.py")) for wrong in wrong_imports(path)] == []


def test_dotted_paths_of_kinds_are_resolved_by_rooms_that_may_import_them():
    files = [path for path in sorted(FACTDB.rglob("*.py")) if room_of(path) in MAY]
    assert [wrong for path in files for wrong in wrong_paths(path)] == []


def test_every_room_has_its_rule():
    rooms = {p.name.removesuffix(".py") for p in FACTDB.iterdir() if p.name != "__pycache__"}
    assert rooms - {"__init__", "apps", "migrations", "static"} == set(MAY)


def test_migrations_import_nothing_of_the_application():
    """What they do may not change with it."""
    files = sorted((FACTDB / "migrations").glob("*.py"))
    found = {f"{path.name} imports {name}" for path in files for name in imported(path) if name.startswith("factdb")}
    assert len(files) > 10
    assert found == set()
