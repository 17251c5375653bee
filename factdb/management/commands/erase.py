"""`manage.py erase`: blank what was published of a thing, where a law demands it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser

from factdb.editorial import workflow
from factdb.management.examples import ExampleCommand
from factdb.management.finding import find_user, find_working_copy


class Command(ExampleCommand):
    help = "Blanks every published document of a thing; hashes, reason and chain stay. Two people, no way back."
    examples = ('erase people/jane-doe --by ada --asked-by ben --reason "Court order of 1 May 2026."',)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("thing", metavar="KIND/SLUG", help="Example: people/jane-doe")
        parser.add_argument("--by", metavar="USERNAME", help="The editor who approves.")
        parser.add_argument("--asked-by", metavar="USERNAME", help="Somebody else, who asked for it.")
        parser.add_argument("--reason", required=True, help="Public. Example: Court order of 1 May 2026.")

    def handle(self, *args: Any, **options: Any) -> None:
        item = find_working_copy(options["thing"])
        people = {
            "by": find_user(options["by"], "--by"),
            "asked_by": find_user(options["asked_by"], "--asked-by"),
        }
        try:
            workflow.erase(item, reason=options["reason"], **people)
        except (ValidationError, PermissionDenied) as error:
            reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(reasons)) from error
        self.stdout.write(f"{options['thing']}: erased. Blank the desk's working copy too.")
