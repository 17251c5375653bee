"""Streams: few at once over all workers, each in a thread and on a database connection of its own."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.locks import open_lock_file, try_lock


class Downloads:
    """Each place is a lock file, which the kernel gives back when its holder dies; `after_each` runs in the thread."""

    def __init__(self, directory: Path, most: int, after_each: Callable[[], None]) -> None:
        self.directory, self.most, self.after_each = directory, most, after_each

    def start_download(self, connection: Any) -> bool:
        """Serve a stream in a thread of its own; False where all places are taken."""
        place = self._take_place()
        if place is None:
            return False
        threading.Thread(target=self._serve_stream, args=(connection, place), daemon=True).start()
        return True

    def _take_place(self) -> int | None:
        for number in range(self.most):
            place = open_lock_file(self.directory / f"download-{number}.lock")
            if try_lock(place):
                return place
            os.close(place)
        return None

    def _serve_stream(self, connection: Any, place: int) -> None:
        try:
            connection.service()
            self.after_each()
        finally:
            os.close(place)
