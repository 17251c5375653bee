"""The site's settings with the migration linter, which only developers have."""

from config.settings import *  # noqa: F403

INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
