"""What the desk keeps of its logins: wrong passwords of the last minute, and what was done to accounts by others."""

from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Now


class LoginAttempt(models.Model):
    """One password that was tried, and was wrong or is being checked. Neither the name nor the address stands here."""

    # SHA-256 of the account's name, or of the address: strangers type anything.
    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # Read by `attempts.count_attempt`, of one key.
            models.Index(fields=["key", "at"], name="loginattempt_key_at"),
        ]

    def __str__(self) -> str:
        return f"{self.key} at {self.at}"


class AccountChange(models.Model):
    """What another or a command did to an account: every administrator is told until that one has read it."""

    at = models.DateTimeField(db_default=Now())
    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Nobody where a command did it."
    )
    event = models.TextField(help_text="In the words of the log.")
    is_reset = models.BooleanField(help_text="Another set the password of somebody who had logged in before.")
    read_by = models.ManyToManyField(User, related_name="+")

    def __str__(self) -> str:
        return f"{self.event}: {self.account}"
