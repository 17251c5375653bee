"""Releases for download: folders below FACTDB_RELEASES, each as `manage.py export` wrote it.

A name from outside is compared with what may be there and never becomes a path before that. What holds something that
was erased by law since is withdrawn: the ledger says which releases do, so nobody has to remember it.
"""

import json
import logging
import re
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from .erasures import ErasedThing, list_erasures, select_erased_since
from .write_release import DESCRIPTION, FILES, SUMS

log = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Leads to the newest one, so no release has this name.
LATEST = "latest"


class File(NamedTuple):
    name: str
    bytes: int


class Release(NamedTuple):
    """`withdrawn_by` are the ledger entries that erased by law what it holds; then it has no `files` to offer."""

    name: str
    seq: int
    sha256: str
    at: str
    files: list[File]
    withdrawn_by: list[int]


def list_releases() -> list[Release]:
    """List what FACTDB_RELEASES has, the latest entry of the ledger first; what is no release is left out."""
    root = settings.FACTDB_RELEASES
    folders = [folder for folder in root.iterdir() if _is_name(folder.name)] if root.is_dir() else []
    erasures = list_erasures() if folders else []
    releases = [release for folder in folders if (release := _read_release(folder, erasures))]
    return sorted(releases, key=lambda release: (-release.seq, release.name))


def find_release(name: str) -> Release | None:
    """Find one by its name; None for everything else."""
    folder = settings.FACTDB_RELEASES / name if _is_name(name) else None
    return _read_release(folder, list_erasures()) if folder and folder.is_dir() else None


def delete_withdrawn_files() -> list[str]:
    """Delete the data of releases that are withdrawn, and give their names; what describes them stays."""
    withdrawn = [release.name for release in list_releases() if release.withdrawn_by]
    return [name for name in withdrawn if _delete_data(settings.FACTDB_RELEASES / name)]


def _delete_data(folder: Path) -> bool:
    files = list(folder.glob("*.gz"))
    for file in files:
        file.unlink()
    return bool(files)


def find_release_file(name: str, file: str) -> Path | None:
    """Find a file of a release; None for everything else, links that lead out of the releases among it."""
    if file not in FILES or not _is_name(name):
        return None
    root = settings.FACTDB_RELEASES.resolve()
    path = (root / name / file).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def read_sum(path: Path) -> str:
    """Read the SHA-256 of a release's file, as SHA256SUMS has it; of SHA256SUMS its own.

    Raises `OSError`, and `ValueError` or `KeyError` where the file is not in it.
    """
    content = (path.parent / SUMS).read_bytes()
    if path.name == SUMS:
        return sha256(content).hexdigest()
    return {name: digest for digest, name in map(str.split, content.decode().splitlines())}[path.name]


def _is_name(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and name != LATEST


def _read_release(folder: Path, erasures: list[ErasedThing]) -> Release | None:
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return _build_release(folder, package, erasures)
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s is not shown, because it is no release: %r", folder, error)
        return None


def _build_release(folder: Path, package: Any, erasures: list[ErasedThing]) -> Release:
    head = package["ledger"]
    withdrawn_by = select_erased_since(erasures, int(head["seq"]), made_without=head.get("erased", ()))
    files = [] if withdrawn_by else [File(name, (folder / name).stat().st_size) for name in FILES]
    return Release(folder.name, int(head["seq"]), str(head["sha256"]), str(package["created"]), files, withdrawn_by)
