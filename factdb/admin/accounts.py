"""Accounts: who may do what follows from a person's groups, so single permissions are not handed out here."""

from typing import Any

from allauth.account.admin import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from factdb.logins.account_changes import record_account_change
from factdb.logins.log import describe_role
from factdb.logins.passwords import OthersPasswordForm

from .lists import StrictList
from .widgets import Inputs

admin.site.unregister(User)
admin.site.unregister(Group)
# allauth's, and empty: no mail is sent.
admin.site.unregister(EmailAddress)


@admin.register(User)
class AccountAdmin(Inputs, StrictList, UserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active", "is_staff"]
    filter_horizontal = []
    autocomplete_fields = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    change_password_form = OthersPasswordForm
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": [("first_name", "last_name"), "email"]}),
        (
            "Role",
            {
                "description": "reporter: drafts and submits. editor: also reviews, publishes and retracts. "
                "administrator: also keeps accounts. “Staff status” lets a person log in here.",
                "fields": ["groups", ("is_active", "is_staff")],
            },
        ),
        ("Dates", {"fields": [("last_login", "date_joined")]}),
    ]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Readers need no account, so a new one is for the desk."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Record who may do what from now on, where this has changed it."""
        super().save_related(request, form, formsets, change)
        if event := _describe_change(form, change):
            record_account_change(request, form.instance, event)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """No password is set that is not announced."""
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An administrator cannot take over an account that stands above the roles."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The ledger names people by their number: an account is closed with “active”, never deleted."""
        return False


def _describe_change(form: ModelForm, change: bool) -> str:
    """Say what a form has made of an account; nothing where it does the same as before under the same name."""
    role = f"role is now {describe_role(form.instance)}"
    if not change:
        return f"account made, {role}"
    if "username" in form.changed_data:
        return f"renamed from {form.initial['username']!r}, {role}"
    return role if {"groups", "is_active", "is_staff"} & {*form.changed_data} else ""


@admin.register(Group)
class RoleAdmin(StrictList, GroupAdmin):
    """The roles are made by a migration; who is in them is set at each account."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False
