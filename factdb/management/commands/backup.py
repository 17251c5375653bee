"""`manage.py backup`: the site as one proved file, while it runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.backup.making import make_backup
from factdb.management.backup_failures import explain_backup_failures
from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress


class Command(ExampleCommand):
    help = "Writes the whole database, desk and logins included, to one file and proves it. The site may run meanwhile."
    examples = ("backup", "backup /mnt/elsewhere/factdb.backup")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=Path, nargs="?", help="Not there yet; by default backups/ in FACTDB_VAR."
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = file.absolute() if file else name_backup()
        with explain_backup_failures(target, "written"), Progress(self.stderr) as progress:
            manifest = make_backup(target, progress)
        self.stdout.write(
            f"{target}: {len(manifest.tables)} tables, {manifest.count_rows():,} rows, head {manifest.head or 'none'}\n"
            "It holds drafts and password hashes: keep it elsewhere, and secret. SECRET_KEY, site file and releases "
            "are not in it."
        )


def name_backup() -> Path:
    folder = settings.VAR / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"factdb-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.backup"
