"""What the pages of logins ask, in the desk's words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from django.forms import Form


def label_fields(form: Form, **labels: str) -> None:
    """Say what a field is beside it alone: a placeholder is gone when something is typed."""
    for name, label in labels.items():
        form.fields[name].label = label
        del form.fields[name].widget.attrs["placeholder"]


class DeskLoginForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_fields(self, login="User name", password="Password")  # noqa: S106


class DeskPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_fields(self, oldpassword="Password until now", password1="New password", password2="New password again")

    def clean_oldpassword(self) -> str:
        """Check it as a login does, so that who finds an open browser has no more trials than a stranger."""
        adapter = get_adapter(context.request)
        password: str = self.cleaned_data["oldpassword"]
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password
