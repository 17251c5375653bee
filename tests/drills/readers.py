"""Readers who never stop asking, and the judge of what they were told."""

import threading
import time
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from tests.drills.sites import Site

PAUSE = 0.03
FIRST = "1"


class Told(NamedTuple):
    asked: float
    answered: float
    number: str
    status: int


@dataclass
class Claim:
    """When it was public for certain, when its retraction was asked for, and when that was done."""

    public: float = field(default_factory=time.monotonic)
    going: float = inf
    gone: float = inf


class Readers:
    """Ask every site for claim 1, which stays, and for the claim that is published and taken back just now."""

    def __init__(self, sites: list[Site], limit: float) -> None:
        self.sites, self.limit = sites, limit
        self.told: list[Told] = []
        self.claims = {FIRST: Claim()}
        self.watched = FIRST
        self.is_reading = True
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self) -> None:
        while self.is_reading:
            for site in self.sites:
                self._ask(site, FIRST)
                self._ask(site, self.watched)
            time.sleep(PAUSE)

    def _ask(self, site: Site, number: str) -> None:
        asked = time.monotonic()
        status = site.ask(f"/api/v1/claims/{number}/").status
        self.told.append(Told(asked, time.monotonic(), number, status))

    def stop(self) -> None:
        self.is_reading = False
        self.thread.join()

    def watch(self, number: str) -> Claim:
        self.claims[number] = Claim()
        self.watched = number
        return self.claims[number]

    def wrong(self) -> list[Told]:
        return [told for told in self.told if not self._is_right(told)]

    def _is_right(self, told: Told) -> bool:
        """Within the limit the old and the new answer are both right, beyond it the new one alone; busy always is."""
        claim = self.claims[told.number]
        return {
            200: told.asked < claim.gone + self.limit,
            404: told.asked < claim.public + self.limit,
            410: told.answered > claim.going,
            503: True,
        }.get(told.status, False)

    def shown(self, since: float) -> list[float]:
        """When claim 1 was shown, from an instant on."""
        return [
            told.answered for told in self.told if told.number == FIRST and told.asked >= since and told.status == 200
        ]
