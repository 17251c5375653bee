"""What stands between a fresh machine and the first page: tables, first content, logins, static files."""

import hashlib
import os
import secrets
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connections, transaction

from config.database import PUBLIC_ROLE, require_supported
from config.locks import open_lock_file, try_lock
from config.logins import get_logins_file, write_logins
from config.problems import SetupProblem, disk_full_problem, explain_file_errors, is_disk_full
from factdb.logins.account_changes import record_made_by_command

PREPARATION_LOCK_KEY = 0x50726570  # "Prep", the key of the advisory lock
# A site that was killed takes this long to go away: its workers look for it twice a second.
HANDOVER_SECONDS = 3
ROLES = ("reporter", "editor", "administrator")


def prepare_site() -> str:
    """Returns what to say of the first login."""
    with explain_file_errors(settings.VAR), explain_database_errors():
        connect_database("default", "DATABASE_URL")
        require_supported(connections["default"])
        require_texts(settings.FACTDB_TEXTS)
        with take_turn():
            call_command("migrate", interactive=False, verbosity=0)
            connect_database("public", "PUBLIC_DATABASE_URL")
            if settings.FACTDB_DEMO:
                call_command("first_run")
            if settings.FACTDB_TEXTS:
                call_command("intake", attach=settings.FACTDB_TEXTS, waiting=True)
            call_command("rebuild", past=True)
        first_login = (settings.EMBEDDED and ensure_logins()) or describe_first_login()
        collect_static(settings.VAR / "static.stamp")
    return first_login


@contextmanager
def hold_site_lock(var: Path) -> Iterator[int]:
    with explain_file_errors(var):
        lock = open_lock_file(var / "site.lock")
    if not try_lock(lock, HANDOVER_SECONDS):
        raise SetupProblem(f"Another `make run` already uses {var}: stop it, or give this one a FACTDB_VAR of its own.")
    try:
        yield lock
    finally:
        os.close(lock)


def require_texts(folder: str) -> None:
    if folder and not any(Path(folder).glob("*.txt")):
        raise SetupProblem(f"FACTDB_TEXTS is {folder!r}: give a folder that is there and holds .txt files.")


@contextmanager
def take_turn() -> Iterator[None]:
    """Machines that start together on one database prepare it in turn; a turn ends with its connection at the latest.

    Tried again and again: who waits inside a statement holds up indexes that are built concurrently.
    """
    with connections["default"].cursor() as cursor:
        while not query_lock(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(0.2)
        yield
        query_lock(cursor, "SELECT pg_advisory_unlock(%s)")


def query_lock(cursor: Any, question: str) -> bool:
    cursor.execute(question, [PREPARATION_LOCK_KEY])
    return cursor.fetchone()[0]


def connect_database(alias: str, variable: str) -> None:
    try:
        connections[alias].ensure_connection()
    except SetupProblem:
        raise
    except OperationalError as error:
        if settings.EMBEDDED:
            raise
        raise explain_refused_login(variable, str(error).partition("\n")[0]) from error


def explain_refused_login(variable: str, reason: str) -> SetupProblem:
    if "permission denied to set role" in reason:
        user = settings.DATABASES["default"]["USER"]
        return SetupProblem(
            f'Readers have no login yet: let an administrator run GRANT {PUBLIC_ROLE} TO "{user}", or set {variable}.'
        )
    return SetupProblem(f"The database of {variable} does not let FactDB in, see to both: {reason}")


@contextmanager
def explain_database_errors() -> Iterator[None]:
    try:
        yield
    except SetupProblem:
        raise
    except OperationalError as error:
        if settings.EMBEDDED and is_disk_full(settings.VAR, f"{error}\n{read_server_log()}"):
            raise disk_full_problem(settings.VAR) from error
        reason = str(error).partition("\n")[0]
        raise SetupProblem(f"The database failed meanwhile, start again: {reason}") from error


def read_server_log() -> str:
    return (settings.VAR / "postgres.log").read_text(errors="replace")


def ensure_logins() -> str:
    """Make logins, their file first: after a crash in between there are no users, and the next run makes both anew.

    Returns what the run that made them says of them.
    """
    if User.objects.filter(username__in=ROLES).exists():
        return ""
    passwords = {role: secrets.token_urlsafe(12) for role in ROLES}
    write_logins(passwords)
    with transaction.atomic():
        for role, password in passwords.items():
            user = User.objects.create_user(role, password=password, is_staff=True)
            user.is_superuser = role == "administrator"
            user.save()
            user.groups.add(Group.objects.get(name=role))
            record_made_by_command(user)
    file = get_logins_file()
    return f"Logins for /admin/, each also in {file} until its password is changed:\n{file.read_text()}"


def describe_first_login() -> str:
    """How to get into /admin/ for the first time; nothing where there is an administrator already."""
    if settings.EMBEDDED and get_logins_file().exists():
        return f"First passwords for /admin/ that nobody has changed yet are in {get_logins_file()}.\n"
    if User.objects.filter(is_superuser=True, is_active=True).exists():
        return ""
    command = shlex.join([shorten_path(sys.executable), shorten_path(sys.argv[0]), "createsuperuser"])
    return f"Nobody can log in to /admin/ yet. Make the first administrator, with the same variables set:\n{command}\n"


def shorten_path(path: str) -> str:
    """As it can be typed where the site was started."""
    place = Path(path).absolute()
    return str(place.relative_to(Path.cwd())) if place.is_relative_to(Path.cwd()) else path


def collect_static(stamp: Path) -> None:
    """Collect static files if one has changed: hashing and compressing takes seconds."""
    fingerprint = fingerprint_static_files()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def fingerprint_static_files() -> str:
    digest = hashlib.sha256(str(settings.STORAGES).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
