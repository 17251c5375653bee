"""`manage.py restore`: a backup into an empty database, proved, or nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from config.backup.archive import BackupProblem
from config.backup.restoring import restore_backup
from config.preparation import hold_site_lock
from config.problems import SetupProblem
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
        try:
            with hold_site_lock(settings.VAR), Progress(self.stderr) as progress:
                manifest = restore_backup(file, progress, replace)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        except SetupProblem:
            raise
        except DatabaseError as error:
            raise CommandError(f"The database failed meanwhile: {str(error).partition(chr(10))[0]}") from error
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from error
        self.stdout.write(
            f"Restored the site of {manifest.made_at}: all {len(manifest.tables)} tables are as they were.\n"
            "Start it with `make run`, with the SECRET_KEY and site file that it had. Its logins are as they were."
        )
