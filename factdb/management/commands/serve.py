"""The site with everything it needs, from a fresh machine to a clean stop."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from config.locks import opened, taken
from config.preparation import logins_file, prepare
from config.problems import SetupProblem, explained
from config.serving import end_start_once, serve

# A site that was killed takes this long to go away: its workers look for it twice a second.
PATIENCE = 3


class Command(BaseCommand):
    help = "Prepares the database, first content, logins and static files, then serves the site until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        heard = end_start_once()
        with only_site(settings.VAR) as lock:
            require_free_port(settings.HOST, settings.PORT)
            prepare()
            # The workers have connections of their own, and an idle one here would hold back the vacuum.
            connections.close_all()
            if heard:
                raise SystemExit(128 + heard[0])
            serve(self.announce, lock)

    def announce(self) -> None:
        said = f"\nFactDB is ready: {address(settings.HOST, settings.PORT)}/\n"
        if settings.EMBEDDED and logins_file().exists():
            said += f"Logins for /admin/, also in {logins_file()}:\n{logins_file().read_text()}\n"
        # A site goes on where nobody reads what it says.
        with suppress(OSError):
            self.stdout.write(said, ending="")
            self.stdout.flush()


@contextmanager
def only_site(var: Path) -> Iterator[int]:
    with explained(var):
        lock = opened(var / "site.lock")
    if not taken(lock, PATIENCE):
        raise SetupProblem(f"Another `make run` already uses {var}: stop it, or give this one a FACTDB_VAR of its own.")
    try:
        yield lock
    finally:
        os.close(lock)


def require_free_port(host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while problem := port_problem(host, port):
        if time.monotonic() > until:
            raise SetupProblem(
                f"{address(host, port)} cannot be used ({problem}): stop what is there, or choose another port, "
                f"as in `PORT={port + 1} make run`."
            )
        time.sleep(0.1)


def port_problem(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen()
        except OSError as error:
            return error.strerror
    return None


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def address(host: str, port: int) -> str:
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
