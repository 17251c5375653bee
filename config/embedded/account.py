"""PostgreSQL refuses to run as root: there it gets a system user of its own and a way to its files."""

import os
import pwd
import stat
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from config.problems import SetupProblem

SYSTEM_USER = "factdb"


@cache
def get_system_account() -> pwd.struct_passwd | None:
    """Give the user that PostgreSQL runs as; None where that is ours. Raises `SetupProblem` if it cannot be made."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return _make_account()


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=False, capture_output=True)
        # Two first runs may make the user at once, so the outcome counts and not the exit code.
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, KeyError):
        raise SetupProblem(
            f"PostgreSQL does not run as root and the system user {SYSTEM_USER!r} cannot be made: "
            "run FactDB as a normal user, or set DATABASE_URL."
        ) from None


def as_account() -> dict[str, Any]:
    """Give the arguments for `subprocess` that change to that user."""
    user = get_system_account()
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give_to_account(path: Path) -> None:
    user = get_system_account()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def require_way_to(*places: Path) -> None:
    """Raises `SetupProblem` where that user cannot come to one of them: who may pass above is not ours to change."""
    user = get_system_account()
    if user is None:
        return
    above = sorted({directory for place in places for directory in place.resolve().parents})
    closed = [str(directory) for directory in above if not _lets_pass(directory, user)]
    if closed and not all(_can_reach(place.resolve().parent) for place in places):
        raise SetupProblem(
            f"PostgreSQL runs as the system user {SYSTEM_USER!r}, who may not pass through {' and '.join(closed)}: "
            f"allow it (chmod o+x {' '.join(closed)}), move FactDB and FACTDB_VAR to where everyone may pass, such as "
            "/srv, or run FactDB as a normal user."
        )


def _lets_pass(directory: Path, user: pwd.struct_passwd) -> bool:
    state = directory.stat()
    if state.st_uid == user.pw_uid:
        return bool(state.st_mode & stat.S_IXUSR)
    return bool(state.st_mode & (stat.S_IXGRP if state.st_gid == user.pw_gid else stat.S_IXOTH))


def _can_reach(directory: Path) -> bool:
    """Asked of the system itself, since access control lists may allow what modes do not."""
    return subprocess.run(["test", "-x", str(directory)], cwd="/", check=False, **as_account()).returncode == 0  # noqa: S607


def open_for_account(directory: Path) -> None:
    """Let the user pass through a directory of ours, without letting anyone list it."""
    if get_system_account() is not None:
        _add_mode(directory, stat.S_IXOTH)


def open_tree(path: Path) -> None:
    """Let the user read what was installed there."""
    if get_system_account() is None:
        return
    for directory, _, names in os.walk(path):
        _add_mode(Path(directory), stat.S_IROTH | stat.S_IXOTH)
        for name in names:
            _add_readable(Path(directory, name))


def _add_readable(file: Path) -> None:
    executable = file.stat().st_mode & stat.S_IXUSR
    _add_mode(file, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _add_mode(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)
