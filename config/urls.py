"""Where each part of the site hangs."""

from django.contrib import admin
from django.urls import include, path

handler404 = "factdb.pages.site.missing"
urlpatterns = [
    path("api/", include("factdb.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("factdb.pages.urls")),
]
