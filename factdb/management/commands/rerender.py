"""`manage.py rerender`: gives what was published before the keys that documents have gained since."""

from typing import Any

from django.core.management.base import CommandParser

from factdb.kinds import LEDGER_KINDS
from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress
from factdb.publishing.rerender_kind import RerenderSummary, rerender_kind


class Command(ExampleCommand):
    help = (
        "Renders what is live, and unchanged at the desk, again: so a key that came with a newer version of FactDB"
        " reaches documents that were published before it. Each that says something else gets a `rerendered` entry."
        " Stop it whenever you like and run it again: it goes on where it was."
    )
    examples = ("rerender claims --dry-run", "rerender organizations people claims")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kinds", nargs="+", choices=list(LEDGER_KINDS), metavar="KIND", help="As in `claims`.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and write nothing.")

    def handle(self, *args: Any, kinds: list[str], dry_run: bool = False, **options: Any) -> None:
        # What others name comes before them, so that nothing is rendered again twice.
        with Progress(self.stderr) as progress:
            for kind in (collection for collection in LEDGER_KINDS if collection in kinds):
                summary = rerender_kind(kind, is_trial=dry_run, report=progress)
                progress.say_line(self.stdout, f"{kind}: {describe_summary(summary, dry_run=dry_run)}")
        if not dry_run:
            self.stdout.write("`manage.py audit` proves it, and lets lists promise keys that all documents have.")


def describe_summary(summary: RerenderSummary, *, dry_run: bool) -> str:
    keys = ", ".join(f"{key} ({number:,})" for key, number in summary.keys.most_common())
    sentence = f"{summary.changed:,} {'would be ' * dry_run}rendered again{f' for {keys}' if keys else ''}"
    sentence += f"; {summary.same:,} say the same"
    if summary.edited:
        sentence += f"; {summary.edited:,} are being edited, and follow when they are published"
    return f"{sentence}."
