"""`manage.py createsuperuser`: Django's own, and who came in so is no secret."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User

from factdb.logins.account_changes import record_made_by_command
from factdb.management.examples import ExampleCommand


class Command(ExampleCommand, createsuperuser.Command):
    help = "Makes an administrator who stands above the roles. It is logged, and administrators are told."
    examples = ("createsuperuser", "createsuperuser --username ada --email ada@example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        before = list(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=before):
            record_made_by_command(user)
