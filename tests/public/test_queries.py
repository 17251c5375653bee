"""The cursor that is kept for short answers, and the bytes that are sent on."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from factdb.public import queries


def test_cursor_is_kept_as_long_as_its_connection(real_database):
    public = connections["public"]
    assert queries.rows(("SELECT %s", [1])) == [(1,)]
    kept = public.kept_cursor[1]
    assert queries.rows(("SELECT %s", [2])) == [(2,)]
    assert public.kept_cursor[1] is kept
    public.close()
    assert queries.rows(("SELECT %s", [3])) == [(3,)]
    assert public.kept_cursor[1] is not kept


def test_queries_are_counted_though_the_cursor_was_made_before(db):
    queries.rows(("SELECT %s", [1]))
    with CaptureQueriesContext(connections["public"]) as counted:
        queries.rows(("SELECT %s", [2]))
    assert len(counted) == 1


@pytest.mark.parametrize("read", [queries.rows, queries.literal])
def test_what_is_sent_on_comes_as_bytes(db, read):
    assert read(("SELECT 'é  '::bpchar, 'é  '::text, 'é'::varchar", [])) == [("é  ".encode(), "é  ", "é")]
