"""The beat that tells standbys how old they are."""

import logging

from django.db import connections

from config import heartbeat

HERE = {"HOST": "a.example", "PORT": "5432"}


def last_transaction():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def test_beat_is_a_commit(real_database):
    before = last_transaction()
    heartbeat.commit_heartbeat()
    assert last_transaction() > before


def test_beat_goes_on_when_the_database_is_back(real_database, caplog):
    heartbeat.commit_heartbeat()
    connections["default"].connection.close()
    heartbeat.commit_heartbeat()
    before = last_transaction()
    heartbeat.commit_heartbeat()
    assert last_transaction() > before
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_one_server_needs_no_beat():
    assert not heartbeat.is_wanted({"default": HERE | {"USER": "desk"}, "public": HERE | {"USER": "reader"}})


def test_readers_on_another_server_need_it():
    assert heartbeat.is_wanted({"default": HERE, "public": HERE | {"PORT": "5433"}})
    assert heartbeat.is_wanted({"default": HERE, "public": HERE | {"HOST": "b.example"}})
