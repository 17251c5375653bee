"""Writes a backup from a running site: dump, checksums and head are those of one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.db import connections, transaction

from config.backup.archive import (
    BackupProblem,
    open_draft,
    read_dump,
    read_manifest,
    seal_draft,
    write_contents,
)
from config.backup.client_tools import feed_tool, find_client_tool, read_major, read_server_major, stream_output
from config.backup.manifest import Manifest
from config.backup.table_checksums import compute_checksums

# Of a managed server's own extensions, publications and labels a newer home knows nothing.
DUMP_OPTIONS = [
    "--format=custom",
    "--compress=3",
    "--extension=unaccent",
    "--no-owner",
    "--no-comments",
    "--no-publications",
    "--no-subscriptions",
    "--no-security-labels",
    "--no-tablespaces",
]
LIST_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
FIND_HEAD = "SELECT seq || ':' || sha256 FROM factdb_ledgerentry ORDER BY seq DESC LIMIT 1"
# Those that an administrator made; below 16384 are PostgreSQL's own.
LIST_GRANTED_ROLES = """
    SELECT DISTINCT r.rolname::text FROM (
        SELECT relacl AS acl FROM pg_class
        UNION ALL SELECT attacl FROM pg_attribute
        UNION ALL SELECT nspacl FROM pg_namespace
        UNION ALL SELECT proacl FROM pg_proc
    ) AS given, aclexplode(given.acl) AS one JOIN pg_roles r ON r.oid = one.grantee
    WHERE r.rolname <> current_user AND r.rolname !~ '^pg_' AND r.oid >= 16384 ORDER BY 1"""

CountReport = Callable[[str, int, int], None]


def make_backup(file: Path, report: CountReport) -> Manifest:
    """Write `file` and prove it. Raises `BackupProblem`; then there is no file."""
    dump_tool = find_client_tool("pg_dump", read_server_major())
    with open_draft(file) as stream:
        with open_snapshot() as (cursor, snapshot):
            manifest = describe_database(cursor, read_major(dump_tool), report)
            write_contents(stream, stream_output([dump_tool, *DUMP_OPTIONS, f"--snapshot={snapshot}"]), manifest)
        seal_draft(stream)
        prove_file(stream, file, manifest)
    return manifest


@contextmanager
def open_snapshot() -> Iterator[tuple[Any, str]]:
    """Give a cursor on one moment of the database, and the name by which others see the same moment."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def describe_database(cursor: Any, dump_major: int, report: CountReport) -> Manifest:
    checksums = compute_checksums(cursor, report)
    if not {"public.django_migrations", "public.factdb_ledgerentry"} <= checksums.keys():
        raise BackupProblem("There is no site in this database yet: `make run` makes one.")
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=read_server_major(),
        pg_dump=dump_major,
        migrations=fetch_column(cursor, LIST_MIGRATIONS),
        head="".join(fetch_column(cursor, FIND_HEAD)),
        roles=fetch_column(cursor, LIST_GRANTED_ROLES),
        tables=checksums,
    )


def fetch_column(cursor: Any, query: str) -> list[str]:
    cursor.execute(query)
    return [value for (value,) in cursor.fetchall()]


def prove_file(stream: IO[bytes], file: Path, manifest: Manifest) -> None:
    """Read back what was written: the seal, the manifest, and the dump as PostgreSQL itself reads it."""
    stream.seek(0)
    if read_manifest(stream, file) != manifest:
        raise BackupProblem(f"{file} reads otherwise than it was written: see to the disk.")
    pg_restore = find_client_tool("pg_restore", manifest.pg_dump)
    feed_tool([pg_restore, "--file=/dev/null"], read_dump(stream), logs_in=False)
