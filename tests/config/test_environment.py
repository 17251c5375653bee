"""A variable is understood, or refused with a sentence that names it."""

import pytest

from config.environment import Environment
from config.problems import SetupProblem

env = Environment()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "٣"])
def test_number_that_is_none_or_out_of_range_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SetupProblem, match=r"^PORT is .*: give a whole number from 1 to 65535"):
        env.number("PORT", 8000, 1, 65535)


def test_variable_set_to_nothing_is_not_set(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert env.number("PORT", 8000, 1, 65535) == 8000


@pytest.mark.parametrize(("given", "means"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_switch(monkeypatch, given, means):
    monkeypatch.setenv("FACTDB_SOLO", given)
    assert env.switch("FACTDB_SOLO") is means


def test_switch_is_never_guessed(monkeypatch):
    monkeypatch.setenv("FACTDB_HTTPS", "maybe")
    with pytest.raises(SetupProblem, match="FACTDB_HTTPS is 'maybe'"):
        env.switch("FACTDB_HTTPS")


@pytest.mark.parametrize("rate", ["60", "0/min", "many/min", "60/week", "-1/s"])
def test_rate_that_cannot_be_read_is_refused(monkeypatch, rate):
    monkeypatch.setenv("FACTDB_RATE", rate)
    with pytest.raises(SetupProblem, match="such as 60/min"):
        env.rate("FACTDB_RATE")


@pytest.mark.parametrize(("given", "means"), [("60/min", (60, 60)), ("5/s", (5, 1)), ("", None)])
def test_rate(monkeypatch, given, means):
    monkeypatch.setenv("FACTDB_RATE", given)
    assert env.rate("FACTDB_RATE") == means


@pytest.mark.parametrize("url", ["nonsense", "mysql://a:b@c/d", "postgresql://a:b@c:port/d", "postgresql://a:b@c"])
def test_address_of_no_postgresql_is_refused(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SetupProblem, match="DATABASE_URL must be the address of a PostgreSQL"):
        env.postgresql("DATABASE_URL")


def test_cache_that_cannot_be_had_is_refused(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "foo://x")
    with pytest.raises(SetupProblem, match=r"^CACHE_URL "):
        env.cache("CACHE_URL", "locmemcache://")


def test_switch_that_is_not_set_is_as_it_is_meant_to_be(monkeypatch):
    monkeypatch.setenv("FACTDB_DEMO", "")
    assert [env.switch("FACTDB_DEMO", otherwise) for otherwise in (True, False)] == [True, False]
