"""How pages print what documents hold as codes, ISO dates and bare numbers."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from django import template

from factdb import choices
from factdb.partial_dates import truncate_date
from factdb.ratings import name_rating

register = template.Library()
register.filter("partial", truncate_date)

DATE_FORMATS = {"day": "{0.day} {0:%B} {0.year}", "month": "{0:%B} {0.year}", "year": "{0.year}"}


# The same few codes and days are put into words again and again on every list.
@register.filter("label")
@cache
def format_choice(code: str, field: str) -> str:
    """The words for a coded value: `"figure"|label:"ClaimKind"` is `Figure`."""
    return getattr(choices, field)(code).label


register.filter("rating_name", name_rating)


@register.filter("day")
@lru_cache(maxsize=4096)
def format_day(iso: str, precision: str = "day") -> str:
    """An ISO date in words, no finer than it is known: `14 September 2022`, `September 2022`, `2022`."""
    return DATE_FORMATS[precision].format(date.fromisoformat(iso))


@register.filter("instant")
def format_instant(iso: str) -> str:
    """An ISO instant in words, to the minute: `22 November 2026, 21:05 UTC`. Documents hold UTC alone."""
    moment = datetime.fromisoformat(iso)
    return f"{DATE_FORMATS['day'].format(moment)}, {moment:%H:%M} UTC"


@register.filter("number")
def format_number(value: int | Decimal) -> str:
    """A number in groups of three, without trailing zeros: `299,000`, `4.5`."""
    return f"{value:,}" if isinstance(value, int) else f"{value.normalize():,f}"
