"""Locks that the kernel gives back when their holder dies, so that none of them can be stale."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold_exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock file `path` alone; whoever comes second waits."""
    descriptor = open_lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_lock_file(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(descriptor: int, seconds: float = 0) -> bool:
    """Try to lock for so many seconds; the trial itself costs microseconds."""
    until = time.monotonic() + seconds
    while not _try_lock_once(descriptor):
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
    return True


def _try_lock_once(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
