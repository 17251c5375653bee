"""Random secrets of the embedded default, made once and kept under var/ for their owner alone."""

import json
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from config.locks import hold_exclusive_lock
from config.problems import SetupProblem, explain_file_errors

SECRET_NAMES = ("secret_key", "postgres", "factdb", "factdb_public")


def load_secrets(var: Path) -> dict[str, str]:
    path = var / "secrets.json"
    with explain_file_errors(var):
        if not path.exists():
            _make_secrets(var, path)
        text = path.read_text()
    try:
        return {name: json.loads(text)[name] for name in SECRET_NAMES}
    except (ValueError, KeyError) as error:
        raise _lost_secrets_problem(var, path) from error


def _make_secrets(var: Path, path: Path) -> None:
    with hold_exclusive_lock(var / "secrets.lock"):
        if path.exists():
            return
        if (var / "postgres").exists():
            raise _lost_secrets_problem(var, path)
        write_private(path, json.dumps({name: secrets.token_urlsafe(48) for name in SECRET_NAMES}))


def _lost_secrets_problem(var: Path, path: Path) -> SetupProblem:
    return SetupProblem(
        f"{path} is damaged or gone and the database beside it opens with nothing else: put it back, or move {var} "
        "away to start anew."
    )


def open_private(path: Path) -> BinaryIO:
    """Make a file that only its owner may read and write. Raises `FileExistsError`."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_private(path: Path, text: str) -> None:
    """Write a file for its owner alone, whole or not at all: a crash in between leaves a draft."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open_private(draft) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
