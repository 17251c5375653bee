"""A worker process of `manage.py serve`."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)


def load_site() -> Callable[..., Any]:
    """Imported late: this module travels to a fresh interpreter before Django is set up there."""
    # Ctrl-C in the terminal is for the site alone, which then ends its workers: two signals at once make one hang.
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, args=[os.getppid()], daemon=True).start()
    from config.wsgi import application

    # What is loaded now stays: the collector need not look through it again and again while requests are answered.
    gc.collect()
    gc.freeze()
    return for_granian(application)


def for_granian(site: Callable[..., Any]) -> Callable[..., Any]:
    """Granian sends a list in one go, and asks for the pieces of anything else one by one.

    A download of unknown length that fails must not look complete.
    """

    def answer(environ: Any, start_response: Any) -> Any:
        response = site(environ, start_response)
        if isinstance(response, list):
            return response
        if not response.streaming:
            response.close()
            return [response.content]
        return response if response.has_header("Content-Length") else Download(response)

    return answer


class Download:
    """Granian ends a body that failed like one that is whole, and gives no hold on its connection.

    So the worker ends with it, which breaks the connection off; a new one takes its place.
    """

    def __init__(self, response: Any) -> None:
        self.chunks = iter(response)
        self.close = response.close

    def __iter__(self) -> "Download":
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.chunks)
        except StopIteration:
            raise
        except BaseException:
            log.critical("A download broke off, and this worker ends with it.", exc_info=True)
            os._exit(1)


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
