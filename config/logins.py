"""The first passwords: made with a fresh site, kept in a file for its owner alone until somebody changes them."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from config.locks import hold_exclusive_lock
from config.secrets import write_private

log = logging.getLogger(__name__)


def get_logins_file() -> Path:
    return Path(settings.VAR) / "logins.txt"


def write_logins(passwords: dict[str, str]) -> None:
    write_private(get_logins_file(), "".join(f"{name:15}{password}\n" for name, password in passwords.items()))


class InitialPasswords:
    """Among AUTH_PASSWORD_VALIDATORS, because Django tells these of every password that is changed, by whatever way."""

    def validate(self, password: str, user: Any = None) -> None:
        """Any password is as good as the first one."""

    def get_help_text(self) -> str:
        """Django lists it among the rules of a new password."""
        return "The password that you were given first ends with it."

    def password_changed(self, password: str, user: User) -> None:
        if get_logins_file().exists():
            transaction.on_commit(lambda: forget_login(user.get_username()))


def forget_login(name: str) -> None:
    """Take the line of this name out of the file."""
    try:
        with hold_exclusive_lock(settings.VAR / "logins.lock"):
            _remove_line(get_logins_file(), name)
    except OSError as error:
        # The password is changed, whatever becomes of the old one's line.
        log.warning("Remove the old password of %s from %s yourself: %s.", name, get_logins_file(), error.strerror)


def _remove_line(file: Path, name: str) -> None:
    lines = file.read_text().splitlines() if file.exists() else []
    kept = [line for line in lines if line.split()[0] != name]
    if kept == lines:
        return
    if kept:
        write_private(file, "".join(f"{line}\n" for line in kept))
    else:
        file.unlink()
