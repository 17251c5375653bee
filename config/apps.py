"""Django's admin with the desk's own site."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "factdb.admin.site.desk_site"
