"""The site with everything it needs, from a fresh machine to a clean stop."""

import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connections

from config.preparation import HANDOVER_SECONDS, hold_site_lock, prepare_site
from config.problems import SetupProblem
from config.serving import end_start_once, serve_site
from factdb.management.examples import ExampleCommand


class Command(ExampleCommand):
    help = "Prepares the database, first content, logins and static files, then serves the site until it is stopped."
    examples = ("serve",)

    def handle(self, *args: Any, **options: Any) -> None:
        signals = end_start_once()
        with hold_site_lock(settings.VAR) as lock:
            require_free_port(settings.HOST, settings.PORT)
            first_login = prepare_site()
            # The workers have connections of their own, and an idle one here would hold back the vacuum.
            connections.close_all()
            if signals:
                raise SystemExit(128 + signals[0])
            serve_site(partial(self.announce, first_login), lock)

    def announce(self, first_login: str) -> None:
        message = f"\nFactDB is ready: {build_site_url(settings.HOST, settings.PORT)}/\n"
        if first_login:
            message += f"{first_login}\n"
        # A site goes on where nobody reads what it says.
        with suppress(OSError):
            self.stdout.write(message, ending="")
            self.stdout.flush()


def require_free_port(host: str, port: int) -> None:
    until = time.monotonic() + HANDOVER_SECONDS
    while problem := probe_port(host, port):
        if time.monotonic() > until:
            raise SetupProblem(
                f"{build_site_url(host, port)} cannot be used ({problem}): stop what is there, or choose another port, "
                f"as in `PORT={port + 1} make run`."
            )
        time.sleep(0.1)


def probe_port(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen()
        except OSError as error:
            return error.strerror
    return None


def get_reachable_host(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def build_site_url(host: str, port: int) -> str:
    name = get_reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
