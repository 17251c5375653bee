"""What can be wrong with the machine that runs FactDB, each as one sentence that says what to do."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError

NO_SPACE = "No space left on device"
# PostgreSQL writes its log ahead in files of this size and stops when it cannot make one.
WAL_SEGMENT_BYTES = 16 * 1024 * 1024


class SetupProblem(OperationalError):
    """A database error, so that pages that survive one survive this; `manage.py` prints only its sentence."""


class DiskFullProblem(SetupProblem):
    pass


def is_disk_full(var: Path, report: str) -> bool:
    """Say whether the disk is full. It often swallows its own error, so what is free counts as much as `report`."""
    is_reported = any(NO_SPACE in line and "shared memory" not in line for line in report.splitlines())
    return is_reported or shutil.disk_usage(var).free < WAL_SEGMENT_BYTES


def disk_full_problem(var: Path) -> DiskFullProblem:
    return DiskFullProblem(f"The disk that holds {var} is full: free some space there, then start again.")


@contextmanager
def explain_file_errors(var: Path) -> Iterator[None]:
    """Turn what the file system refuses under `var` into a sentence. Raises `SetupProblem`."""
    try:
        yield
    except OSError as error:
        raise _file_problem(var, error) from error


def _file_problem(var: Path, error: OSError) -> SetupProblem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full_problem(var)
    return SetupProblem(
        f"{error.filename or var} cannot be used ({error.strerror}): make {var} a directory that you may "
        "write to, or name another one with FACTDB_VAR."
    )
