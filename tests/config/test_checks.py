"""Variables that nothing reads are named at the start."""

import pytest
from django.core import checks


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("FACTDB_WORKER", "Did you mean FACTDB_WORKERS?"),
        ("FACTDB_SOLE", "Did you mean FACTDB_SOLO?"),
        ("FACTDB_PORT", "Did you mean PORT?"),
        ("FACTDB_XYZZY", "README.md lists all variables."),
    ],
)
def test_unknown_variable_is_named_with_the_nearest(monkeypatch, name, hint):
    monkeypatch.setenv(name, "1")
    (warning,) = [w for w in checks.run_checks() if w.id == "factdb.W003"]
    assert (warning.msg, warning.hint) == (f"{name} is set, and FactDB has no such variable.", hint)


def test_known_variables_are_no_warning(monkeypatch):
    for name in ("FACTDB_WORKERS", "FACTDB_DEMO", "FACTDB_VAR"):
        monkeypatch.setenv(name, "2")
    assert [w for w in checks.run_checks() if w.id == "factdb.W003"] == []
