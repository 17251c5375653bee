"""The site's settings with the migration linter, which only developers have."""

from config.settings import *  # noqa: F403

INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
# It refuses what a version before it could have written; none could, as a trigger proved (migration 0007).
MIGRATION_LINTER_OPTIONS = {"ignore_name": ["0013_chain_never_forks"]}
