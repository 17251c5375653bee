"""What befalls a backup or a restore, as a CommandError of one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError

from config.backup.archive import BackupProblem
from config.problems import SetupProblem


@contextmanager
def explain_backup_failures(file: Path, done: str) -> Iterator[None]:
    """`done` is what was to be done with the file, such as "read"."""
    try:
        yield
    except BackupProblem as problem:
        raise CommandError(str(problem)) from None
    except SetupProblem:
        raise
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        raise CommandError(f"The database failed meanwhile, try again: {reason}") from error
    except OSError as error:
        raise CommandError(f"{file} could not be {done}: {error.strerror}.") from error
