"""`manage.py rebuild`: makes the public projection again from the ledger."""

from django.core.management.base import BaseCommand

from factdb.publishing.rebuilding import rebuild


class Command(BaseCommand):
    help = "Makes the public projection again from the ledger. Readers see the old one until it is done."

    def handle(self, *args, **options):
        rebuild(report=lambda collection, done: self.stdout.write(f"{collection}: {done}"))
        self.stdout.write("Rebuilt. `manage.py audit` proves it.")
