"""The pages of logins, in the frame of the desk."""

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib import admin
from django.http import HttpRequest


class DeskFrame:
    """Before one of allauth's views in the list of bases: it adds what the admin's templates print."""

    request: HttpRequest
    title: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {**admin.site.each_context(self.request), "title": self.title}
        return frame | super().get_context_data(**kwargs)  # type: ignore[misc]


class DeskLogin(DeskFrame, LoginView):
    title = "Log in"


class DeskLogout(DeskFrame, LogoutView):
    title = "Log out"


class DeskPasswordChange(DeskFrame, PasswordChangeView):
    title = "Change your password"
