"""The admin site: its name, its front page, and the guard before every view."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from factdb.logins.kept_forms import forward_to_login
from factdb.logins.views import DeskLogout

from . import dashboard
from .announcements import mark_changes_read
from .guard import check_request


class DeskSite(AdminSite):
    index_title = "The desk"
    index_template = "admin/desk/index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**dashboard.build_dashboard(self, request), **(extra_context or {})})

    def get_urls(self) -> list[URLResolver | URLPattern]:
        read = path("account-changes/read/", self.admin_view(mark_changes_read), name="read_account_changes")
        return [read, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = f"{settings.SITE.name} desk"
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the one login page, which sees to it that `next` is ours."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect(reverse("account_login", query={"next": request.GET.get("next", reverse("admin:index"))}))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return DeskLogout.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_request(request)
            return view(request, *args, **kwargs)

        checked = super().admin_view(update_wrapper(guarded, view), cacheable)

        def forward_or_check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            has_ended = request.method == "POST" and not request.user.is_authenticated
            return (has_ended and forward_to_login(request)) or checked(request, *args, **kwargs)

        return update_wrapper(forward_or_check, checked)


_site = DeskSite()


def desk_site() -> DeskSite:
    """The one site. A class as `default_site` would be made twice, because this package registers while it is made."""
    return _site
