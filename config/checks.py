"""Warnings of what works: at every start where it was hardly meant, at `check --deploy` where it guards too little."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

from config.database import PUBLIC_ROLE
from config.environment import find_unknown_variables


@register
def check_variables(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """An environment outlives versions, so what this one does not know must not stop it."""
    return [
        Warning(
            f"{name} is set, and FactDB has no such variable.",
            hint=f"Did you mean {nearest}?" if nearest else "README.md lists all variables.",
            id="factdb.W003",
        )
        for name, nearest in find_unknown_variables(os.environ)
    ]


@register(Tags.security, deploy=True)
def check_public_login(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if settings.EMBEDDED or not settings.DATABASES["public"]["OPTIONS"]["options"].startswith(f"-c role={PUBLIC_ROLE}"):
        return []
    message = "Readers share the database login of the desk: SET ROLE holds them back, and SET ROLE NONE undoes it."
    hint = f"Give {PUBLIC_ROLE} a password and set PUBLIC_DATABASE_URL."
    return [Warning(message, hint=hint, id="factdb.W001")]


@register(Tags.security, deploy=True)
def check_four_eyes(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if not settings.FACTDB_SOLO:
        return []
    return [Warning("FACTDB_SOLO lets one person approve own work.", hint="Unset it.", id="factdb.W002")]
