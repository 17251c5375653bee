"""`manage.py intake --attach DIR`: gives snapshots their texts back and proves every quote."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from factdb.editorial import intake
from factdb.models import Snapshot


class Command(BaseCommand):
    help = "Attaches article texts from files to the snapshots that have their hash. Publishes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--attach", metavar="DIR", required=True, help="A folder of .txt files, UTF-8.")

    def handle(self, *args, attach, **options):
        faults = sum(self.attach(path) for path in list_text_files(Path(attach)))
        for snapshot in Snapshot.objects.filter(text=None).select_related("article"):
            self.stdout.write(f"{snapshot.article.slug}: no file has the hash {snapshot.sha256[:12]}….")
        if faults:
            raise CommandError(f"{faults} fault{'s' * (faults > 1)}: see above.")

    def attach(self, path):
        """The number of faults, each said by name."""
        try:
            attached = intake.attach_text(intake.read_text_file(path))
        except ValidationError as error:
            self.stderr.write(error.messages[0])
            return 1
        if not attached:
            self.stdout.write(f"{path.name}: no snapshot has this text.")
        for one in attached:
            self.stdout.write(f"{one.article}: {one.proved} passages proved by {path.name}.")
            for fault in one.faults:
                self.stderr.write(fault)
        return sum(len(one.faults) for one in attached)


def list_text_files(folder):
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder.")
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CommandError(f"{folder} holds no .txt file.")
    return files
