"""Which figures cannot both be right: intervals, periods and scopes, without a database."""

import random
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import inf

import pytest

from factdb.choices import Nature
from factdb.rules.figure_conflicts import ComparableFigure, Interval, build_series, find_conflict, find_impossible


def figures(*given):
    for number, (value, hedge, period, *scope) in enumerate(given, 1):
        low, high = value if hedge == "between" else (None, None)
        yield {
            "id": number,
            "stated_on": "2024-01-01",
            "figure": {
                "value": None if hedge == "between" else value,
                "low": low,
                "high": high,
                "hedge": hedge,
                "scope": scope[0] if scope else None,
                "period_from": period[0],
                "period_to": period[1],
            },
        }


MAY, YEAR, DAY = ("2024-05-01", "2024-05-31"), ("2024-01-01", "2024-12-31"), ("2024-05-01", "2024-05-01")


def grades(nature, *given):
    told = build_series(nature, list(figures(*given)))
    return [c["grade"] for c in told["conflicts"]] + [c["code"] for c in told["not_comparable"]]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((100, "exact"), (100, "exact"), []),
        ((100, "exact"), (101, "exact"), ["impossible"]),
        ((100, "about"), (104, "exact"), ["differs"]),
        ((100, "about"), (101, "exact"), []),
        ((100, "about"), (106, "exact"), ["impossible"]),
        ((100, "about"), (109, "about"), ["differs"]),
        ((100, "at_least"), (100, "exact"), []),
        ((100, "more_than"), (100, "exact"), ["impossible"]),
        ((100, "more_than"), (5000, "exact"), []),
        ((100, "at_most"), (100, "at_least"), []),
        ((100, "less_than"), (100, "at_least"), ["impossible"]),
        ((100, "at_most"), (101, "at_least"), ["impossible"]),
        (((90, 110), "between"), (100, "exact"), []),
        (((90, 110), "between"), (111, "exact"), ["impossible"]),
        (((90, 110), "between"), (109, "exact"), ["differs"]),
        ((-100, "about"), (-104, "exact"), ["differs"]),
        ((0, "exact"), (0, "about"), []),
        ((0.1, "exact"), (0.1, "exact"), []),
    ],
)
def test_hedges_leave_intervals(one, other, expected):
    assert grades("total", (*one, MAY), (*other, MAY)) == expected


@pytest.mark.parametrize(
    ("nature", "one", "other", "expected"),
    [
        ("total", (100, "exact", MAY), (500, "exact", YEAR), []),
        ("total", (600, "exact", MAY), (500, "exact", YEAR), ["impossible"]),
        ("total", (600, "more_than", MAY), (500, "at_most", YEAR), ["impossible"]),
        ("total", (600, "exact", MAY), (500, "at_least", YEAR), []),
        ("total", (1, "exact", MAY), (2, "exact", ("2024-05-15", "2024-06-15")), ["period"]),
        ("total", (1, "exact", MAY), (2, "exact", (None, None)), ["period"]),
        ("level", (1, "exact", DAY), (2, "exact", DAY), ["impossible"]),
        ("level", (1, "exact", DAY), (2, "exact", (None, "2024-05-01")), ["impossible"]),
        ("level", (1, "exact", DAY), (2, "exact", ("2024-05-02", "2024-05-02")), ["period"]),
        ("level", (1, "exact", DAY), (2, "exact", MAY), ["nature"]),
        ("rate", (1, "exact", MAY), (2, "exact", YEAR), ["impossible"]),
        ("rate", (1, "exact", MAY), (2, "exact", ("2025-01-01", "2025-12-31")), ["period"]),
    ],
)
def test_only_figures_of_fitting_times_are_compared(nature, one, other, expected):
    assert grades(nature, one, other) == expected


def test_other_scopes_are_not_compared():
    assert grades("total", (1, "exact", MAY, "Haitians"), (2, "exact", MAY, "Cubans")) == ["scope"]


def test_scopes_are_compared_whatever_their_case():
    assert grades("total", (1, "exact", MAY, "haitians"), (2, "exact", MAY, "Haitians")) == ["impossible"]


def test_figures_come_in_order_of_period():
    told = build_series(
        "total", list(figures((2, "exact", YEAR), (1, "exact", MAY), (3, "exact", (None, "2023-01-01"))))
    )
    assert [entry["claim"] for entry in told["figures"]] == [3, 1, 2]


def test_at_most_a_thousand_pairs_are_compared():
    told = build_series("total", list(figures(*[(n, "exact", MAY) for n in range(46)])))
    assert (len(told["conflicts"]), told["truncated"]) == (1000, True)


def make_any_figure(rng, claim):
    low, high = sorted(map(Decimal, rng.sample(range(8), 2)))
    bounds = rng.choice([(low, low), (low, high), (low, inf), (-inf, high)])
    first, last = sorted(date(2024, rng.randint(1, 3), 1) for _ in range(2))
    period = rng.choice([(first, last), (first, first), (None, None)])
    interval = Interval(*bounds, low_is_in=rng.random() < 0.7, high_is_in=rng.random() < 0.7)
    return ComparableFigure(claim, rng.choice(["", "women"]), *period, interval)


@pytest.mark.parametrize("nature", Nature.values)
def test_impossible_claims_are_those_of_impossible_pairs(nature):
    rng = random.Random(18)  # noqa: S311
    for _ in range(500):
        figures = [make_any_figure(rng, claim) for claim in range(rng.randint(0, 8))]
        # An exact figure has both ends in it.
        figures = [
            figure for figure in figures if figure.interval.low < figure.interval.high or all(figure.interval[2:])
        ]
        conflicts = [find_conflict(nature, one, other) for one, other in combinations(figures, 2)]
        paired = {claim for of in conflicts if of.get("grade") == "impossible" for claim in of["claims"]}
        assert find_impossible(nature, figures) == paired
