"""Wrong passwords of the last minute, in the database because all workers and machines share it."""

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
