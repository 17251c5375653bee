"""What only large publications need: two things at once on one connection, and no search for cycles.

While PostgreSQL stores some rows and finds others, the next ones are made.
"""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from django.db import DEFAULT_DB_ALIAS, connections


def run_pipeline(batches, read, make, store):
    """`store(batch, read(batch), make(batch, ...))` of each in order.

    `make` works while the batch before is stored and the one behind it read, so it must leave the connection alone.
    One batch needs no thread.
    """
    found = ((batch, read(batch)) for batch in batches)

    def store_and_read(*ready):
        store(*ready)
        return next(found, None)

    ready, thread = None, None
    with ExitStack() as stack:
        now = next(found, None)
        while now:
            storing = None
            if ready:
                thread = thread or stack.enter_context(_share_connection())
                storing = thread.submit(store_and_read, *ready)
            ready = *now, make(*now)
            now = storing.result() if storing else next(found, None)
        if ready:
            store(*ready)


@contextmanager
def _share_connection():
    """A thread that shares this one's connection, which must be left alone while it works."""
    shared, interval = connections[DEFAULT_DB_ALIAS], sys.getswitchinterval()
    shared.inc_thread_sharing()
    # Rows are made in one thread and sent away in another: PostgreSQL waited for more of them half of the time.
    sys.setswitchinterval(0.0005)
    try:
        share = connections.__setitem__, (DEFAULT_DB_ALIAS, shared)
        with ThreadPoolExecutor(1, "store", *share) as thread:
            yield thread
    finally:
        sys.setswitchinterval(interval)
        shared.dec_thread_sharing()


@contextmanager
def pause_gc():
    """It took a fifth of a large publication; what is published lives until its end, and holds no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
