"""What the pages of logins ask, in the desk's words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context


class DeskLoginForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in (("login", "User name"), ("password", "Password")):
            self.fields[field].label = label
            del self.fields[field].widget.attrs["placeholder"]


class DeskPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            del field.widget.attrs["placeholder"]

    def clean_oldpassword(self) -> str:
        """Check it as a login does, so that who finds an open browser has no more trials than a stranger."""
        adapter = get_adapter(context.request)
        password: str = self.cleaned_data["oldpassword"]
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password
