"""Who may log in: staff whose account is active. Of all others the login page says what it says of strangers."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return user.is_staff and super().user_can_authenticate(user)
