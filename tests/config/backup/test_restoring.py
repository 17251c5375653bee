"""What a restored database is compared with, and what is refused before anything is touched."""

import pytest
from django.db import connection, connections

from config.backup.archive import BackupProblem
from config.backup.client_tools import find_client_tool, read_server_major
from config.backup.making import describe_database, fetch_column, make_backup
from config.backup.restoring import compare_checksums, require_known_versions, restore_backup
from config.backup.table_checksums import compute_checksums
from config.backup.target_database import LIST_NAMES, require_roles, require_unused
from config.backup.target_database import empty_database as drop_everything
from tests.config.backup.files import change_manifest, make_manifest
from tests.factories import organization


def ignore_report(*counted):
    pass


def list_tables():
    with connection.cursor() as cursor:
        return fetch_column(cursor, LIST_NAMES)


def checksums():
    with connection.cursor() as cursor:
        return compute_checksums(cursor, ignore_report)


@pytest.mark.django_db
def test_checksum_changes_with_a_row():
    outlet = organization()
    before = checksums()
    outlet.notes = "Another one."
    outlet.save()
    after = checksums()
    assert {name for name in after if after[name] != before[name]} == {"public.factdb_organization"}


@pytest.mark.django_db
def test_checksum_does_not_ask_where_rows_lie():
    for name in ("one", "two"):
        organization(name)
    before = checksums()
    with connection.cursor() as cursor:
        # Each is written anew behind the other.
        cursor.execute("UPDATE factdb_organization SET name = name WHERE slug = 'one'")
    assert checksums() == before


@pytest.mark.django_db
def test_unequal_table_is_named():
    wrong = {**checksums(), "public.factdb_claim": (0, "0" * 64)}
    with pytest.raises(BackupProblem, match=r"otherwise than backed up: public\.factdb_claim\."):
        compare_checksums(make_manifest(tables=wrong), ignore_report)


@pytest.mark.django_db
def test_lost_table_is_named():
    more = {**checksums(), "public.factdb_lost": (1, "0" * 64)}
    with pytest.raises(BackupProblem, match=r"public\.factdb_lost"):
        compare_checksums(make_manifest(tables=more), ignore_report)


@pytest.mark.django_db
def test_backup_of_a_newer_factdb_is_refused():
    with pytest.raises(BackupProblem, match=r"newer FactDB, this one does not know factdb\.9999_future"):
        require_known_versions(make_manifest(migrations=["auth.0001_initial", "factdb.9999_future"]))


@pytest.mark.django_db
def test_backup_of_a_newer_postgresql_is_refused():
    with pytest.raises(BackupProblem, match=r"of PostgreSQL 99 and this database is 1\d: restore it into 99 or newer"):
        require_known_versions(make_manifest(postgresql=99))


@pytest.mark.django_db
def test_role_that_the_server_lacks_is_named():
    with connection.cursor() as cursor, pytest.raises(BackupProblem, match='CREATE ROLE "analyst";'):
        require_roles(cursor, ["analyst", "factdb_public"])


@pytest.mark.django_db
def test_tools_that_are_too_old_are_one_sentence():
    with pytest.raises(BackupProblem, match=r"no pg_dump of PostgreSQL 99 here: install its client tools"):
        find_client_tool("pg_dump", 99)


def test_other_connection_stands_in_the_way(real_database):
    connections["public"].ensure_connection()
    with connection.cursor() as cursor, pytest.raises(BackupProblem, match="1 other connections use the database"):
        require_unused(cursor)


def test_emptied_database_holds_nothing(real_database):
    assert "factdb_claim" in list_tables()
    drop_everything()
    assert list_tables() == []
    with connection.cursor() as cursor:
        assert fetch_column(cursor, "SELECT cfgname FROM pg_ts_config WHERE cfgname = 'factdb'") == []


def test_database_without_a_site_is_not_backed_up(empty_database):
    with connection.cursor() as cursor, pytest.raises(BackupProblem, match="There is no site in this database yet"):
        describe_database(cursor, read_server_major(), ignore_report)


@pytest.fixture
def empty_database_of_ours(empty_database):
    return empty_database


def test_restored_otherwise_is_refused_and_leaves_the_database_empty(real_database, tmp_path):
    organization()
    make_backup(tmp_path / "site.backup", ignore_report)
    change_manifest(tmp_path / "site.backup", tmp_path / "wrong.backup", lambda manifest: manifest.tables.popitem())
    with pytest.raises(BackupProblem, match="otherwise than backed up"):
        restore_backup(tmp_path / "wrong.backup", ignore_report, replace=True)
    assert list_tables() == []


def test_audit_that_fails_leaves_the_database_empty(real_database, tmp_path):
    make_backup(tmp_path / "site.backup", ignore_report)
    change_manifest(
        tmp_path / "site.backup", tmp_path / "wrong.backup", lambda manifest: setattr(manifest, "head", f"1:{'0' * 64}")
    )
    with pytest.raises(Exception, match="in the record"):
        restore_backup(tmp_path / "wrong.backup", ignore_report, replace=True)
    assert list_tables() == []
