"""`manage.py rebuild`: makes the public projection, and what was public before it, again from the ledger."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress
from factdb.publishing import corroborations, fill_past
from factdb.publishing.rebuild import rebuild_projection


class Command(ExampleCommand):
    help = "Makes the public projection again from the ledger. Readers see the old one until it is done."
    examples = ("rebuild", "rebuild --past")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--past",
            action="store_true",
            help="Only what a new version needs and has not got yet: what was public before, and who says the same.",
        )

    def handle(self, *args: Any, past: bool = False, **options: Any) -> None:
        try:
            self.make(only_past=past)
        except ValidationError as error:
            raise CommandError(
                f"{' '.join(error.messages)} Nothing was changed; `manage.py audit` says more."
            ) from None

    def make(self, *, only_past: bool) -> None:
        if only_past and corroborations.is_missing():
            corroborations.fill_corroborations()
        if only_past and fill_past.is_complete():
            return
        with Progress(self.stderr) as progress:
            if not only_past:
                rebuild_projection(report=progress)
            fill_past.fill_all(report=progress, again=not only_past)
        self.stdout.write("Rebuilt. `manage.py audit` proves it.")
