"""`manage.py publish`: approve what was submitted, or finish rendering again after a rename, without a browser."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser

from factdb.choices import Action, State
from factdb.editorial import workflow
from factdb.editorial.signing import sign_batch
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.management.examples import ExampleCommand
from factdb.management.finding import find_user, find_working_copy
from factdb.management.progress import Progress
from factdb.models.desk import Desk
from factdb.publishing.publication_batch import gather_batch
from factdb.publishing.rerender_dependents import resume_rerendering


class Command(ExampleCommand):
    help = "Approves submitted things in the name of an editor, under the same rules as the admin."
    examples = (
        "publish --by ada",
        'publish people/joe-biden --by ada --action corrected --reason "His title was wrong."',
        "publish --resume",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "things", nargs="*", metavar="KIND/SLUG", help="Example: people/joe-biden. All submitted if none."
        )
        parser.add_argument("--by", metavar="USERNAME", help="The editor who approves.")
        parser.add_argument("--action", choices=[Action.UPDATED, Action.CORRECTED, Action.CLARIFIED], default="updated")
        parser.add_argument("--reason", default="", help="Public; needed for corrected and clarified.")
        parser.add_argument("--resume", action="store_true", help="Finish rendering again what a rename changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        with Progress(self.stderr) as self.progress:
            if options["resume"]:
                resume_rerendering(report=self.progress)
                self.progress.say_line(self.stdout, "Nothing is left to render again.")
                return
            editor = find_user(options["by"], "--by")
            items = select_working_copies(options["things"])
            seen = sign_batch(gather_batch(items))
            tracked_items = self.progress.track_items(items, "things")
            refusals = sum(self.approve(item, editor, seen, options) for item in tracked_items)
        if refusals:
            raise CommandError(f"{refusals} not published.")

    def approve(self, item: Desk, editor: User, seen: str, options: dict[str, Any]) -> int:
        """1 where it was refused, so that refusals add up; the others go through."""
        try:
            workflow.approve(item, by=editor, seen=seen, action=options["action"], reason=options["reason"])
        except (ValidationError, PermissionDenied) as error:
            reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
            self.progress.say_line(self.stderr, f"{item.slug}: {' '.join(reasons)}")
            return 1
        self.progress.say_line(self.stdout, f"{item.slug}: published")
        return 0


def select_working_copies(names: list[str]) -> list[Desk]:
    if not names:
        return [
            item
            for kind in LEDGER_KINDS.values()
            for item in resolve_name(kind.desk_model).objects.filter(state=State.SUBMITTED).order_by("pk")
        ]
    return [find_working_copy(name) for name in names]
