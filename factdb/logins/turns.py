"""One password check at a time in a worker: it takes a processor and 19 MB, and readers wait for the same threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from .refusals import LoginsBusy

CHECKING = Lock()
# Who checks, and one who waits: the worker's other threads are the readers'.
PLACES = BoundedSemaphore(2)


@contextmanager
def wait_for_turn() -> Iterator[None]:
    """Hold the worker's one check. Raises `LoginsBusy` where somebody waits already."""
    if not PLACES.acquire(blocking=False):
        raise LoginsBusy
    try:
        with CHECKING:
            yield
    finally:
        PLACES.release()
