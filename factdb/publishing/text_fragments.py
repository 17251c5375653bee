"""The text fragment by which a browser scrolls to a passage: https://wicg.github.io/scroll-to-text-fragment/.

A browser takes the first place that fits, and compares letters without case and accents. A term never crosses the
edge of a block, so each line of a text counts as one; between a prefix and what it precedes may be such an edge.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote

# Printed in either way on two pages of the same text.
STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
SPACE = re.compile(r"\s+")

Span = tuple[int, int]


class Terms(NamedTuple):
    """Spans of a text: from `start` to `end`, or `start` alone, after `prefix` and before `suffix` where given."""

    start: Span
    end: Span | None = None
    prefix: Span | None = None
    suffix: Span | None = None


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Give the one character by which browsers compare."""
    base = normalize("NFKD", character.translate(STRAIGHT))[0].lower()[0]
    return character if base.isspace() else base


class SearchedText:
    """A text as a browser searches it."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded: list[str] = []
        # From the original's offsets to those of the folded text.
        self.places: list[int] = []
        for character in text:
            if not character.isspace():
                self.places.append(len(folded))
                folded.append(fold_character(character))
                continue
            if not folded or folded[-1] not in " \n":
                folded.append(" ")
            if character == "\n":
                folded[-1] = "\n"
            self.places.append(len(folded) - 1)
        self.places.append(len(folded))
        self.folded = "".join(folded)

    def lands_on(self, terms: Terms) -> bool:
        """Say whether the first place that a browser finds is the one that is meant."""
        last = terms.end or terms.start
        meant = self._place_span((terms.start[0], last[1]))
        return next(self._find_matches(*map(self._fold_span, terms)), None) == meant

    def _place_span(self, span: Span) -> Span:
        start, end = self.places[span[0]], self.places[span[1] - 1] + 1
        return start, end

    def _fold_span(self, span: Span | None) -> str:
        return self.folded[slice(*self._place_span(span))] if span else ""

    def _find_matches(self, start: str, end: str, prefix: str, suffix: str) -> Iterator[Span]:
        for before in self._find_all(prefix or start):
            first = self._skip_space(before + len(prefix)) if prefix else before
            if not self.folded.startswith(start, first):
                continue
            after = first + len(start)
            lasts = (place + len(end) for place in self._find_all(end, after)) if end else [after]
            yield from ((first, last) for last in lasts if self._goes_on(last, suffix))

    def _goes_on(self, place: int, suffix: str) -> bool:
        return self.folded.startswith(suffix, self._skip_space(place))

    def _find_all(self, words: str, place: int = 0) -> Iterator[int]:
        place = self.folded.find(words, place)
        while place >= 0:
            yield place
            place = self.folded.find(words, place + 1)

    def _skip_space(self, place: int) -> int:
        return place + 1 if self.folded[place : place + 1].isspace() else place

    def write_fragment(self, terms: Terms) -> str:
        """Write the directive's value: what follows `#:~:text=`."""
        words = {name: self._encode(span) for name, span in zip(Terms._fields, terms, strict=True) if span}
        parts = [words["start"], *([words["end"]] if "end" in words else [])]
        if "prefix" in words:
            parts.insert(0, f"{words['prefix']}-")
        if "suffix" in words:
            parts.append(f"-{words['suffix']}")
        return ",".join(parts)

    def _encode(self, span: Span) -> str:
        """Comma, ampersand and dash are the directive's own signs."""
        return quote(SPACE.sub(" ", self.text[slice(*span)].strip()), safe="").replace("-", "%2D")
