"""FactDB as a Django application."""

from django.apps import AppConfig


class FactdbConfig(AppConfig):
    name = "factdb"
    verbose_name = "Facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Checks register themselves when they are imported, and nothing else imports them.
        from config import checks as of_deployment  # noqa: F401

        from .public.filters import checks  # noqa: F401
