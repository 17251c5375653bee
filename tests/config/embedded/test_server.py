import pytest
from django.conf import settings
from django.db import connections

from config.embedded.server import MEGABYTE


@pytest.mark.django_db
@pytest.mark.skipif(not settings.EMBEDDED, reason="the server is somebody else's")
def test_embedded_server_is_tuned():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('max_wal_size'), pg_size_bytes(current_setting('shared_buffers'))")
        wal, shared = cursor.fetchone()
    assert wal == "4GB"
    assert 128 * MEGABYTE <= shared <= 1024 * MEGABYTE
