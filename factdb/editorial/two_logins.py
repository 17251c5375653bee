"""Two people means two logins: where nothing can be taken back, one person with two accounts is refused."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Now

from factdb.models import AccountChange

from .password_resets import RESET_COUNTS_FOR


def require_two_logins(by: User, asked_by: User) -> None:
    """Raise ValidationError unless both can log in at the desk, and not as each other. FACTDB_SOLO changes nothing."""
    if faults := [*_list_closed_logins(by, asked_by), *_list_shared_traits(by, asked_by)]:
        raise ValidationError(faults)


def _list_closed_logins(*users: User) -> list[str]:
    faults = []
    for user in users:
        if not (user.is_active and user.is_staff and user.has_usable_password()):
            faults.append(f"{user} cannot log in at the desk: name somebody who can.")
        elif not user.has_perm("factdb.change_claim"):
            faults.append(f"{user} has no role at the desk: name a reporter, an editor or an administrator.")
    return faults


def _list_shared_traits(by: User, asked_by: User) -> list[str]:
    if by == asked_by:
        return ["Two people erase: somebody else must have asked for it."]
    if by.username.casefold() == asked_by.username.casefold():
        return [f"{by} and {asked_by} are one name: two people erase."]
    if by.email and by.email.casefold() == asked_by.email.casefold():
        return [f"{by} and {asked_by} have one e-mail address: two people erase."]
    return [
        f"{other} could have logged in as {user}: name somebody else, or wait until {user} has logged in,"
        " and for a day after a new password."
        for user, other in ((by, asked_by), (asked_by, by))
        if _is_account_open_to(other, user)
    ]


def _is_account_open_to(other: User, user: User) -> bool:
    """Say whether `other` made or changed the account, and its owner has not logged in since, or had no day to."""
    is_unused = Q(at__gt=user.last_login) if user.last_login else Q(at__isnull=False)
    is_fresh_reset = Q(is_reset=True, at__gt=Now() - RESET_COUNTS_FOR)
    return AccountChange.objects.filter(is_unused | is_fresh_reset, account=user, actor=other).exists()
