"""The years at a glance: how many briefings each year has, as the geometry of a bar chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BAR_WIDTH = 20
BAR_GAP = 8
HEIGHT = 60


@dataclass(frozen=True)
class Bar:
    """One year's bar, in the chart's own units; `y` grows downwards. `count` is 0 for an empty year."""

    year: int
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Bars from the first to the last year, gaps included; a label stands under every `label_step`th."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    label_step: int


def years_chart(by_year: Mapping[int, Sequence[object]]) -> Chart | None:
    """Return the chart of an archive's years; None where it has none."""
    if not by_year:
        return None
    years = range(min(by_year), max(by_year) + 1)
    most = max(len(items) for items in by_year.values())
    bars = []
    for place, year in enumerate(years):
        count = len(by_year.get(year, ()))
        # a year with one briefing stays visible beside one with hundreds
        height = max(3, round(HEIGHT * count / most)) if count else 0
        bars.append(Bar(year, count, place * (BAR_WIDTH + BAR_GAP), HEIGHT - height, height))
    width = len(bars) * (BAR_WIDTH + BAR_GAP) - BAR_GAP
    return Chart(tuple(bars), width, HEIGHT, label_step=1 + len(bars) // 14)
