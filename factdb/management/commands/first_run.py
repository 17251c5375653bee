"""`manage.py first_run`: the five articles, published once."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from factdb.editorial import intake
from factdb.management.examples import ExampleCommand
from factdb.publishing.first_run import publish_fixtures


class Command(ExampleCommand):
    help = (
        "Loads and publishes the first content, with the words that the texts of FACTDB_TEXTS prove."
        " Does nothing where anything was ever written."
    )
    examples = ("first_run",)

    def handle(self, *args: Any, **options: Any) -> None:
        count = publish_fixtures(attach_texts)
        if count:
            self.stdout.write(f"Published the five articles: {count} things.")


def attach_texts() -> None:
    """What is wrong with one of the files is said by `intake`, and keeps the others from nothing."""
    for path in intake.list_text_files(Path(settings.FACTDB_TEXTS)) if settings.FACTDB_TEXTS else ():
        with suppress(ValidationError):
            intake.attach_text(intake.read_text_file(path))
