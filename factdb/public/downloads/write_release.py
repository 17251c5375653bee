"""A release: all that was public at one entry of the ledger, as files. Their bytes follow from it and the site file.

Keys are sorted by code point and not by the database's language, or two machines would tell the same in another
order. The compressed bytes also depend on the zlib that Python was built with; `contents` in datapackage.json does not.
"""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from django.conf import settings
from django.db import connections, transaction
from django.template.loader import render_to_string

from factdb.kinds import PUBLIC_KINDS
from factdb.models.ledger import LedgerEntry
from factdb.public.questions.builder import build_source
from factdb.public.record.as_of import require_past
from factdb.public.record.queries import PUBLIC_ALIAS, Sql, query_ledger, read_head

from .datapackage import Described, build_package, describe_file
from .erasures import list_erasures, select_erased_since
from .streams import COPY_BUILDERS, chunk_lines, copy_lines

# What is written, how many rows of it were so far, and how many there are.
Report = Callable[[str, int, int], None]

LEVEL = 9
REPORTED_ROWS = 100
FOLDER_MODE = 0o755
DESCRIPTION, README, LICENCE, SUMS = "datapackage.json", "README.md", "LICENSE.txt", "SHA256SUMS"
DATA = [f"{collection}.{form}.gz" for collection in PUBLIC_KINDS for form in COPY_BUILDERS]
FILES = [*DATA, DESCRIPTION, README, LICENCE, SUMS]


class Unreleasable(Exception):
    """There can be no such release; the message says why in one sentence."""


def find_release_entry(seq: int | None = None, as_of: datetime | None = None) -> LedgerEntry:
    """Find the ledger's head as it was at `seq` or at `as_of`; the latest without either. Raises `Unreleasable`."""
    if as_of and as_of > datetime.now(UTC):
        raise Unreleasable("Nobody knows yet how the record will stand then.")
    entries = query_ledger()
    if seq is not None:
        entries = entries.filter(seq=seq)
    if as_of is not None:
        entries = entries.filter(at__lte=as_of)
    latest = entries.order_by("-seq").first()
    if latest is None:
        raise Unreleasable(_explain_missing_entry(seq, as_of))
    return latest


def _explain_missing_entry(seq: int | None, as_of: datetime | None) -> str:
    last = read_head().seq
    if not last:
        return "Nothing has been published yet: there is nothing to release."
    if seq is not None:
        return f"The ledger has no entry {seq}: it goes from 1 to {last}."
    return f"Nothing had been published by {as_of:%Y-%m-%d %H:%M} UTC."


def export_release(target: Path, at: LedgerEntry, report: Report) -> None:
    """Make `target` a release of the record as it stood at the entry `at`; complete, or not at all.

    Raises `Unreleasable`, and `OSError` where it cannot be written.
    """
    require_past()
    with _stage_folder(target.resolve()) as folder, _repeatable_read():
        _write_release(folder, at, report)


@contextmanager
def _stage_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside `target` that takes its place in the end, or goes away if something goes wrong."""
    if target.is_dir() and any(target.iterdir()):
        raise Unreleasable(f"{target} is not empty, and a release never overwrites anything: name another folder.")
    if target.exists() and not target.is_dir():
        raise Unreleasable(f"{target} is a file: name a folder that is empty or not there yet.")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield folder
        folder.chmod(FOLDER_MODE)
        folder.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _repeatable_read() -> Iterator[None]:
    """What is erased by law while this runs is in all files or in none; the rest of the ledger cannot change."""
    is_nested = connections[PUBLIC_ALIAS].in_atomic_block
    with transaction.atomic(using=PUBLIC_ALIAS):
        if not is_nested:
            with connections[PUBLIC_ALIAS].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write_release(folder: Path, at: LedgerEntry, report: Report) -> None:
    files = [
        describe_file(collection, form, _write_collection(folder, collection, form, at, report))
        for collection in PUBLIC_KINDS
        for form in COPY_BUILDERS
    ]
    about = build_package(at, files, select_erased_since(list_erasures(), at.seq))
    _write_text(folder / DESCRIPTION, json.dumps(about, ensure_ascii=False, indent=2) + "\n")
    context = {"package": about, "files": files, "site": settings.SITE}
    _write_text(folder / README, render_to_string("factdb/release.md", context))
    _write_text(folder / LICENCE, settings.SITE.licence.text)
    sums = [f"{hash_file(folder / name)}  {name}\n" for name in sorted(FILES) if name != SUMS]
    _write_text(folder / SUMS, "".join(sums))


def _write_collection(folder: Path, collection: str, form: str, at: LedgerEntry, report: Report) -> Described:
    name, total = f"{collection}.{form}.gz", _count_rows(collection, at)
    rows = copy_lines(COPY_BUILDERS[form](collection, build_release_query(collection, at)))
    return _write_gzip(folder / name, chunk_lines(_report_rows(rows, total, partial(report, f"rows of {name}"))))


def _count_rows(collection: str, at: LedgerEntry) -> int:
    """By COPY, as that has time."""
    source = build_source(collection, {}, as_of=at.at)
    return sum(map(int, copy_lines(Sql(f"COPY ({source.select_rows(['count(*)'])}) TO STDOUT", source.params))))


def _report_rows(rows: Iterable[bytes], total: int, report: Callable[[int, int], None]) -> Iterator[bytes]:
    """CSV has its header for one row more."""
    report(0, total)
    for count, row in enumerate(rows, 1):
        yield row
        if not count % REPORTED_ROWS:
            report(min(count, total), total)


def build_release_query(collection: str, at: LedgerEntry) -> Sql:
    """Select all that was public then, by key; slugs by code point, whatever the database's language."""
    source, kind = build_source(collection, {}, as_of=at.at), PUBLIC_KINDS[collection]
    key, collation = kind.key_column, "" if kind.is_numbered else ' COLLATE "C"'
    rows = source.select_rows(["c.document", f"c.{key}"], tail=f"ORDER BY c.{key}{collation}")
    sql = f"SELECT document FROM ({rows}) AS stood (document, key) ORDER BY key{collation}"  # noqa: S608
    return Sql(sql, source.params)


def _write_gzip(path: Path, chunks: Iterable[bytes]) -> Described:
    """Write the chunks compressed, without time and name, which would differ in every export."""
    contents, size = sha256(), 0
    with path.open("wb") as file:
        with gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packer:
            for chunk in chunks:
                packer.write(chunk)
                contents.update(chunk)
                size += len(chunk)
        _sync_file(file)
    return {
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_file(path)}",
        "contents": {"bytes": size, "hash": f"sha256:{contents.hexdigest()}"},
    }


def _write_text(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode())
        _sync_file(file)


def _sync_file(file: IO[bytes]) -> None:
    """Force it to disk before the folder gets its name: a power failure could leave empty files under it."""
    file.flush()
    os.fsync(file.fileno())


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
