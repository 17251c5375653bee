"""Parts of files (RFC 9110, 14), so that a broken download goes on where it ended."""

import io
import re
from pathlib import Path

from django.http import HttpRequest

# Of one part. Several at once are answered with the whole file, as the RFC allows.
RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})")


class UnsatisfiableRange(Exception):
    """The file ends before the part begins."""


class FilePart(io.FileIO):
    """A file from byte `start` up to, and without, byte `end`."""

    def __init__(self, path: Path, start: int, end: int) -> None:
        super().__init__(path)
        self.end = end
        self.seek(start)

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self.end - self.tell(), 0)
        return super().read(left if size is None or size < 0 else min(size, left)) or b""


def read_range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """Read which bytes are wanted, as (start, end) without the end; None for the whole file.

    What is no range of bytes is passed over, as is one of a file that has changed since (`If-Range`).
    Raises `UnsatisfiableRange`.
    """
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if not match or match.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    part = _place_part(first, last, size)
    if part and part[0] >= size:
        raise UnsatisfiableRange
    return part


def _place_part(first: int | None, last: int | None, size: int) -> tuple[int, int] | None:
    """Without its first byte a range counts from the end of the file."""
    if first is None:
        return max(size - (last or 0), 0), size
    if last is None:
        return first, size
    return (first, min(last + 1, size)) if last >= first else None
