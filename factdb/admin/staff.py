"""Who is at the desk."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def get_staff_user(request: HttpRequest) -> User:
    """The account behind a request of the admin, which lets nobody in without one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
