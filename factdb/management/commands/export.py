"""`manage.py export`: writes a release, all that is public as files."""

import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError

from factdb.public.downloads.export import DATA, Unreleasable, export_release, find_release_entry
from factdb.public.filters.fields import LAST_INSTANT, MomentField

# Seconds between two lines about a file that takes long.
PROGRESS_SECONDS = 2


class Command(BaseCommand):
    help = (
        "Writes everything that is public as CSV and NDJSON with its description: the same bytes for the same ledger."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="Empty, or not there yet.")
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--seq", metavar="N", type=int, help="As the record stood at this entry of the ledger.")
        when.add_argument("--as-of", metavar="WHEN", help="As it stood at an instant, or at the end of a day (UTC).")

    def handle(self, *args: Any, folder: Path, seq: int | None, as_of: str | None, **options: Any) -> None:
        try:
            moment = MomentField(edge=LAST_INSTANT).clean(as_of) if as_of is not None else None
            head = find_release_entry(seq, moment)
            export_release(folder, head, Progress(self.stderr))
        except Unreleasable as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(f"--as-of: {error.message}") from error
        except DatabaseError as error:
            raise CommandError(f"The record could not be read: {error}") from error
        except OSError as error:
            raise CommandError(f"{folder} could not be written: {error.strerror}. Nothing was left there.") from error
        self.stdout.write(f"{folder}: the record at {head.seq}:{head.sha256}")


class Progress:
    """Each file as it begins, and how far it is where it takes long."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self.stderr = stderr
        self.name, self.told_at = "", 0.0

    def __call__(self, name: str, size: int) -> None:
        if name == self.name and time.monotonic() < self.told_at + PROGRESS_SECONDS:
            return
        self.name, self.told_at = name, time.monotonic()
        amount = f": {size / 1e6:,.0f} MB" if size else ""
        self.stderr.write(f"{DATA.index(name) + 1}/{len(DATA)} {name}{amount}")
