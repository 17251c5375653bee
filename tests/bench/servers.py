"""The site and the floor as processes of their own, each with two workers of the same server."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo


@contextmanager
def site(**environment: str) -> Iterator[int]:
    """Its port. `environment` adds to this process's own."""
    yield from _served([sys.executable, "manage.py", "serve"], "/healthz", environment)


@contextmanager
def floor() -> Iterator[int]:
    yield from _served([sys.executable, "-m", "tests.bench.serve_floor"], "/sql/claim/1", {"BENCH_DSN": dsn()})


@contextmanager
def peer(command: list[str], path: str) -> Iterator[int]:
    """Another's server, which takes its port as an option."""
    yield from _served(["sh", "-c", f'exec {shlex.join(command)} --port "$PORT"'], path, {})


def dsn() -> str:
    """The readers' own login."""
    params = connections["public"].get_connection_params()
    wanted = ("host", "port", "user", "password", "dbname")
    return make_conninfo(**{name: params[name] for name in wanted if name in params})


_processes: dict[int, int] = {}


def workers(port: int) -> list[int]:
    """Ids of the processes that answer there: all that the site started and that started nothing themselves."""
    below = [_processes[port]]
    for pid in below:
        below += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return below[1:]


def _served(command: list[str], path: str, environment: dict[str, str]) -> Iterator[int]:
    port = _free_port()
    own = {"HOST": "127.0.0.1", "PORT": str(port), "FACTDB_VAR": str(settings.VAR)}
    process = subprocess.Popen(
        command,
        env={**os.environ, **own, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _processes[port] = process.pid
    try:
        _wait(process, port, path)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(process: subprocess.Popen, port: int, path: str) -> None:
    from tests.bench.client import measure, request

    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            measure(port, [request(path)], clients=1, seconds=0.1)
            return
        except (OSError, RuntimeError):
            time.sleep(0.2)
    raise RuntimeError(f"{process.args} does not answer.")
