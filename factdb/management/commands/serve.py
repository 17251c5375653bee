"""The site with everything it needs, from a fresh machine to a clean stop."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import heartbeat
from config.locks import opened, taken
from config.preparation import logins_file, prepare
from config.problems import SetupProblem, explained
from config.worker import load_site

# A site that was killed takes this long to go away: its workers look for it twice a second.
PATIENCE = 3


class Command(BaseCommand):
    help = "Prepares the database, first content, logins and static files, then serves the site until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        with only_site(settings.VAR):
            require_free_port(settings.HOST, settings.PORT)
            prepare()
            # The workers have connections of their own, and an idle one here would hold back the vacuum.
            connections.close_all()
            threading.Thread(target=self.announce, daemon=True).start()
            if heartbeat.is_wanted(settings.DATABASES):
                threading.Thread(target=heartbeat.keep_beating, daemon=True).start()
            serve()

    def announce(self) -> None:
        while not answers(settings.HOST, settings.PORT):
            time.sleep(0.05)
        self.stdout.write(f"\nFactDB is ready: {address(settings.HOST, settings.PORT)}/")
        if settings.EMBEDDED and logins_file().exists():
            self.stdout.write(f"Logins for /admin/, also in {logins_file()}:\n{logins_file().read_text()}")
        self.stdout.flush()


@contextmanager
def only_site(var: Path) -> Iterator[None]:
    with explained(var):
        lock = opened(var / "site.lock")
    if not taken(lock, PATIENCE):
        raise SetupProblem(f"Another `make run` already uses {var}: stop it, or give this one a FACTDB_VAR of its own.")
    try:
        yield
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
    """The server itself shares its port with whoever asks alike, so it would not notice another one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen()
        except OSError as error:
            return error.strerror
    return None


def serve() -> None:
    # A fresh interpreter inherits neither connections nor locks, and is the same on every Python version.
    multiprocessing.set_start_method("spawn", force=True)
    site = Granian(
        "config.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.FACTDB_WORKERS,
        blocking_threads=1,
        # A thread that ends takes its database connections with it.
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # Closing the terminal stops the site too; the server's own answer would be to start new workers.
        site.on_startup(lambda: signal.signal(signal.SIGHUP, site.signal_handler_interrupt))
    try:
        site.serve(target_loader=load_site, wrap_loader=False)
    finally:
        # An impatient second Ctrl-C must not interrupt the database in its stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def answers(host: str, port: int) -> bool:
    connection = HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": site_name(host)})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def site_name(host: str) -> str:
    """A name that the site goes by: asked by another one it would log an attack."""
    allowed = settings.ALLOWED_HOSTS[0].lstrip(".")
    return reachable(host) if allowed == "*" else allowed


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def address(host: str, port: int) -> str:
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
