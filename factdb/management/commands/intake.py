"""`manage.py intake --attach DIR`: gives snapshots their texts back and proves every quote."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from factdb.editorial import intake
from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress
from factdb.models import Snapshot


class Command(ExampleCommand):
    help = (
        "Attaches article texts from files to the snapshots that have their hash."
        " Publishes nothing: the desk is offered to show the words that are proved."
    )
    examples = ("intake --attach texts/", "intake --attach texts/ --waiting")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--attach", metavar="DIR", required=True, help="A folder of .txt files, UTF-8.")
        parser.add_argument(
            "--waiting",
            action="store_true",
            help="Only what a snapshot waits for, and no failure for what is wrong: as a start of the site does it.",
        )

    def handle(self, *args: Any, attach: str, waiting: bool, **options: Any) -> None:
        try:
            files = intake.list_text_files(Path(attach))
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        with Progress(self.stderr) as self.progress:
            faults = sum(self.attach(path, waiting) for path in self.progress.track_items(files, "files"))
        for snapshot in Snapshot.objects.filter(text=None).select_related("article"):
            if not snapshot.article.is_erased:
                self.stdout.write(f"{snapshot.article.slug}: no file has the hash {snapshot.sha256[:12]}….")
        if faults and not waiting:
            raise CommandError(f"{faults} fault{'s' * (faults > 1)}: see above.")

    def attach(self, path: Path, waiting: bool) -> int:
        """The number of faults, each said by name."""
        try:
            text = intake.read_text_file(path)
            is_held = waiting and intake.is_held(text)
            results = [] if is_held else intake.attach_text(text)
        except ValidationError as error:
            self.progress.say_line(self.stderr, error.messages[0])
            return 1
        if not results and not is_held:
            self.progress.say_line(self.stdout, f"{path.name}: no snapshot has this text.")
        for result in results:
            self.progress.say_line(self.stdout, describe_result(result, path))
            for fault in result.faults:
                self.progress.say_line(self.stderr, fault)
        return sum(len(result.faults) for result in results)


def describe_result(result: intake.AttachResult, path: Path) -> str:
    proof = f"{result.article}: {result.proved} passages proved by {path.name}."
    return f"{proof} {result.offered} public claims can show words: see the desk." if result.offered else proof
