"""Streams: few at once over all workers, each in a thread and on a database connection of its own."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.locks import opened, taken


class Downloads:
    """Each place is a lock file, which the kernel gives back when its holder dies; `after_each` runs in the thread."""

    def __init__(self, directory: Path, most: int, after_each: Callable[[], None]) -> None:
        self.directory, self.most, self.after_each = directory, most, after_each

    def start(self, connection: Any) -> bool:
        """False where all places are taken."""
        place = self._take_place()
        if place is None:
            return False
        threading.Thread(target=self._serve, args=(connection, place), daemon=True).start()
        return True

    def _take_place(self) -> int | None:
        for number in range(self.most):
            place = opened(self.directory / f"download-{number}.lock")
            if taken(place):
                return place
            os.close(place)
        return None

    def _serve(self, connection: Any, place: int) -> None:
        try:
            connection.service()
            self.after_each()
        finally:
            os.close(place)
