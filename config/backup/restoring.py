"""Reads a backup into an empty database, in one go: the whole of it, proved, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from config.backup.archive import BackupProblem, read_dump, read_manifest
from config.backup.client_tools import feed_tool, find_client_tool, read_server_major
from config.backup.making import CountReport
from config.backup.manifest import Manifest
from config.backup.table_checksums import compute_checksums
from config.backup.target_database import empty_database, require_empty, require_roles, require_unused
from config.database import NEWEST_POSTGRESQL
from config.preparation import take_turn

RESTORE_OPTIONS = ["--no-owner", "--no-comments", "--single-transaction", "--exit-on-error"]


def restore_backup(file: Path, report: CountReport, replace: bool = False) -> Manifest:
    """Restore, prove, migrate and audit. Raises `BackupProblem` or whatever failed; then the database is empty."""
    with file.open("rb") as stream:
        manifest = read_manifest(stream, file)
        require_known_versions(manifest)
        with take_turn():
            prepare_target(manifest, replace)
            with empty_on_failure():
                load_dump(stream, manifest)
                compare_checksums(manifest, report)
                bring_up_to_date(manifest)
    return manifest


def require_known_versions(manifest: Manifest) -> None:
    server = read_server_major()
    if manifest.postgresql > server:
        raise BackupProblem(
            f"The backup is of PostgreSQL {manifest.postgresql} and this database is {server}: restore it into"
            f" {manifest.postgresql} or newer."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in manifest.migrations if name not in known]
    if unknown:
        raise BackupProblem(
            f"The backup is of a newer FactDB, this one does not know {unknown[-1]}: restore it with the version that"
            " made it or a later one."
        )


def prepare_target(manifest: Manifest, replace: bool) -> None:
    with connections["default"].cursor() as cursor:
        require_unused(cursor)
        require_roles(cursor, manifest.roles)
        if replace:
            empty_database()
        require_empty(cursor)


@contextmanager
def empty_on_failure() -> Iterator[None]:
    try:
        yield
    except BaseException:
        empty_database()
        raise


def load_dump(stream: IO[bytes], manifest: Manifest) -> None:
    """From 17 on, `pg_restore` sets what no older server knows."""
    server = read_server_major()
    newest = 16 if server < 17 else NEWEST_POSTGRESQL
    tool = find_client_tool("pg_restore", max(server, manifest.pg_dump), newest)
    feed_tool([tool, *RESTORE_OPTIONS], read_dump(stream))


def compare_checksums(manifest: Manifest, report: CountReport) -> None:
    with transaction.atomic(), connections["default"].cursor() as cursor:
        checksums = compute_checksums(cursor, report)
    names = sorted(checksums.keys() | manifest.tables.keys())
    unequal = [name for name in names if checksums.get(name) != manifest.tables.get(name)]
    if unequal:
        raise BackupProblem(f"Restored otherwise than backed up: {', '.join(unequal)}. The database is empty again.")


def bring_up_to_date(manifest: Manifest) -> None:
    """The planner's figures and the map of visible rows are no part of a dump; reads would be slow without them."""
    call_command("migrate", interactive=False, verbosity=0)
    with connections["default"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    call_command("rebuild", past=True)
    call_command("audit", **({"expect": manifest.head} if manifest.head else {}))
