"""FactDB as a Django application."""

import gc

from django.apps import AppConfig


class FactdbConfig(AppConfig):
    name = "factdb"
    verbose_name = "FactDB"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Checks register themselves when they are imported, and nothing else imports them.
        from config import checks  # noqa: F401

        # A thousand parsed documents are a million small objects without a cycle: Python's own 700, 10, 10 spent a
        # fifth of `rebuild` on looking for some.
        gc.set_threshold(10_000, 50, 20)
