"""Which words of a passage are public: all of a short one, the ends of a longer one, less where an article is quoted
too much. A function of texts, passages and what is public already; `shown_words` knows where those are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from factdb.schemas import JsonObject

from .text_fragments import SearchedText, Span, Terms

MAX_QUOTED_WORDS = 25
# 25 words of English have about 150 characters. This is for what is no word of a reader's, however it is joined.
MAX_QUOTED_CHARACTERS = 200
# At each end of a longer passage, and where too much of the article is quoted already.
END_WORDS, FEWEST_END_WORDS = 4, 3
MAX_END_CHARACTERS = 80
# So much before and after a short passage; more only where a browser would find other words first.
CONTEXT_CHARACTERS = (32, 64, 128)

# Scripts without spaces: Thai to Myanmar, Khmer, kana and Han. Two of their characters count as a word.
SPACELESS = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f"
SPACELESS += "\U00020000-\U0003ffff"
DASHES = "\u2013\u2014\u2015"
WORD = re.compile(rf"[{SPACELESS}]{{1,2}}|(?:(?!--)[^\s{DASHES}{SPACELESS}])+")

# The keys of a quote that hold words of the source, or follow from what they hold.
WORD_KEYS = ("exact", "prefix", "suffix", "first", "last", "omitted", "fragment")
NO_WORDS: JsonObject = dict.fromkeys(WORD_KEYS)


def list_spans(quote: JsonObject) -> Iterator[Span]:
    """Yield where in its text a quote's public words stand."""
    start, end = quote["start"], quote["end"]
    if quote.get("exact"):
        yield start, end
    if quote.get("first"):
        yield start, start + len(quote["first"])
    if quote.get("last"):
        yield end - len(quote["last"]), end
    if quote.get("prefix"):
        yield start - len(quote["prefix"]), start
    if quote.get("suffix"):
        yield end, end + len(quote["suffix"])


class SourceText:
    """A text by its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = [match.span() for match in WORD.finditer(text)]
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]

    def find_words(self, start: int, end: int) -> range:
        """Find the words, by their numbers, of which a character stands between two offsets."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def count_words(self, spans: Iterable[Span]) -> set[int]:
        """Collect the words of these spans, each once."""
        return {number for span in spans for number in self.find_words(*span)}

    @cached_property
    def searched(self) -> SearchedText:
        return SearchedText(self.text)

    def list_forms(self, start: int, end: int) -> list[JsonObject]:
        """List in which forms a passage may be shown, that with most words first, and nothing of it last."""
        count = len(self.find_words(start, end))
        is_short = count <= MAX_QUOTED_WORDS and end - start <= MAX_QUOTED_CHARACTERS
        sizes = (CONTEXT_CHARACTERS[0], 0) if is_short else ()
        forms: list[JsonObject | None] = [self._show_passage(start, end, size) for size in sizes]
        if not is_short:
            forms.append(self._show_ends(start, end, END_WORDS, CONTEXT_CHARACTERS))
        if not is_short or count > 2 * FEWEST_END_WORDS:
            forms.append(self._show_ends(start, end, FEWEST_END_WORDS, ()))
        return [*filter(None, forms), NO_WORDS]

    def _show_passage(self, start: int, end: int, context: int) -> JsonObject:
        terms = self._find_terms(self._split_lines(start, end), CONTEXT_CHARACTERS)
        before = min(self._find_context_start(start, context), _get_context_start(terms, start))
        after = max(self._find_context_end(end, context), _get_context_end(terms, end))
        return NO_WORDS | {
            "exact": self.text[start:end],
            "prefix": self.text[before:start] if context or before < start else None,
            "suffix": self.text[end:after] if context or after > end else None,
            "fragment": self.searched.write_fragment(terms) if terms else None,
        }

    def _show_ends(self, start: int, end: int, most: int, contexts: tuple[int, ...]) -> JsonObject | None:
        """None where an end would be too long, or nothing be left out."""
        ends = self._find_ends(start, end, most)
        if ends is None:
            return None
        first, last = ends
        terms = self._find_terms(Terms(first, last), contexts)
        between = len(self.find_words(start, end)) - len(self.count_words(ends))
        return NO_WORDS | {
            "prefix": self.text[_get_context_start(terms, start) : start] or None,
            "suffix": self.text[end : _get_context_end(terms, end)] or None,
            "first": self.text[start : first[1]],
            "last": self.text[last[0] : end],
            "omitted": between,
            "fragment": self.searched.write_fragment(terms) if terms else None,
        }

    def _find_ends(self, start: int, end: int, most: int) -> tuple[Span, Span] | None:
        """Find the first and last words of a passage, each in one line and of bearable length."""
        words = self.find_words(start, end)
        size = min(most, (len(words) - 1) // 2)
        if size < 1:
            return None
        first, last = self._split_lines(start, end)[:2]
        latest = min(first[1], start + MAX_END_CHARACTERS)
        earliest = max((last or first)[0], end - MAX_END_CHARACTERS)
        stops = [self.ends[number] for number in words[:size] if self.ends[number] <= latest]
        begins = [self.starts[number] for number in words[-size:] if self.starts[number] >= earliest]
        return ((first[0], stops[-1]), (begins[0], end)) if stops and begins else None

    def _split_lines(self, start: int, end: int) -> Terms:
        """The passage as one term, or from its first line to its last."""
        start, end = self._trim(start, end)
        line_end, line_start = self.text.find("\n", start, end), self.text.rfind("\n", start, end) + 1
        if line_end < 0:
            return Terms((start, end))
        return Terms(self._trim(start, line_end), self._trim(line_start, end))

    def _trim(self, start: int, end: int) -> Span:
        words = self.text[start:end]
        return end - len(words.lstrip()), start + len(words.rstrip())

    def _find_terms(self, terms: Terms, contexts: Iterable[int]) -> Terms | None:
        """Find by what a browser lands on the words, and on no others like them; None where nothing would do."""
        start, stop = terms.start[0], (terms.end or terms.start)[1]
        if self._is_inside_word(start) or self._is_inside_word(stop):
            return None
        return next(filter(self.searched.lands_on, self._list_candidates(terms, start, stop, contexts)), None)

    def _list_candidates(self, terms: Terms, start: int, stop: int, contexts: Iterable[int]) -> Iterator[Terms]:
        yield terms
        for size in contexts:
            prefix, suffix = self._find_prefix(start, size), self._find_suffix(stop, size)
            yield terms._replace(prefix=prefix)
            yield terms._replace(suffix=suffix)
            yield terms._replace(prefix=prefix, suffix=suffix)

    def _find_prefix(self, start: int, size: int) -> Span | None:
        """Find the words before, as far as they stand in one line."""
        begin, stop = self._trim(self._find_context_start(start, size), start)
        return self._trim(max(begin, self.text.rfind("\n", begin, stop) + 1), stop) if begin < stop else None

    def _find_suffix(self, end: int, size: int) -> Span | None:
        begin, stop = self._trim(end, self._find_context_end(end, size))
        line_end = self.text.find("\n", begin, stop)
        return self._trim(begin, stop if line_end < 0 else line_end) if begin < stop else None

    def _find_context_start(self, start: int, size: int) -> int:
        """Find where the whole words begin that stand in so many characters before a place."""
        if start <= size:
            return 0 if size else start
        number = bisect_left(self.starts, start - size)
        return min([*self.starts[number : number + 1], start])

    def _find_context_end(self, end: int, size: int) -> int:
        if end + size >= len(self.text):
            return len(self.text) if size else end
        number = bisect_right(self.ends, end + size)
        return max([*self.ends[max(number - 1, 0) : number], end])

    def _is_inside_word(self, place: int) -> bool:
        """Say whether a place has letters on both sides, of a script with spaces."""
        around = self.text[max(place - 1, 0) : place + 1]
        return len(around) == 2 and around.isalnum() and not re.search(f"[{SPACELESS}]", around)


def _get_context_start(terms: Terms | None, start: int) -> int:
    return terms.prefix[0] if terms and terms.prefix else start


def _get_context_end(terms: Terms | None, end: int) -> int:
    return terms.suffix[1] if terms and terms.suffix else end


@dataclass(frozen=True)
class Passage:
    """A passage to be shown: those of lesser `rank` come first. `shown` are the words of it that are public already."""

    key: int
    start: int
    end: int
    rank: tuple[int, int, str]
    shown: JsonObject | None = None

    def may_become(self, form: JsonObject) -> bool:
        """Say whether a form takes back nothing of what is public."""
        shown = self.shown or NO_WORDS
        return form["exact"] is not None or (
            shown.get("exact") is None and (form["first"] is not None or shown.get("first") is None)
        )


def choose_words(
    source: SourceText, passages: Iterable[Passage], public: Iterable[Span], most_percent: int
) -> dict[int, JsonObject]:
    """Choose the form of each passage, by key, so that of the text at most so many percent of its words are public.

    Of the shortest texts, such as posts, one passage may be public nevertheless.
    `public` are the spans that are public anyway. First each has a few words, in their order, then as many as they may.
    """
    words = source.count_words(public)
    most = max(len(source.starts) * most_percent // 100, MAX_QUOTED_WORDS if most_percent else 0)
    ordered = sorted(passages, key=lambda passage: passage.rank)
    forms = {p.key: [form for form in source.list_forms(p.start, p.end) if p.may_become(form)] for p in ordered}
    chosen: dict[int, JsonObject] = {p.key: p.shown or NO_WORDS for p in ordered}
    for passage in ordered:
        words |= source.count_words(_locate_form(passage, chosen[passage.key]))
    rounds = [(p, forms[p.key][-2:-1]) for p in ordered if p.shown is None] + [(p, forms[p.key]) for p in ordered]
    for passage, candidates in rounds:
        for form in candidates:
            more = words | source.count_words(_locate_form(passage, form))
            if form == chosen[passage.key] or len(more) <= max(most, len(words)):
                words, chosen[passage.key] = more, form
                break
    return chosen


def _locate_form(passage: Passage, form: JsonObject) -> Iterator[Span]:
    return list_spans({**form, "start": passage.start, "end": passage.end})
