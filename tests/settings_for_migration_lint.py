"""The site's settings with the migration linter, which only developers have."""

from config.settings import *  # noqa: F403

INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
# 0013 refuses what a version before it could have written; none could, as a trigger proved (migration 0007).
# 0029 widens numbers of the same scale, which rewrites nothing, and fills a column before it must have a value; a door
# of a version before cannot publish beside it, and an upgrade stops the site first. 0030 makes unique a column that no
# released version has.
MIGRATION_LINTER_OPTIONS = {"ignore_name": ["0013_chain_never_forks", "0029_numbers_days_names", "0030_order_of_names"]}
