"""The lag guard where its question is answered for a standby; tests/drills has a real one."""

import time

import pytest
from django.db import close_old_connections, connections
from django.test import RequestFactory

from factdb.public.http import lag
from factdb.public.http.wall import Wall
from factdb.public.record import queries

STANDBY = "SELECT {}::float8"


@pytest.fixture
def standby(settings, monkeypatch):
    """Makes the public connection a standby of this age, in seconds as SQL."""
    settings.FACTDB_MAX_LAG = 5

    def aged(seconds):
        monkeypatch.setattr(lag, "AGE", STANDBY.format(seconds))

    return aged


@pytest.fixture
def questions(monkeypatch):
    """Every time that the guard asks the database."""
    asked, age = [], lag.read_replay_age
    monkeypatch.setattr(lag, "read_replay_age", lambda connection: asked.append(connection) or age(connection))
    return asked


def test_primary_has_no_age(db):
    assert lag.read_replay_age(connections["public"]) is None


def test_primary_is_asked_once_a_connection(client, questions, monkeypatch):
    client.get("/readyz")
    monkeypatch.setattr(time, "monotonic", lambda: 1e12)
    client.get("/readyz")
    assert len(questions) == 1


def test_fresh_standby_answers(client, record, standby):
    standby(4.9)
    assert client.get("/api/v1/claims/1/").status_code == 200


@pytest.mark.parametrize("seconds", [5, 60, "'infinity'"])
def test_late_standby_answers_nobody(client, record, standby, seconds):
    standby(seconds)
    for address in ("/", "/claims/1/", "/claims.atom", "/api/v1/claims/1/", "/api/v1/claims.csv", "/api/v1/changes/"):
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_readyz_says_how_late(client, standby):
    standby(7)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "late"
    assert response.json()["detail"] == "The standby may lack the last 7.0 s and FACTDB_MAX_LAG is 5."


def test_healthz_goes_on(client, standby):
    standby(7)
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("age", "lasts"), [(0, 1), (4.25, 0.75)])
def test_answer_of_a_standby_holds_a_second_and_never_beyond_the_limit(db, standby, age, lasts):
    standby(age)
    assert lag._fresh_seconds(connections["public"]) == lasts


def test_late_standby_is_left_for_another_one(real_database, standby):
    standby(7)
    with pytest.raises(lag.Late):
        Wall(lambda request: queries.read_head())(RequestFactory().get("/claims/"))
    left = connections["public"].connection
    close_old_connections()
    assert left.closed


def test_standby_is_asked_again_when_its_answer_no_longer_holds(client, standby, questions, monkeypatch):
    standby(0)
    now = time.monotonic()
    for later in (0, 0.5, 1.1):
        monkeypatch.setattr(time, "monotonic", lambda later=later: now + later)
        client.get("/readyz")
    assert len(questions) == 2


def test_late_standby_that_caught_up_answers_again(client, standby):
    standby(7)
    assert client.get("/readyz").status_code == 503
    standby(1)
    assert client.get("/readyz").status_code == 200
