"""Figures of one measure as bars: as long as their period, as high as their value, from zero.

Coordinates only: the template draws them. Figures of one scope share a chart, for bars side by side
invite a comparison that others would not stand.
"""

from collections import Counter
from datetime import date, timedelta
from math import floor, log10
from typing import Any

from factdb.choices import Hedge
from factdb.schemas import JsonObject

WIDTH, HEIGHT = 720, 300
TOP, BOTTOM = 32, 264
THINNEST, ROOM_FOR_WORDS = 3, 90
AXIS_STEPS = (1, 2, 4, 6, 8, 10)


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


def upper_value(figure: JsonObject) -> float:
    return float(figure["high"] if figure["value"] is None else figure["value"])


def round_axis_up(largest: float) -> float:
    """The next end of an axis whose quarters are numbers that people read at once."""
    power = 10 ** floor(log10(largest)) if largest > 0 else 1
    return next(step * power for step in AXIS_STEPS if largest <= step * power)


def span_years(claims: list[JsonObject]) -> tuple[date, date]:
    first = min(claim["figure"]["period_from"] for claim in claims)
    last = max(claim["figure"]["period_to"] for claim in claims)
    return date(int(first[:4]), 1, 1), date(int(last[:4]) + 1, 1, 1)


def scale_x(day: date, first: date, last: date) -> float:
    return round(WIDTH * (day - first).days / (last - first).days, 1)


def scale_y(value: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)


def place_gridline(value: float, top: float) -> dict[str, Any]:
    return {"y": scale_y(value, top), "label_y": scale_y(value, top) - 5, "label": f"{value:,.10g}"}


def place_bar(claim: JsonObject, first: date, last: date, top: float) -> dict[str, Any]:
    figure = claim["figure"]
    start = scale_x(date.fromisoformat(figure["period_from"]), first, last)
    end = date.fromisoformat(figure["period_to"]) + timedelta(days=1)
    width = max(round(scale_x(end, first, last) - start, 1), THINNEST)
    at = scale_y(upper_value(figure), top)
    return {
        "x": start,
        "y": at,
        "width": width,
        "height": round(BOTTOM - at, 1),
        "middle": round(start + width / 2, 1),
        "label": claim["amount"]["number"] if width >= ROOM_FOR_WORDS else "",
        "label_y": at - 6,
        "kind": "bar" if figure["hedge"] == Hedge.EXACT else "open",
        "whisker": scale_y(float(figure["low"]), top) if figure["value"] is None else None,
    }
