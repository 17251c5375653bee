"""Users and working copies by the names that commands take. Raises CommandError where there is none."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import CommandError

from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models.desk import Desk


def find_user(username: str | None, option: str) -> User:
    if not username:
        raise CommandError(f"Say who: {option} USERNAME.")
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    return user


def find_working_copy(name: str) -> Desk:
    collection, _, slug = name.partition("/")
    if collection not in LEDGER_KINDS:
        raise CommandError(f"{name!r}: name it KIND/SLUG, with a kind of {', '.join(LEDGER_KINDS)}.")
    item: Desk | None = resolve_name(LEDGER_KINDS[collection].desk_model).objects.filter(slug=slug).first()
    if item is None:
        raise CommandError(f"There is no {name!r} at the desk.")
    return item
