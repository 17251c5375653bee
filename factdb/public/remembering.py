"""What follows from a text that comes again and again, remembered; of long texts not: they could fill the memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

R = TypeVar("R")
MOST, LONGEST = 1024, 500


def remembered(function: Callable[..., R]) -> Callable[..., R]:
    """`function` of texts, or of tuples of few."""
    kept = lru_cache(MOST)(function)

    @wraps(function)
    def known(*texts: Any) -> R:
        return (kept if sum(map(len, texts)) <= LONGEST else function)(*texts)

    return known
