"""Two people means two logins: where nothing can be taken back, one person with two accounts is refused."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q


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
        f"{other} gave {user} the password, and {user} has not logged in since: two people erase."
        for user, other in ((by, asked_by), (asked_by, by))
        if _is_login_given(user, other)
    ]


def _is_login_given(user: User, other: User) -> bool:
    """Say whether `other` knows the password of `user`, who has not logged in since."""
    about = LogEntry.objects.filter(
        user=other, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    given = about.filter(Q(action_flag=ADDITION) | Q(change_message__icontains="password"))
    return (given.filter(action_time__gt=user.last_login) if user.last_login else given).exists()
