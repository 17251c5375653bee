"""A worker process of `manage.py serve`."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any


def load_site() -> Callable[..., Any]:
    """Imported late: this module travels to a fresh interpreter before Django is set up there."""
    # Ctrl-C in the terminal is for the site alone, which then ends its workers: two signals at once make one hang.
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, args=[os.getppid()], daemon=True).start()
    from config.wsgi import application

    return application


def _end_with_parent(parent: int) -> None:
    """A server killed without warning cannot stop its workers, and they would hold the port for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    _leave_no_database()
    os._exit(1)


def _leave_no_database() -> None:
    """The last worker stops the embedded server, which else would outlive its site until the next run."""
    from django.conf import settings

    from config.embedded.server import server_of

    if settings.EMBEDDED:
        server_of(settings.VAR).join()
        server_of(settings.VAR).leave()
