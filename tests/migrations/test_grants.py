"""What the public login may read is asked of PostgreSQL itself, table by table and column by column."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, transaction

from factdb.models import LedgerEntry
from tests import factories as make

RECORD = sorted(
    m._meta.db_table for m in apps.get_app_config("factdb").get_models() if m.__name__.startswith(("Past", "Published"))
)


def tables_with(privileges):
    """Tables of the database on which the public role holds any of these privileges, on the whole or a column."""
    sql = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
          AND (has_table_privilege('factdb_public', oid, %s) OR has_any_column_privilege('factdb_public', oid, %s))
        ORDER BY relname
    """
    columnwise = ", ".join(p for p in privileges.split(", ") if p in ("SELECT", "INSERT", "UPDATE", "REFERENCES"))
    with connection.cursor() as cursor:
        cursor.execute(sql, [privileges, columnwise or "SELECT"])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_public_role_reads_the_record_and_nothing_else():
    assert len(RECORD) == 32
    assert tables_with("SELECT") == sorted(["factdb_ledgerentry", *RECORD])


@pytest.mark.django_db
def test_public_role_changes_nothing():
    assert tables_with("INSERT, UPDATE") == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
            "AND has_table_privilege('factdb_public', oid, 'DELETE, TRUNCATE, TRIGGER')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_public_role_reads_no_staff_column_of_the_ledger():
    readable = {f.column: _column_readable("factdb_ledgerentry", f.column) for f in LedgerEntry._meta.concrete_fields}
    assert {column for column, may in readable.items() if not may} == set(LedgerEntry.STAFF_ONLY)


def _column_readable(table, column):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('factdb_public', %s, %s, 'SELECT')", [table, column])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_public_role_is_no_superuser_and_member_of_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, "
            "(SELECT count(*) FROM pg_auth_members WHERE member = r.oid) FROM pg_roles r "
            "WHERE rolname = 'factdb_public'"
        )
        assert cursor.fetchone() == (False, False, False, False, 0)


def test_draft_is_refused_over_a_real_public_connection(real_database):
    with transaction.atomic():
        make.claim(text="Secret.")
    with connections["public"].cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT text FROM factdb_claim")


def test_public_connection_writes_nothing(real_database):
    with connections["public"].cursor() as cursor, pytest.raises(Exception, match=r"read-only|permission denied"):
        cursor.execute("DELETE FROM factdb_publishedclaim")
