"""`manage.py export`: writes a release, all that is public as files."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress
from factdb.public.downloads.write_release import Unreleasable, export_release, find_release_entry
from factdb.public.filters.fields import LAST_INSTANT, MomentField


class Command(ExampleCommand):
    help = (
        "Writes everything that is public as CSV and NDJSON with its description: the same bytes for the same ledger."
    )
    examples = ("export var/releases/2026-05-01", "export var/releases/2025 --as-of 2025-12-31")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="Empty, or not there yet.")
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--seq", metavar="N", type=int, help="As the record stood at this entry of the ledger.")
        when.add_argument("--as-of", metavar="WHEN", help="As it stood at an instant, or at the end of a day (UTC).")

    def handle(self, *args: Any, folder: Path, seq: int | None, as_of: str | None, **options: Any) -> None:
        try:
            moment = MomentField(edge=LAST_INSTANT).clean(as_of) if as_of is not None else None
            head = find_release_entry(seq, moment)
            with Progress(self.stderr) as progress:
                export_release(folder, head, progress)
        except Unreleasable as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(f"--as-of: {error.message}") from error
        except DatabaseError as error:
            raise CommandError(f"The record could not be read: {error}") from error
        except OSError as error:
            raise CommandError(f"{folder} could not be written: {error.strerror}. Nothing was left there.") from error
        self.stdout.write(f"{folder}: the record at {head.seq}:{head.sha256}")
