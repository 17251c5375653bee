"""Processes for tests: ports, waiting, and a site that `manage.py serve` runs on a directory and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
SERVE = [sys.executable, "manage.py", "serve"]


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_until(condition: Callable[[], object], what: str, patience: float = 30) -> float:
    """Seconds until it holds."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() > began + patience:
            raise AssertionError(f"Not within {patience:g} s: {what}.")
        time.sleep(0.005)
    return time.monotonic() - began


def environment(var, port, **more):
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "SECRET_KEY"))}
    return {**kept, "FACTDB_VAR": str(var), "PORT": str(port), "FACTDB_WORKERS": "2", **more}


class Site:
    def __init__(self, var, port=None, **more):
        self.var = var
        self.port = port or free_port()
        self.said = ""
        self.process = subprocess.Popen(
            SERVE,
            cwd=ROOT,
            env=environment(var, self.port, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Without a terminal, whoever runs the tests.
            start_new_session=True,
        )

    def wait_until_ready(self):
        for line in self.process.stdout:
            self.said += line
            if line.startswith("FactDB is ready"):
                return
        raise AssertionError(self.process.stderr.read())

    def answers(self):
        with urlopen(f"http://127.0.0.1:{self.port}/healthz") as response:
            return response.status == 200

    def headers(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.headers

    def workers(self):
        """Ids, the oldest first."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sorted(int(pid) for pid in children if b"serve" in readable(Path(f"/proc/{pid}/cmdline")))

    def measure_memory(self, name="VmRSS"):
        """Bytes that the workers have for themselves and share; `VmHWM` is the most that they ever had."""
        statuses = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in self.workers()]
        return sum(int(entry.split()[1]) * 1024 for status in statuses for entry in status if entry.startswith(name))

    def read_on(self):
        """What the site says must be read, or it waits for us."""
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=deque, args=[stream, 0], daemon=True).start()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@contextmanager
def running(var):
    site = Site(var)
    try:
        site.wait_until_ready()
        yield site
    finally:
        site.stop()


def refusal(var, port=None):
    """What `serve` says when it cannot start: the only line it prints."""
    done = subprocess.run(
        SERVE, cwd=ROOT, env=environment(var, port or free_port()), capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line


def processes_of(var):
    """Everything alive that was started for this directory: the server is told its path, the site its variable."""
    ours = f"FACTDB_VAR={var}".encode()
    return [path.name for path in Path("/proc").glob("[0-9]*") if ours in readable(path / "environ").split(b"\0")]


def left_behind(var):
    """The workers of a killed site stop its database, which takes a moment."""
    until = time.monotonic() + 5
    while (left := processes_of(var)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def readable(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


@contextmanager
def directory():
    """Not pytest's own: it closes its directories to the user that PostgreSQL runs as under root."""
    with tempfile.TemporaryDirectory(prefix="factdb-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
