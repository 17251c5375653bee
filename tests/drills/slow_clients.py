"""`python -m tests.drills.slow_clients`: 300 clients that send a byte a second, stop in the middle, or read nothing.

Meanwhile an observer asks for pages, the API and `/healthz`. It exits with 1 where one of them waited two seconds.
`--server granian` and `--server gunicorn` try those where they are installed, see docs/decisions/001-server.md.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.herd import Herd
from tests.drills.observer import LIMIT, Observer
from tests.processes import ROOT, free_port

RELEASE, RELEASE_FILE = "drill", "claims.csv.gz"
RELEASE_BYTES = 30_000_000
COMMANDS = {
    "waitress": ["manage.py", "serve"],
    "granian": [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        "--port",
        "{port}",
    ],
    "gunicorn": ["-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "-b"],
}
WSGI = "config.wsgi:application"


def command_of(server: str, port: int) -> list[str]:
    more = {"waitress": [], "granian": [WSGI], "gunicorn": [f"127.0.0.1:{port}", WSGI]}[server]
    return [sys.executable, *(word.format(port=port) for word in COMMANDS[server]), *more]


@contextmanager
def site(server: str, var: Path, releases: Path) -> Iterator[int]:
    """Its port."""
    port = free_port()
    own = {"FACTDB_VAR": str(var), "PORT": str(port), "FACTDB_WORKERS": "2", "FACTDB_RELEASES": str(releases)}
    own["DJANGO_SETTINGS_MODULE"] = "config.settings"
    process = subprocess.Popen(
        command_of(server, port), cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            print(f"    {server} did not stop within 20 s, and was killed.")
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(port: int, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as asked:
                asked.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in asked.recv(100):
                    return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def make_release(releases: Path) -> None:
    """Large enough that no kernel holds it for a client."""
    (releases / RELEASE).mkdir(parents=True)
    (releases / RELEASE / RELEASE_FILE).write_bytes(os.urandom(RELEASE_BYTES))


def drill(port: int, clients: int, seconds: float) -> tuple[Observer, Herd]:
    herd = Herd(port, clients, f"/releases/{RELEASE}/{RELEASE_FILE}")
    herd.start()
    # All of them first, as an attack or a bad link would find the site.
    time.sleep(min(3, seconds / 4))
    observer = Observer(port)
    observer.start()
    time.sleep(seconds)
    observer.stop()
    herd.stop()
    return observer, herd


def build_record(claims: int) -> None:
    import django
    from django.db import connections

    django.setup()
    from tests.bench.running import prepared

    prepared(claims, claims // 10, print)
    connections.close_all()


def main() -> None:
    options = parsed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["FACTDB_VAR"] = str(options.var or ROOT / "var" / "bench" / str(options.claims))
    build_record(options.claims)
    with tempfile.TemporaryDirectory(prefix="factdb-drill-") as releases:
        make_release(Path(releases))
        with site(options.server, Path(os.environ["FACTDB_VAR"]), Path(releases)) as port:
            observer, herd = drill(port, options.clients, options.seconds)
    print("\n".join(f"    {line}" for line in [*observer.figures(), *herd.figures()]))
    told = f"{len(observer.told):,} answers beside {options.clients} slow clients, {len(observer.late())} late or none"
    print(f"slow_clients: {told}, {options.server}, {options.claims:,} claims, {options.seconds:.0f} s")
    if observer.late():
        sys.exit(f"FAILED: slow_clients: an answer took longer than {LIMIT:g} s, or never came.")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="slow_clients", description=__doc__)
    parser.add_argument("--server", choices=sorted(COMMANDS), default="waitress")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--var", type=Path, help="the directory of the record, instead of that of the bench")
    return parser.parse_args()


if __name__ == "__main__":
    main()
