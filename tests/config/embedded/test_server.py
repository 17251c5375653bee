import stat

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.transaction import atomic

from config.embedded.server import MEGABYTE, get_embedded_server

embedded = pytest.mark.skipif(not settings.EMBEDDED, reason="the server is somebody else's")


@pytest.mark.django_db
@embedded
def test_embedded_server_is_tuned():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('max_wal_size'), pg_size_bytes(current_setting('shared_buffers'))")
        wal, shared = cursor.fetchone()
    assert wal == "4GB"
    assert 128 * MEGABYTE <= shared <= 1024 * MEGABYTE


@pytest.mark.parametrize(
    "statement", ["SELECT 'Sentinel-draft'::integer", "SELECT %s::integer", "SELEC 'Sentinel-draft'"]
)
@pytest.mark.django_db
@embedded
def test_log_says_nothing_of_a_failed_statement(statement):
    values = ["Sentinel-draft"] * statement.count("%s")
    for alias in connections:
        with connections[alias].cursor() as cursor, pytest.raises(DatabaseError, match=r"(?i)sentinel"), atomic():
            cursor.execute(statement, values)
    assert "Sentinel-draft" not in (settings.VAR / "postgres.log").read_text()


@embedded
def test_log_is_for_its_owner_alone():
    get_embedded_server(settings.VAR).start()
    assert stat.S_IMODE((settings.VAR / "postgres.log").stat().st_mode) == 0o600
