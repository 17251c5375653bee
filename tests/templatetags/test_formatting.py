"""How dates and numbers are put into words; wrong words here would be wrong facts."""

from decimal import Decimal

import pytest

from factdb.pages.presenters import format_date_range, format_figure
from factdb.templatetags.formatting import format_day, format_instant, format_number


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, None),
        ("2022-09-14", "2022-09-14", "14 September 2022"),
        ("2021-10-01", "2022-09-14", "1 October 2021 to 14 September 2022"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-02-01", "2024-02-28", "1 February 2024 to 28 February 2024"),
        ("2023-01-01", "2023-12-31", "2023"),
        ("2022-01-01", "2023-12-31", "1 January 2022 to 31 December 2023"),
        ("2021-01-20", None, "from 20 January 2021"),
        (None, "2017-01-20", "until 20 January 2017"),
    ],
)
def test_span_is_no_finer_and_no_coarser_than_its_dates(first, last, words):
    assert format_date_range(first, last) == words


@pytest.mark.parametrize(("precision", "words"), [("day", "1 May 2021"), ("month", "May 2021"), ("year", "2021")])
def test_day_is_no_finer_than_it_is_known(precision, words):
    assert format_day("2021-05-01", precision) == words


def test_instant_is_to_the_minute_and_names_its_zone():
    assert format_instant("2026-11-22T21:05:59.123456Z") == "22 November 2026, 21:05 UTC"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1000, "1,000"), (-5, "-5"), (Decimal("4.50"), "4.5"), (Decimal("1200000.25"), "1,200,000.25")],
)
def test_number_is_grouped_and_exact(value, words):
    assert format_number(value) == words


@pytest.mark.parametrize(
    ("hedge", "values", "words"),
    [
        ("exact", (5, None, None), "5 ships"),
        ("about", (5, None, None), "about 5 ships"),
        ("at_least", (5, None, None), "at least 5 ships"),
        ("at_most", (5, None, None), "up to 5 ships"),
        ("more_than", (5, None, None), "more than 5 ships"),
        ("less_than", (5, None, None), "less than 5 ships"),
        ("between", (None, 5, 9), "between 5 and 9 ships"),
    ],
)
def test_hedge_comes_before_the_number(hedge, values, words):
    value, low, high = values
    figure = {"hedge": hedge, "value": value, "low": low, "high": high, "measure": {"unit": "ships"}}
    assert format_figure(figure) == words
