"""`manage.py restore`: a backup into an empty database, proved, or nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.backup.restoring import restore_backup
from config.preparation import hold_site_lock
from factdb.management.backup_failures import explain_backup_failures
from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress


class Command(ExampleCommand):
    help = (
        "Restores a backup into an empty database, compares every table, migrates and audits. The site must be stopped."
    )
    examples = ("restore factdb.backup", "restore factdb.backup --replace")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="What `manage.py backup` wrote.")
        parser.add_argument("--replace", action="store_true", help="Throw away what the database holds.")

    def handle(self, *args: Any, file: Path, replace: bool = False, **options: Any) -> None:
        with explain_backup_failures(file, "read"), hold_site_lock(settings.VAR), Progress(self.stderr) as progress:
            manifest = restore_backup(file, progress, replace)
        self.stdout.write(
            f"Restored the site of {manifest.made_at}: all {len(manifest.tables)} tables are as they were.\n"
            "Start it with `make run`, with the SECRET_KEY and site file that it had. Its logins are as they were.\n"
            "Whatever was erased by law after that moment is back: erase it again."
        )
