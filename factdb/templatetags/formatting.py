"""How pages print what documents hold as codes, ISO dates and bare numbers."""

from datetime import date, datetime
from functools import cache, lru_cache

from django import template

from factdb import choices

register = template.Library()

FORMATS = {"day": "{0.day} {0:%B} {0.year}", "month": "{0:%B} {0.year}", "year": "{0.year}"}
PARTS = {"day": 10, "month": 7, "year": 4}


# The same few codes and days are put into words again and again on every list.
@register.filter
@cache
def label(code, field):
    """The words for a coded value: `"figure"|label:"ClaimKind"` is `Figure`."""
    return getattr(choices, field)(code).label


@register.filter
@lru_cache(maxsize=4096)
def day(iso, precision="day"):
    """An ISO date in words, no finer than it is known: `14 September 2022`, `September 2022`, `2022`."""
    return FORMATS[precision].format(date.fromisoformat(iso))


@register.filter
def partial(iso, precision):
    """An ISO date cut to what is known, as HTML's `datetime` takes it: `2022-09-14`, `2022-09`, `2022`."""
    return iso[: PARTS[precision]]


@register.filter
def instant(iso):
    """An ISO instant in words, to the minute: `22 November 2026, 21:05 UTC`. Documents hold UTC alone."""
    moment = datetime.fromisoformat(iso)
    return f"{FORMATS['day'].format(moment)}, {moment:%H:%M} UTC"


@register.filter
def number(value):
    """A number in groups of three, without trailing zeros: `299,000`, `4.5`."""
    return f"{value:,}" if isinstance(value, int) else f"{value.normalize():,f}"
