"""Briefings through the years, as bars from the first year to the last; years without any keep their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.languages.dates import joined

from .drawing import HEADROOM, HEIGHT, NARROWEST, UNITS, Drawing, Label, Mark, YearLine, percent, units

_SMALLEST = 3  # pixels: a year with one briefing stays visible beside one with hundreds
_GAP = 0.15  # of a year's width, on both sides of its bar
_WIDEST = 44  # pixels for a year
_DIGIT_PIXELS = 7
_NAMED_MOST = 3  # as many best years are named in words


@dataclass(frozen=True)
class YearRow:
    """A row of the table: a year that has briefings, the address of its page, and how many they are."""

    year: int
    address: str
    count: int


@dataclass(frozen=True)
class YearsChart:
    """The chart of some briefings through the years, in the words of a language; rows begin with the latest year."""

    title: str
    description: str
    drawing: Drawing
    rows: tuple[YearRow, ...]


def years_chart(
    title: str, by_year: Mapping[int, Sequence[object]], edition: Edition, language: str
) -> YearsChart | None:
    """Return the chart of what each year has; None where there is nothing."""
    counts = {year: len(found) for year, found in sorted(by_year.items()) if found}
    if not counts:
        return None
    return YearsChart(
        title=title,
        description=_description(counts, edition, language),
        drawing=draw_years(counts, mirrored=edition.site.direction(language) == "rtl"),
        rows=tuple(
            YearRow(year, addresses.year_page(language, year), count) for year, count in reversed(counts.items())
        ),
    )


def draw_years(counts: Mapping[int, int], *, mirrored: bool) -> Drawing:
    """Draw at least one year's bar. Numbers over all bars, or where they would touch, over the highest alone."""
    line, most = YearLine(min(counts), max(counts), mirrored), max(counts.values())
    room = NARROWEST / line.count
    every = room >= _DIGIT_PIXELS * len(str(most)) + 2
    bars, numbers = [], []
    for year, count in sorted(counts.items()):
        height = max(_SMALLEST, round(HEIGHT * count / most))
        left, right = sorted((units(line.place(year + _GAP)), units(line.place(year + 1 - _GAP))))
        bars.append(f"M{left} {HEIGHT}v-{height}H{right}v{height}z")
        if every or count == most:
            numbers.append(Label(str(count), percent(line.place(year + 0.5)), HEADROOM + HEIGHT - height - 4))
    return Drawing(
        width=str(_WIDEST * line.count),
        marks=(Mark("axis", f"M0 {HEIGHT}H{UNITS}"), Mark("bars", "".join(bars))),
        labels=(*numbers, *line.labels()),
    )


def _description(counts: Mapping[int, int], edition: Edition, language: str) -> str:
    """Say what the chart shows: how many briefings, of which years, and in which there are most."""
    words, total, most = edition.words, sum(counts.values()), max(counts.values())
    best = [str(year) for year, count in counts.items() if count == most]
    first, last = min(counts), max(counts)
    told = [words(language, "chart.range", total, years=f"{first}–{last}" if last > first else first)]
    if len(counts) > 1 and len(best) <= _NAMED_MOST:
        told.append(words(language, "chart.most", years=joined(best, language), most=most))
    return " ".join(told)
