"""Whether a client keeps up, told by what has come from it and what it has taken."""

from enum import Enum

from config.server.limits import LOWEST_RATE, RATE_SECONDS, SILENCE_SECONDS


class Turn(Enum):
    """Whose turn it is on a connection."""

    OURS = "the application answers"
    SENDING = "the client sends a request"
    TAKING = "the client takes an answer"
    IDLE = "the client may begin a request"


class Pace:
    """`moved` is all that came from the client and all that it has taken, in bytes; times are monotonic seconds."""

    def __init__(self, now: float) -> None:
        self.turn, self.requests = Turn.IDLE, 0
        self.moved = self.moved_before = 0
        self.moved_at = self.began = now

    def record_progress(self, now: float, turn: Turn, requests: int, byte_count: int) -> None:
        """`requests` is how many there were on this connection: each has its own time."""
        if (turn, requests) != (self.turn, self.requests):
            self.turn, self.requests = turn, requests
            self.began = self.moved_at = now
            self.moved_before = byte_count
        if byte_count != self.moved:
            self.moved, self.moved_at = byte_count, now

    def is_too_slow(self, now: float) -> bool:
        """Asked again and again: what was sent in time counts for that time alone."""
        if self.turn is Turn.OURS:
            return False
        if now - self.moved_at >= SILENCE_SECONDS:
            return True
        if self.turn is Turn.IDLE or now - self.began < RATE_SECONDS:
            return False
        is_slow = self.moved - self.moved_before < LOWEST_RATE * RATE_SECONDS
        self.began, self.moved_before = now, self.moved
        return is_slow
