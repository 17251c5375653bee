"""What allauth asks of the desk: who may come in, where to go then, and in which words it refuses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from config.rate_limit import identify_client

from .attempts import count_attempt, forget_attempt
from .idle import forget_ended_sessions
from .log import log_access
from .refusals import LoginRefused
from .turns import wait_for_turn


class DeskAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This user name and this password do not belong together: type both again. "
        "If you have forgotten the password, an administrator of the desk gives you a new one.",
        "enter_current_password": "This is not your current password: type it again.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return identify_client(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, at the login or to change it. Raises `LoginRefused` where it is not checked."""
        name = credentials["username"]
        try:
            with wait_for_turn():
                attempts = count_attempt(name, self.get_client_ip(request))
                user = super().authenticate(request, **credentials)
                if user:
                    forget_attempt(attempts)
        except LoginRefused as refusal:
            log_access(request, f"password not checked ({type(refusal).__name__})", name)
            raise
        if not user:
            log_access(request, "wrong password", name)
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        forget_ended_sessions()
        log_access(request, "login", user.get_username())

    def logout(self, request: HttpRequest) -> None:
        log_access(request, "logout", request.user.get_username())
        super().logout(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """The pages are for browsers alone, whatever a header says."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")
