"""Releases for download: folders below FACTDB_RELEASES, each as `manage.py export` wrote it.

A name from outside is compared with what may be there and never becomes a path before that.
"""

import json
import logging
import re
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from .write_release import DESCRIPTION, FILES, SUMS

log = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Leads to the newest one, so no release has this name.
LATEST = "latest"


class File(NamedTuple):
    name: str
    bytes: int


class Release(NamedTuple):
    name: str
    seq: int
    sha256: str
    at: str
    files: list[File]


def list_releases() -> list[Release]:
    """List what FACTDB_RELEASES offers, the latest entry of the ledger first; what is no release is left out."""
    root = settings.FACTDB_RELEASES
    folders = [folder for folder in root.iterdir() if _is_name(folder.name)] if root.is_dir() else []
    releases = [release for release in map(_read_release, folders) if release]
    return sorted(releases, key=lambda release: (-release.seq, release.name))


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


def _read_release(folder: Path) -> Release | None:
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return _build_release(folder, package)
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s is not shown, because it is no release: %r", folder, error)
        return None


def _build_release(folder: Path, package: Any) -> Release:
    head = package["ledger"]
    files = [File(name, (folder / name).stat().st_size) for name in FILES]
    return Release(folder.name, int(head["seq"]), str(head["sha256"]), str(package["created"]), files)
