"""Users and working copies by the names that commands take. Raises CommandError where there is none."""

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import CommandError

from factdb.choices import Action
from factdb.kinds import LEDGER_KINDS, Kind, resolve_name
from factdb.models import LedgerEntry
from factdb.models.desk import Desk
from factdb.models.ledger import name_erased


def find_user(username: str | None, option: str) -> User:
    if not username:
        raise CommandError(f"Say who: {option} USERNAME.")
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    return user


def find_working_copy(name: str) -> Desk:
    """Find it by its address, KIND/NUMBER or KIND/SLUG; a draft of a claim, which has no number yet, by its slug."""
    collection, _, key = name.strip().strip("/").partition("/")
    if collection not in LEDGER_KINDS or not key:
        raise CommandError(f"{name!r}: name it KIND/SLUG or claims/NUMBER, with a kind of {', '.join(LEDGER_KINDS)}.")
    kind = LEDGER_KINDS[collection]
    item = _find_by_key(kind, key)
    if item is None:
        raise CommandError(f"There is no {name!r} at the desk.")
    return item


def _find_by_key(kind: Kind, key: str) -> Any:
    copies = resolve_name(kind.desk_model).objects
    if kind.is_numbered and re.fullmatch("[0-9]{1,30}", key):
        if key != str(int(key)):
            address = f"{kind.collection}/{int(key)}"
            raise CommandError(f"{kind.collection}/{key}: write the number as in its address, {address}.")
        return copies.filter(number=key).first() or copies.filter(slug=key).first()
    return copies.filter(slug=key).first() or _find_erased(kind, key)


def _find_erased(kind: Kind, key: str) -> Any:
    """The desk has it under another slug; only its ledger entries know the one that it had."""
    erased = LedgerEntry.objects.filter(kind=kind.collection, key=key, action=Action.ERASED).order_by("-seq").first()
    return resolve_name(kind.desk_model).objects.filter(slug=name_erased(erased.seq)).first() if erased else None
