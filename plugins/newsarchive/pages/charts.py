"""Charts as geometry and words: briefings through the years.

The templates render the returned values as inline SVG. Horizontally, a drawing is `UNITS` units wide and is stretched
to the screen; vertically, it is `HEIGHT` pixels high. Text must not be stretched, so labels are not part of the
drawing: they are positioned at a percentage of the width. On a page that is read from right to left, time runs from
right to left, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.i18n.dates import joined

UNITS = 1000
HEIGHT = 60
HEADROOM = 16
"""Pixels that are left free above the drawing, for the label over the highest bar."""
NARROWEST = 320
"""The width of the narrowest screen, in pixels, on which labels do not overlap."""

_LABEL_BELOW = HEADROOM + HEIGHT + 16
_YEAR_PIXELS = 36  # four digits and a margin
_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Label:
    """A text beside a drawing: `x` is its centre in percent of the width (`12.5%`), `y` its baseline in pixels."""

    text: str
    x: str
    y: int


@dataclass(frozen=True)
class Mark:
    """An SVG `<path>` with its CSS classes: an axis, or all dots or bars of the same look."""

    kind: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """The geometry of a chart; `width` is its maximum width as an SVG length: a number of pixels, or `100%`."""

    width: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class YearLine:
    """The horizontal axis of a chart, on which all years have the same width.

    `mirrored` puts the latest year at the left, for languages written from right to left.
    """

    first: int
    last: int
    mirrored: bool

    @property
    def count(self) -> int:
        """The number of years on the axis."""
        return self.last - self.first + 1

    @property
    def step(self) -> int:
        """The number of years from one labelled year to the next: 1, 2, 5, 10, 20, 50 or 100.

        It is the smallest with which labels do not overlap on the narrowest screen.
        """
        room = NARROWEST // _YEAR_PIXELS
        return next((step for step in _STEPS if self.count <= step * room), _STEPS[-1])

    def place(self, year: float) -> float:
        """Return the position of a fractional year (2023.5 is mid-2023) from 0 (left edge) to 1 (right edge)."""
        share = (year - self.first) / self.count
        return 1 - share if self.mirrored else share

    def named(self) -> tuple[int, ...]:
        """Return the years that get a label below the axis, in ascending order: the multiples of `step`."""
        return tuple(year for year in range(self.first, self.last + 1) if year % self.step == 0)

    def labels(self) -> tuple[Label, ...]:
        """Return the labels below the axis, centred on the middle of their years."""
        return tuple(Label(str(year), percent(self.place(year + 0.5)), _LABEL_BELOW) for year in self.named())


def percent(share: float) -> str:
    """Return a share of the width (0 to 1) as an SVG percentage with at most one decimal: `0.125 -> 12.5%`."""
    return f"{round(100 * share, 1):g}%"


def units(share: float) -> int:
    """Return a share of the width (0 to 1) in the drawing's units; the whole width is `UNITS`: `0.125 -> 125`."""
    return round(UNITS * share)


_SMALLEST = 3  # pixels, so that a year with one briefing stays visible beside one with hundreds
_GAP = 0.15  # of a year's width, on each side of its bar
_WIDEST = 44  # pixels per year at most
_DIGIT_PIXELS = 7
_NAMED_MOST = 3  # the description names the years with most briefings if there are at most so many


@dataclass(frozen=True)
class YearRow:
    """A row of the table below a chart of years: the address is that of the listing of that year's briefings."""

    year: int
    address: str
    count: int


@dataclass(frozen=True)
class YearsChart:
    """The chart of briefings by year for the template; `description` says the same in words, `rows` as a table."""

    title: str
    description: str
    drawing: Drawing
    rows: tuple[YearRow, ...]


def years_chart(
    title: str, by_year: Mapping[int, Sequence[object]], edition: Edition, language: str
) -> YearsChart | None:
    """Return the chart of how many briefings there are of each year, or None if there are no briefings."""
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
    """Return the drawing of a bar chart: one bar for each year, as high as its number of briefings.

    The number is printed over each bar, or only over the highest bars if the numbers would touch. There must be at
    least one year, and all numbers must be positive.
    """
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
    """Return in words what a chart shows: how many briefings, of which years, and the years with the most briefings."""
    words, total, most = edition.words, sum(counts.values()), max(counts.values())
    best = [str(year) for year, count in counts.items() if count == most]
    first, last = min(counts), max(counts)
    told = [words(language, "chart.range", total, years=f"{first}–{last}" if last > first else first)]
    if len(counts) > 1 and len(best) <= _NAMED_MOST:
        told.append(words(language, "chart.most", years=joined(best, language), most=most))
    return " ".join(told)
