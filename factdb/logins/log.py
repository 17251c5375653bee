"""One line for each login, denial, logout, role and password: when, whose, by whom, from which address.

The time, the level and the request's id are those of every line that is logged. Names are written as Python writes
them, so that a name with a line break makes no second line. No password ever stands in it.
"""

import logging

from django.contrib.auth.models import User
from django.http import HttpRequest

from config.rate_limit import identify_client

log = logging.getLogger("factdb.access")


def log_access(request: HttpRequest | None, event: str, name: str) -> None:
    """Where no request is, somebody at the machine itself has run a command."""
    address = identify_client(request) if request else "the command line"
    actor = request.user.get_username() if request and request.user.is_authenticated else ""
    by = f" by {actor!r}" if actor not in ("", name) else ""
    log.info("%s: %r%s from %s", event, name, by, address)


def describe_role(user: User) -> str:
    """As it stands now: groups, and what else decides what this account may do."""
    states = {"active": user.is_active, "staff": user.is_staff, "superuser": user.is_superuser}
    groups = user.groups.order_by("name").values_list("name", flat=True)
    return ", ".join([*groups, *(state for state, holds in states.items() if holds)]) or "nothing"
