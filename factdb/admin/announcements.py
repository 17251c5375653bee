"""What others did to accounts, on the desk's home of every administrator until that one has read it."""

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from factdb.models import AccountChange

from .staff import get_staff_user

MAX_ANNOUNCEMENTS = 20


class ReadForm(forms.Form):
    changes = forms.ModelMultipleChoiceField(AccountChange.objects.all())


def keeps_accounts(user: User) -> bool:
    return user.has_perm("auth.change_user")


def list_unread_changes(user: User) -> list[AccountChange]:
    """List what an administrator has neither done nor read, the newest first, since there is this account."""
    if not keeps_accounts(user):
        return []
    changes = AccountChange.objects.filter(at__gte=user.date_joined).exclude(actor=user).exclude(read_by=user)
    return list(changes.select_related("account", "actor").order_by("-at", "-pk")[:MAX_ANNOUNCEMENTS])


def mark_changes_read(request: HttpRequest) -> HttpResponse:
    """Mark those that were on the screen, for this administrator alone. Whom a login leads here has sent nothing."""
    user, form = get_staff_user(request), ReadForm(request.POST)
    if not keeps_accounts(user):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("admin:index")
    if not form.is_valid():
        raise BadRequest("What was read is no change of an account: open the desk's home and press “Read” there.")
    mark = AccountChange.read_by.through
    marks = [mark(accountchange_id=change.pk, user_id=user.pk) for change in form.cleaned_data["changes"]]
    mark.objects.bulk_create(marks, ignore_conflicts=True)
    return redirect("admin:index")
