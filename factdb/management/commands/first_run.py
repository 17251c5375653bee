"""`manage.py first_run`: the five articles, published once."""

from typing import Any

from django.core.management.base import BaseCommand

from factdb.publishing.first_run import publish_fixtures


class Command(BaseCommand):
    help = "Loads and publishes the first content. Does nothing where anything was ever published."

    def handle(self, *args: Any, **options: Any) -> None:
        count = publish_fixtures()
        if count:
            self.stdout.write(f"Published the five articles: {count} things.")
