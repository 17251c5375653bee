"""`manage.py rebuild`: makes the public projection again from the ledger."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from factdb.publishing.rebuilding import rebuild


class Command(BaseCommand):
    help = "Makes the public projection again from the ledger. Readers see the old one until it is done."

    def handle(self, *args, **options):
        try:
            rebuild(report=lambda collection, done: self.stdout.write(f"{collection}: {done}"))
        except ValidationError as error:
            raise CommandError(
                f"{' '.join(error.messages)} Nothing was changed; `manage.py audit` says more."
            ) from None
        self.stdout.write("Rebuilt. `manage.py audit` proves it.")
