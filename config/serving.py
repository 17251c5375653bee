"""What `manage.py serve` runs once everything is prepared: the site's workers, and the heartbeat where it is wanted."""

import gc
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections

from config import heartbeat
from config.embedded.server import get_embedded_server
from config.headers import list_headers
from config.problems import SetupProblem
from config.server.supervisor import Birth, Supervisor, Work
from config.server.worker import Site, Worker

BACKLOG = 1024


def serve_site(on_ready: Callable[[], None], lock: int) -> None:
    """Serve until the site is stopped. `lock` belongs to this process alone."""
    listener = open_listener(settings.HOST, settings.PORT)
    site = load_site()
    works: list[Work] = [partial(answer_clients, site, listener)] * settings.FACTDB_WORKERS
    if heartbeat.is_wanted(settings.DATABASES):
        works.append(run_heartbeat)
    works = [partial(run_in_child, lock, work) for work in works]
    Supervisor(works, on_ready, restarts=not has_terminal()).run(on_stop=listener.close)


def open_listener(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        raise SetupProblem(f"Port {port} of {host} was taken meanwhile ({error.strerror}): start again.") from error
    return listener


def load_site() -> Site:
    """Load all that requests need once for all workers, which share it from then on."""
    from config.wsgi import application

    site = Site(
        application,
        locks=settings.VAR,
        paths_with_body=settings.STAFF_PATHS,
        largest_body=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        downloads=settings.FACTDB_DOWNLOADS,
        after_download=connections.close_all,
        headers=list_headers(),
        access_log=sys.stdout.fileno() if settings.FACTDB_ACCESS_LOG else None,
        is_behind_proxy=settings.FACTDB_HTTPS,
    )
    warm_up_site(site)
    connections.close_all()
    # What is loaded now stays: the collector need not look through it again and again, nor write to what is shared.
    gc.collect()
    gc.freeze()
    return site


def warm_up_site(site: Site) -> None:
    """Django reads its addresses, and so imports its views, with the first request."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".")
    environ: dict[str, Any] = {"HTTP_HOST": "localhost" if name == "*" else name, "PATH_INFO": site.health}
    setup_testing_defaults(environ)
    response = site.application(environ, lambda *_: None)
    response.close()


def run_in_child(lock: int, work: Work, birth: Birth) -> None:
    """A child uses the embedded server in its own name, and the last one stops it."""
    os.close(lock)
    if settings.EMBEDDED:
        get_embedded_server(settings.VAR).join()
    try:
        work(birth)
    finally:
        connections.close_all()
        birth.see_parent_off()
        if settings.EMBEDDED:
            get_embedded_server(settings.VAR).leave()


def answer_clients(site: Site, listener: socket.socket, birth: Birth) -> None:
    worker = Worker(site, listener)
    worker.listen_to(birth.signals, birth.lifeline)
    birth.say_ready()
    worker.run()


def run_heartbeat(birth: Birth) -> None:
    """A database that does not answer may hold it up, and must not let it outlive its parent."""
    threading.Thread(target=exit_with_parent, args=[birth.lifeline], daemon=True).start()
    birth.say_ready()
    heartbeat.beat_until_signal(birth.signals.pipe)


def exit_with_parent(lifeline: int) -> None:
    select.select([lifeline], [], [])
    os._exit(1)


def has_terminal() -> bool:
    """Say whether a terminal can be closed on us."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def end_start_once() -> list[int]:
    """The first signal ends the start and the database with it; those that follow must not interrupt that.

    Returns the signals heard so far: a callback of another library may swallow the exception.
    """
    signals: list[int] = []
    is_wanted = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if is_wanted else [])]

    def exit_on_first(number: int, frame: Any) -> None:
        signals.append(number)
        if len(signals) == 1:
            for other in numbers:
                signal.signal(other, signal.SIG_IGN)
            raise SystemExit(128 + number)

    for number in numbers:
        signal.signal(number, exit_on_first)
    if is_wanted and not has_terminal():
        signal.signal(signal.SIGHUP, ignore_signal)
    return signals


def ignore_signal(number: int, frame: Any) -> None:
    """There are no workers yet that could be replaced."""
