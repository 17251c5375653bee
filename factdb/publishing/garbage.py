"""Python's search for cycles, left out where it goes through millions of small objects and finds none."""

import gc
from contextlib import contextmanager


@contextmanager
def uncollected():
    """It took a fifth of a large publication; what is published lives until its end, and holds no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
