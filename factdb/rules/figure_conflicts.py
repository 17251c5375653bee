"""Figures of one measure as a series, and which of them cannot both be right.

An interval is what a hedge leaves open: exact is [v, v], about is 5 % either side, bounds are open on one
side, between is [low, high].
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, islice
from typing import Any, NamedTuple

from factdb.choices import Hedge, Nature

MOST_PAIRS = 1000
ABOUT = Decimal("0.05")
APART = Decimal("0.01")
ENDLESS = Decimal("Infinity")

Period = tuple[date, date]
# An end of an interval, and whether it is in: so that one interval is below another if its high edge is less.
Edge = tuple[Any, int]


class Interval(NamedTuple):
    low: Any
    high: Any
    low_is_in: bool = True
    high_is_in: bool = True

    @property
    def low_edge(self) -> Edge:
        return self.low, 0 if self.low_is_in else 1

    @property
    def high_edge(self) -> Edge:
        return self.high, 0 if self.high_is_in else -1

    def is_disjoint(self, other: "Interval") -> bool:
        return self.is_below(other) or other.is_below(self)

    def is_below(self, other: "Interval") -> bool:
        return self.high_edge < other.low_edge


@dataclass(frozen=True)
class ComparableFigure:
    """A claim's figure, read for comparing. `first` and `last` are dates, or None where no period is given."""

    claim: int
    scope: str
    first: Any
    last: Any
    interval: Interval

    @property
    def middle(self) -> Any:
        """The middle of a closed interval; None where one side is open."""
        low, high = self.interval.low, self.interval.high
        return None if ENDLESS in (high, -low) else (low + high) / 2


def parse_figure(document: dict[str, Any]) -> ComparableFigure:
    figure = document["figure"]
    first, last = (date.fromisoformat(figure[k]) if figure[k] else None for k in ("period_from", "period_to"))
    scope = (figure["scope"] or "").casefold()
    return ComparableFigure(document["id"], scope, first or last, last or first, build_interval(figure))


def build_interval(figure: dict[str, Any]) -> Interval:
    value, low, high = (_read_decimal(figure[key]) for key in ("value", "low", "high"))
    match figure["hedge"]:
        case Hedge.BETWEEN:
            return Interval(low, high)
        case Hedge.ABOUT:
            return Interval(value - abs(value) * ABOUT, value + abs(value) * ABOUT)
        case Hedge.AT_LEAST:
            return Interval(value, ENDLESS)
        case Hedge.MORE_THAN:
            return Interval(value, ENDLESS, low_is_in=False)
        case Hedge.AT_MOST:
            return Interval(-ENDLESS, value)
        case Hedge.LESS_THAN:
            return Interval(-ENDLESS, value, high_is_in=False)
    return Interval(value, value)


def _read_decimal(value: Any) -> Any:
    return None if value is None else Decimal(value)


def build_series(nature: str, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """List figures in order of period, with the pairs that conflict and those that cannot be compared, and why."""
    in_period_order = sorted(documents, key=_period_sort_key)
    pairs = list(islice(combinations(map(parse_figure, in_period_order), 2), MOST_PAIRS + 1))
    conflicts, not_comparable = [], []
    for one, other in pairs[:MOST_PAIRS]:
        conflict = find_conflict(nature, one, other)
        if "code" in conflict:
            not_comparable.append(conflict)
        elif conflict:
            conflicts.append(conflict)
    return {
        "figures": [{"figure": document["figure"], "claim": document["id"]} for document in in_period_order],
        "conflicts": conflicts,
        "not_comparable": not_comparable,
        "truncated": len(pairs) > MOST_PAIRS,
    }


def _period_sort_key(document: dict[str, Any]) -> tuple[str, str, int]:
    figure = document["figure"]
    first = figure["period_from"] or figure["period_to"] or document["stated_on"]
    return first, figure["period_to"] or "", document["id"]


def find_conflict(nature: str, one: ComparableFigure, other: ComparableFigure) -> dict[str, Any]:
    """Compare two figures: empty where both can hold, with `code` where they cannot be compared, else with `grade`."""
    claims = {"claims": [one.claim, other.claim]}
    if one.scope != other.scope:
        return {**claims, "code": "scope", "detail": "They do not count the same people or places."}
    if reason := _explain_incomparable(nature, one, other):
        return {**claims, **reason}
    if nature == Nature.TOTAL and (one.first, one.last) != (other.first, other.last):
        return {**claims, **_compare_part(one, other)} if _compare_part(one, other) else {}
    return {**claims, **_grade_conflict(one, other)} if _grade_conflict(one, other) else {}


def find_impossible(nature: str, figures: Iterable[ComparableFigure]) -> set[int]:
    """Find the claims of which each, with some other one, is a conflict of grade `impossible`.

    As `find_conflict` has it of each pair, without looking at each: a measure may have thousands of figures. What is
    compared is the periods, of which there are few.
    """
    scopes: dict[str, dict[Period, list[ComparableFigure]]] = {}
    for figure in figures:
        if figure.first and (nature != Nature.LEVEL or figure.first == figure.last):
            scopes.setdefault(figure.scope, {}).setdefault((figure.first, figure.last), []).append(figure)
    return {claim for periods in scopes.values() for claim in _find_impossible_in_scope(nature, periods)}


def _find_impossible_in_scope(nature: str, periods: dict[Period, list[ComparableFigure]]) -> Iterator[int]:
    """Yield the claims whose interval ends below the highest beginning of another, or begins above the lowest end."""
    edges = {
        period: (max(of.interval.low_edge for of in figures), min(of.interval.high_edge for of in figures))
        for period, figures in periods.items()
    }
    for (first, last), figures in periods.items():
        met = [of for of in edges if of[0] <= last and first <= of[1]]
        # A part may be smaller than the whole, and not larger.
        parts = [of for of in met if nature != Nature.TOTAL or (first <= of[0] and of[1] <= last)]
        wholes = [of for of in met if nature != Nature.TOTAL or (of[0] <= first and last <= of[1])]
        highest_low, lowest_high = max(edges[of][0] for of in parts), min(edges[of][1] for of in wholes)
        for figure in figures:
            if figure.interval.high_edge < highest_low or lowest_high < figure.interval.low_edge:
                yield figure.claim


def _explain_incomparable(nature: str, one: ComparableFigure, other: ComparableFigure) -> dict[str, str]:
    if None in (one.first, other.first):
        return {"code": "period", "detail": "One of them does not say for when it holds."}
    if nature == Nature.LEVEL and (one.first != one.last or other.first != other.last):
        return {"code": "nature", "detail": "A level holds on a day; one of them is given for a longer time."}
    if not _periods_fit(nature, one, other):
        return {"code": "period", "detail": "They are of different times."}
    return {}


def _periods_fit(nature: str, one: ComparableFigure, other: ComparableFigure) -> bool:
    if nature == Nature.TOTAL:
        return _covers_period(one, other) or _covers_period(other, one)
    return one.first <= other.last and other.first <= one.last


def _covers_period(whole: ComparableFigure, part: ComparableFigure) -> bool:
    return whole.first <= part.first and part.last <= whole.last


def _compare_part(one: ComparableFigure, other: ComparableFigure) -> dict[str, str]:
    whole, part = (one, other) if _covers_period(one, other) else (other, one)
    if not whole.interval.is_below(part.interval):
        return {}
    return {"grade": "impossible", "detail": f"Claim {part.claim} is a part of claim {whole.claim}, and larger."}


def _grade_conflict(one: ComparableFigure, other: ComparableFigure) -> dict[str, str]:
    if one.interval.is_disjoint(other.interval):
        return {"grade": "impossible", "detail": "They cannot both hold, whatever their hedges leave open."}
    if None in (one.middle, other.middle) or abs(one.middle - other.middle) <= APART * _larger_magnitude(one, other):
        return {}
    return {"grade": "differs", "detail": "Both can hold, but they are more than 1 % apart."}


def _larger_magnitude(one: ComparableFigure, other: ComparableFigure) -> Any:
    return max(abs(one.middle), abs(other.middle))
