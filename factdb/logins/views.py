"""The pages of logins, in the frame of the desk."""

from itertools import chain
from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .kept_forms import is_forwarded, is_owner, list_kept_fields
from .refusals import LoginRefused


class PasswordCheck:
    """Before a view whose form checks a password: what is refused unchecked is 429."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        for error in chain.from_iterable(form.errors.as_data().values()):
            if isinstance(error, LoginRefused):
                response.status_code, response["Retry-After"] = 429, str(error.wait)
        return response


class DeskFrame:
    """Before one of allauth's views in the list of bases: it adds what the admin's templates print."""

    request: HttpRequest
    title: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {**admin.site.each_context(self.request), "title": self.title}
        return frame | super().get_context_data(**kwargs)  # type: ignore[misc]


class DeskLogin(PasswordCheck, DeskFrame, LoginView):
    title = "Log in"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"data": None, "files": None} if is_forwarded(self.request) else kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"kept": list_kept_fields(self.request)} | super().get_context_data(**kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Lead to what was asked for, or offer to send what was sent when the session had ended."""
        response = super().form_valid(form)
        if not (list_kept_fields(self.request) and is_owner(self.request)):
            return response
        again = {"title": "Send it again", "address": response["Location"]}
        return render(self.request, "account/kept.html", self.get_context_data(form=form) | again)


class DeskLogout(DeskFrame, LogoutView):
    title = "Log out"


class DeskPasswordChange(PasswordCheck, DeskFrame, PasswordChangeView):
    title = "Change your password"
