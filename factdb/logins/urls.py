"""Only these of allauth's pages: what they do not offer, such as signing up, has no address."""

from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.DeskLogin.as_view(), name="account_login"),
    path("logout/", views.DeskLogout.as_view(), name="account_logout"),
    path("password/change/", views.DeskPasswordChange.as_view(), name="account_change_password"),
]
