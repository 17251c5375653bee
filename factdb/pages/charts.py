"""Figures of one measure as bars: as long as their period, as high as their value, from zero.

Coordinates only: the template draws them. Figures of one scope share a chart, for bars side by side
invite a comparison that others would not stand.
"""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from factdb.choices import Hedge
from factdb.schemas import JsonObject
from factdb.templatetags.formatting import format_number

WIDTH, HEIGHT = 720, 300
TOP, BOTTOM = 32, 264
THINNEST, ROOM_FOR_WORDS = 3, 90
AXIS_STEPS = (1, 2, 4, 6, 8, 10)
TENTH = Decimal("0.1")


def build_chart(claims: list[JsonObject]) -> dict[str, Any] | None:
    """None where fewer than two figures can be drawn."""
    bar_claims = pick_comparable([claim for claim in claims if has_place(claim["figure"])])
    if len(bar_claims) < 2:
        return None
    top = round_axis_up(max(upper_value(claim["figure"]) for claim in bar_claims))
    first, last = span_years(bar_claims)
    # Long periods first, so that a short one within them is drawn over them and stays visible.
    marks = sorted((place_bar(claim, first, last, top) for claim in bar_claims), key=lambda mark: -mark["width"])
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "bottom": BOTTOM,
        "label_y": BOTTOM + 28,
        "lines": [place_gridline(top * part / 4, top) for part in range(1, 5)],
        "years": [
            {"label": year, "x": scale_x(date(year, 1, 1), first, last)} for year in range(first.year, last.year)
        ],
        "bars": marks,
        "scope": bar_claims[0]["figure"]["scope"],
        "summary": f"{len(bar_claims)} figures from {first.year} to {last.year - 1}, all in the table that follows",
    }


def has_place(figure: JsonObject) -> bool:
    """Whether it has a period on our axis of time and a value on our axis from zero."""
    return figure["period_from"] and figure["period_to"] and figure["period_to"] < "9999" and upper_value(figure) >= 0


def pick_comparable(claims: list[JsonObject]) -> list[JsonObject]:
    """Those of the scope that most of them share."""
    scopes = Counter(claim["figure"]["scope"] for claim in claims)
    return [claim for claim in claims if claim["figure"]["scope"] == scopes.most_common(1)[0][0]]


def upper_value(figure: JsonObject) -> Decimal:
    return Decimal(figure["high"] if figure["value"] is None else figure["value"])


def round_axis_up(largest: Decimal) -> Decimal:
    """The next end of an axis whose quarters are numbers that people read at once."""
    power = Decimal(1).scaleb(largest.adjusted() if largest > 0 else 0)
    return next(step * power for step in AXIS_STEPS if largest <= step * power)


def span_years(claims: list[JsonObject]) -> tuple[date, date]:
    first = min(claim["figure"]["period_from"] for claim in claims)
    last = max(claim["figure"]["period_to"] for claim in claims)
    return date(int(first[:4]), 1, 1), date(int(last[:4]) + 1, 1, 1)


def scale_x(day: date, first: date, last: date) -> Decimal:
    return round_pixels(Decimal(WIDTH * (day - first).days) / (last - first).days)


def scale_y(value: Decimal, top: Decimal) -> Decimal:
    return round_pixels(BOTTOM - (BOTTOM - TOP) * value / top)


def round_pixels(length: Decimal) -> Decimal:
    return length.quantize(TENTH)


def place_gridline(value: Decimal, top: Decimal) -> dict[str, Any]:
    return {"y": scale_y(value, top), "label_y": scale_y(value, top) - 5, "label": format_number(value)}


def place_bar(claim: JsonObject, first: date, last: date, top: Decimal) -> dict[str, Any]:
    figure = claim["figure"]
    start = scale_x(date.fromisoformat(figure["period_from"]), first, last)
    end = date.fromisoformat(figure["period_to"]) + timedelta(days=1)
    width = max(scale_x(end, first, last) - start, Decimal(THINNEST))
    at = scale_y(upper_value(figure), top)
    return {
        "x": start,
        "y": at,
        "width": width,
        "height": BOTTOM - at,
        "middle": round_pixels(start + width / 2),
        "label": claim["amount"]["number"] if width >= ROOM_FOR_WORDS else "",
        "label_y": at - 6,
        "kind": "bar" if figure["hedge"] == Hedge.EXACT else "open",
        "whisker": scale_y(Decimal(figure["low"]), top) if figure["value"] is None else None,
    }
