"""`manage.py first_run`: the five articles, published once."""

from typing import Any

from factdb.management.examples import ExampleCommand
from factdb.publishing.first_run import publish_fixtures


class Command(ExampleCommand):
    help = "Loads and publishes the first content. Does nothing where anything was ever written."
    examples = ("first_run",)

    def handle(self, *args: Any, **options: Any) -> None:
        count = publish_fixtures()
        if count:
            self.stdout.write(f"Published the five articles: {count} things.")
