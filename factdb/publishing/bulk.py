"""What only large publications need: two things at once on one connection, and no search for cycles.

While PostgreSQL stores some rows and finds others, the next ones are made.
"""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def run_pipeline(
    batches: Iterable[Any], read: Callable[[Any], Any], make: Callable[..., Any], store: Callable[..., None]
) -> None:
    """`store(batch, read(batch), make(batch, ...))` of each in order.

    `make` works while the batch before is stored and the one behind it read, so it must leave the connection alone.
    One batch needs no thread.
    """
    pairs = ((batch, read(batch)) for batch in batches)

    def store_and_read(*ready: Any) -> Any:
        store(*ready)
        return next(pairs, None)

    ready, thread = None, None
    with ExitStack() as stack:
        now = next(pairs, None)
        while now:
            future = None
            if ready:
                thread = thread or stack.enter_context(_share_connection())
                future = thread.submit(store_and_read, *ready)
            ready = *now, make(*now)
            now = future.result() if future else next(pairs, None)
        if ready:
            store(*ready)


@contextmanager
def _share_connection() -> Iterator[ThreadPoolExecutor]:
    """Start a thread that shares this one's connection, which must be left alone while it works."""
    connection, interval = connections[DEFAULT_DB_ALIAS], sys.getswitchinterval()
    connection.inc_thread_sharing()
    # Rows are made in one thread and sent away in another: PostgreSQL waited for more of them half of the time.
    sys.setswitchinterval(0.0005)
    try:
        share = connections.__setitem__, (DEFAULT_DB_ALIAS, connection)
        with ThreadPoolExecutor(1, "store", *share) as thread:
            yield thread
    finally:
        sys.setswitchinterval(interval)
        connection.dec_thread_sharing()


@contextmanager
def pause_gc() -> Iterator[None]:
    """Pause the cycle collector. It took a fifth of a large publication, which holds no cycle and lives to its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
