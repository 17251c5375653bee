"""Every password that is changed is recorded, by whatever way."""

from typing import Any

from allauth.core import context
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import User

from .account_changes import record_account_change


class PasswordLog:
    """Among AUTH_PASSWORD_VALIDATORS, because Django tells these of every password that is changed, by whatever way."""

    def validate(self, password: str, user: Any = None) -> None:
        """Any password is logged alike: not at all."""

    def get_help_text(self) -> str:
        return "That it was changed is logged, with the time and your address; the password itself is not."

    def password_changed(self, password: str, user: User) -> None:
        """Who never logged in is given a first password, which is no reset."""
        record_account_change(context.request, user, "password changed", is_reset=user.last_login is not None)


class OthersPasswordForm(AdminPasswordChangeForm):
    """Django tells no validator of a password that is taken away."""

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        user = super().set_password_and_save(user, *args, **kwargs)  # type: ignore[misc]
        if not user.has_usable_password():
            record_account_change(context.request, user, "password taken away")
        return user
