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
    help = "Attaches article texts from files to the snapshots that have their hash. Publishes nothing."
    examples = ("intake --attach texts/",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--attach", metavar="DIR", required=True, help="A folder of .txt files, UTF-8.")

    def handle(self, *args: Any, attach: str, **options: Any) -> None:
        with Progress(self.stderr) as self.progress:
            faults = sum(
                self.attach(path) for path in self.progress.track_items(list_text_files(Path(attach)), "files")
            )
        for snapshot in Snapshot.objects.filter(text=None).select_related("article"):
            if not snapshot.article.is_erased:
                self.stdout.write(f"{snapshot.article.slug}: no file has the hash {snapshot.sha256[:12]}….")
        if faults:
            raise CommandError(f"{faults} fault{'s' * (faults > 1)}: see above.")

    def attach(self, path: Path) -> int:
        """The number of faults, each said by name."""
        try:
            results = intake.attach_text(intake.read_text_file(path))
        except ValidationError as error:
            self.progress.say_line(self.stderr, error.messages[0])
            return 1
        if not results:
            self.progress.say_line(self.stdout, f"{path.name}: no snapshot has this text.")
        for result in results:
            self.progress.say_line(self.stdout, f"{result.article}: {result.proved} passages proved by {path.name}.")
            for fault in result.faults:
                self.progress.say_line(self.stderr, fault)
        return sum(len(result.faults) for result in results)


def list_text_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder.")
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CommandError(f"{folder} holds no .txt file.")
    return files
