"""The admin site: its name, its front page, and a guard against what PostgreSQL cannot store."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest

from . import dashboard


class DeskSite(AdminSite):
    site_header = "FactDB desk"
    site_title = "FactDB desk"
    index_title = "The desk"
    index_template = "admin/desk/index.html"

    def index(self, request, extra_context=None):
        return super().index(request, {**dashboard.build_dashboard(self, request), **(extra_context or {})})

    def admin_view(self, view, cacheable=False):
        """PostgreSQL refuses NUL in text, and Django's lookups do not: a filter with one would be a 500."""

        def guarded(request, *args, **kwargs):
            if "\0" in request.path or any("\0" in value for _, value in request.GET.items()):
                raise BadRequest("The address holds a NUL character.")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(guarded, view), cacheable)


_site = DeskSite()


def desk_site():
    """The one site. A class as `default_site` would be made twice, because this package registers while it is made."""
    return _site
