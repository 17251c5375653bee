"""Users and working copies by the names that commands take. Raises CommandError where there is none."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import CommandError

from factdb.models.desk import Desk
from factdb.publishing.tables import WORKING_COPY_MODELS


def find_user(username: str | None, option: str) -> User:
    if not username:
        raise CommandError(f"Say who: {option} USERNAME.")
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    return user


def find_working_copy(name: str) -> Desk:
    collection, _, slug = name.partition("/")
    if collection not in WORKING_COPY_MODELS:
        raise CommandError(f"{name!r}: name it KIND/SLUG, with a kind of {', '.join(WORKING_COPY_MODELS)}.")
    item = WORKING_COPY_MODELS[collection].objects.filter(slug=slug).first()
    if item is None:
        raise CommandError(f"There is no {name!r} at the desk.")
    return item
