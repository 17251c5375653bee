"""What is done to accounts: a line of the log, and what administrators are told unless its owner did it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from factdb.models import AccountChange

from .log import describe_role, log_access


def record_account_change(request: HttpRequest | None, account: User, event: str, *, is_reset: bool = False) -> None:
    """Log what was done to an account, and announce it. Where no request is, a command did it."""
    name = account.get_username()
    transaction.on_commit(lambda: log_access(request, event, name))
    actor = request.user.pk if request and request.user.is_authenticated else None
    if actor != account.pk:
        AccountChange.objects.create(account=account, actor_id=actor, event=event, is_reset=is_reset)


def record_made_by_command(account: User) -> None:
    """Log that a command made an account, and announce it where there is an administrator who can be told."""
    event, name = f"account made, role is now {describe_role(account)}", account.get_username()
    if User.objects.with_perm("auth.change_user").exclude(pk=account.pk).exists():
        record_account_change(None, account, event)
    else:
        transaction.on_commit(lambda: log_access(None, event, name))
