"""Who asks beside slow clients, and how long each answer took."""

import threading
import time
from collections import defaultdict
from http.client import HTTPConnection, HTTPException
from statistics import median
from typing import NamedTuple

LIMIT = 2.0
PAUSE = 0.05
# A download may find all places taken; everything else has its answer.
PATHS = {
    "/healthz": {200},
    "/": {200},
    "/claims/1/": {200},
    "/api/v1/claims/": {200},
    "/api/v1/claims/1/": {200},
    "/api/v1/articles.csv": {200, 503},
}


class Told(NamedTuple):
    path: str
    seconds: float
    status: int


class Observer:
    """One client for each path, on a new connection for every request."""

    def __init__(self, port: int) -> None:
        self.port, self.goes_on = port, True
        self.told: list[Told] = []
        self.threads = [threading.Thread(target=self._ask, args=[path]) for path in PATHS]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.goes_on = False
        for thread in self.threads:
            thread.join()

    def _ask(self, path: str) -> None:
        while self.goes_on:
            began = time.monotonic()
            status = status_of(self.port, path)
            self.told.append(Told(path, time.monotonic() - began, status))
            time.sleep(PAUSE)

    def late(self) -> list[Told]:
        """Those that took too long or had another answer; 0 is none at all."""
        return [told for told in self.told if told.seconds > LIMIT or told.status not in PATHS[told.path]]

    def figures(self) -> list[str]:
        times, missing = defaultdict(list), defaultdict(int)
        for told in self.told:
            times[told.path].append(told.seconds)
            missing[told.path] += told in self.late()
        return [
            f"{path:24}{len(spent):6} asked, median {median(spent) * 1e3:6.0f} ms, slowest {max(spent) * 1e3:6.0f} ms, "
            f"late or none {missing[path]}"
            for path, spent in times.items()
        ]


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5 * LIMIT)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
    return response.status
