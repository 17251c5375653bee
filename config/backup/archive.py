"""The one file of a backup: a line with the hash of all that follows it, then a zip of the dump and its manifest.

The zip's own checksums leave its headers out; the line covers every byte. A zip may stand behind a line, so that
`unzip` opens the file where FactDB is lost.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from config.backup.manifest import Manifest
from config.locks import open_lock_file, try_lock

MAGIC = b"FactDB backup 1 "
SEAL_BYTES = len(MAGIC) + 64 + 1
DUMP_NAME, MANIFEST_NAME = "database.dump", "manifest.json"
DRAFT_NAME = ".factdb-backup.part"
CHUNK_BYTES = 1024 * 1024


class BackupProblem(Exception):
    """One sentence on why a backup was not made or not restored."""


@contextmanager
def open_draft(file: Path) -> Iterator[IO[bytes]]:
    """Give the draft of a backup, which becomes `file` when `seal_draft` has gone through and leaves no trace else.

    One name for a folder: what a killed backup left there is overwritten by the next one. Raises `BackupProblem`.
    """
    if file.exists():
        raise BackupProblem(f"{file} is there already: name a file that is not.")
    draft = file.parent / DRAFT_NAME
    descriptor = open_lock_file(draft)
    # Who waits for the lock may find that the draft has become a backup.
    if not try_lock(descriptor) or not draft.exists() or not os.path.samestat(os.fstat(descriptor), draft.stat()):
        os.close(descriptor)
        raise BackupProblem(f"Another backup is being written to {file.parent}: wait for it.")
    with os.fdopen(descriptor, "r+b") as stream:
        stream.truncate()
        try:
            yield stream
            draft.rename(file)
            _flush_folder(file.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def write_contents(stream: IO[bytes], dump: Iterable[bytes], manifest: Manifest) -> None:
    """Write everything but the seal; `manifest` gets the hash of the dump."""
    stream.write(b"\0" * SEAL_BYTES)
    digest = hashlib.sha256()
    with ZipFile(stream, "w") as contents:
        with contents.open(DUMP_NAME, "w", force_zip64=True) as member:
            for chunk in dump:
                digest.update(chunk)
                member.write(chunk)
        manifest.dump_sha256 = digest.hexdigest()
        contents.writestr(MANIFEST_NAME, manifest.as_json())


def seal_draft(stream: IO[bytes]) -> None:
    _flush_file(stream)
    seal = MAGIC + _hash_contents(stream).encode() + b"\n"
    stream.seek(0)
    stream.write(seal)
    _flush_file(stream)


def read_manifest(stream: IO[bytes], name: Path) -> Manifest:
    """Prove the file and give its manifest. Raises `BackupProblem` where it is empty, foreign or damaged."""
    seal = stream.read(SEAL_BYTES)
    if not seal:
        raise BackupProblem(f"{name} is empty: it is no backup.")
    if not seal.startswith(MAGIC):
        raise BackupProblem(f"{name} is no backup of FactDB, or its beginning is damaged: take another file.")
    if seal != MAGIC + _hash_contents(stream).encode() + b"\n":
        raise BackupProblem(f"{name} is damaged or cut short, its bytes have another hash: take another backup.")
    try:
        with ZipFile(stream) as contents:
            return Manifest.from_json(contents.read(MANIFEST_NAME))
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupProblem(f"{name} was not written by FactDB, what it says of itself cannot be read.") from error


def read_dump(stream: IO[bytes]) -> Iterator[bytes]:
    with ZipFile(stream) as contents, contents.open(DUMP_NAME) as member:
        yield from read_chunks(member)


def read_chunks(stream: Any) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _hash_contents(stream: IO[bytes]) -> str:
    stream.seek(SEAL_BYTES)
    digest = hashlib.sha256()
    for chunk in read_chunks(stream):
        digest.update(chunk)
    return digest.hexdigest()


def _flush_file(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
