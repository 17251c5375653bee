"""Dates of which only the month or the year is known: kept as their first day, and never printed finer than known."""

from calendar import monthrange
from datetime import date

from .choices import Precision

KNOWN_LENGTHS: dict[str | None, int] = {Precision.YEAR: 4, Precision.MONTH: 7}


def truncate_date(iso: str, precision: str | None) -> str:
    """Cut an ISO date to what is known of it, as HTML and schema.org take it: `2022-09-14`, `2022-09`, `2022`."""
    return iso[: KNOWN_LENGTHS.get(precision, 10)]


def find_span(day: date, precision: str | None) -> tuple[date, date]:
    """Find the first and the last day that the date may be."""
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def find_first_day(day: date, precision: str | None) -> date:
    return find_span(day, precision)[0]


def find_last_iso_day(iso: str, precision: str | None) -> str:
    return find_span(date.fromisoformat(iso), precision)[1].isoformat()
