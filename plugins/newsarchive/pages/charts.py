"""Charts as geometry and words: briefings through the years.

The templates render the returned values as inline SVG. Horizontally, a drawing is `UNITS` units wide and is stretched
to the screen; vertically, it is `HEIGHT` pixels high. Text must not be stretched, so labels are not part of the
drawing: they are positioned at a percentage of the width. All heights are for letters of `LETTERS` pixels, and grow
with the reader's letters. On a page that is read from right to left, time runs from right to left, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from newsarchive.i18n.dates import enumerated
from newsarchive.model import addresses
from newsarchive.model.index import Edition

UNITS = 1000
HEIGHT = 60
HEADROOM = 16
"""Pixels that are left free above the drawing, for the label over the highest bar."""
LETTERS = 12
"""The size of letters, in pixels, for which all heights are given."""

WIDTHS = (128, 440)
"""The width that a chart has at least, in pixels for letters of `LETTERS`, on a narrow screen and on a wide one.

The stylesheet calls a screen wide from 60rem. Both are taken with letters of twice the size.
"""

_LABEL_BELOW = HEADROOM + HEIGHT + 16
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class Label(msgspec.Struct, frozen=True):
    """A text beside a drawing.

    Attributes:
        x: Its place in percent of the width: `12.5%`.
        y: Its baseline in pixels, for letters of `LETTERS`.
        anchor: Which part of it stands at `x`: `middle`, or in the direction of writing `start` or `end`.
        wide: Whether only wide screens have room for it.
    """

    text: str
    x: str
    y: int
    anchor: str = "middle"
    wide: bool = False

    @property
    def height(self) -> str:
        """The baseline as an SVG length that grows with the letters: `7.67em`."""
        return f"{self.y / LETTERS:.3g}em"


class Mark(msgspec.Struct, frozen=True):
    """An SVG `<path>` with its CSS class: the axis, or all bars."""

    kind: str
    path: str


class Drawing(msgspec.Struct, frozen=True):
    """The geometry of a chart; `width` is its maximum width as an SVG length, such as `29.33em`."""

    width: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


class YearLine(msgspec.Struct, frozen=True):
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

    def place(self, year: float) -> float:
        """Return the position of a fractional year (2023.5 is mid-2023) from 0 (left edge) to 1 (right edge)."""
        share = (year - self.first) / self.count
        return 1 - share if self.mirrored else share

    def label(self, year: int, *, wide: bool = False) -> Label:
        """Return the name of a year below the axis, centred on the middle of the year."""
        return Label(str(year), percent(self.place(year + 0.5)), _LABEL_BELOW, wide=wide)


def percent(share: float) -> str:
    """Return a share of the width (0 to 1) as an SVG percentage with at most one decimal: `0.125 -> 12.5%`."""
    return f"{round(100 * share, 1):g}%"


def units(share: float) -> int:
    """Return a share of the width (0 to 1) in the drawing's units; the whole width is `UNITS`: `0.125 -> 125`."""
    return round(UNITS * share)


_SMALLEST = 3  # so that a year with one briefing stays visible beside one with hundreds
_GAP = 0.15  # of a year's width, on each side of its bar
_WIDEST = 44  # for each year at most
_DIGIT_PIXELS = 8
_NAME_PIXELS = 4 * _DIGIT_PIXELS
_TARGET_PIXELS = 24  # on screen, whatever the size of letters (WCAG 2.2, 2.5.8)
_ON_SCREEN = (256, 880)  # the widths of a chart on both screens, in pixels there
_NAMED_MOST = 3  # the description names the years with most briefings if there are at most so many


def _fits(wanted: float, count: int, widths: tuple[int, int] = WIDTHS) -> tuple[bool, bool]:
    """Return whether each of `count` years has `wanted` pixels on a narrow screen, and whether on a wide one."""
    narrow, wide = (width >= wanted * count for width in widths)
    return narrow, wide


class YearRow(msgspec.Struct, frozen=True):
    """A year with briefings, in the table below a chart of years and in the chart itself.

    Attributes:
        address: The listing of that year's briefings.
        title: The year and the number of briefings in words, as the name of its bar.
        bar: The path of what can be pressed: the whole height over the year.
    """

    year: int
    address: str
    count: int
    title: str
    bar: str


class YearsChart(msgspec.Struct, frozen=True):
    """The chart of briefings by year for the template; `description` says the same in words, `rows` as a table.

    The bars lead to the years. `pressed`: whether they are wide enough on a narrow screen, and on a wide one.
    """

    title: str
    description: str
    drawing: Drawing
    rows: tuple[YearRow, ...]
    pressed: tuple[bool, bool]


CHARTED_BRIEFINGS, CHARTED_YEARS = 8, 3
"""A list has a chart if it has this many briefings, of this many years; with fewer, the list shows as much."""


def years_chart(
    title: str, by_year: Mapping[int, Sequence[object]], edition: Edition, language: str
) -> YearsChart | None:
    """Return the chart of how many briefings there are of each year, or None if there are too few to show anything."""
    counts = {year: len(found) for year, found in sorted(by_year.items()) if found}
    if sum(counts.values()) < CHARTED_BRIEFINGS or len(counts) < CHARTED_YEARS:
        return None
    mirrored, words = edition.site.direction(language) == "rtl", edition.words
    line = YearLine(min(counts), max(counts), mirrored)
    return YearsChart(
        title=title,
        description=_description(counts, edition, language),
        drawing=draw_years(counts, mirrored=mirrored),
        rows=tuple(
            YearRow(
                year,
                addresses.year_page(language, year),
                count,
                f"{year}: {words(language, 'listing.total', count)}",
                _bar(line, year, HEIGHT, gap=0),
            )
            for year, count in reversed(counts.items())
        ),
        pressed=_fits(_TARGET_PIXELS, line.count, _ON_SCREEN),
    )


def draw_years(counts: Mapping[int, int], *, mirrored: bool) -> Drawing:
    """Return the drawing of a bar chart: one bar for each year, as high as its number of briefings.

    The number is printed over each bar, on narrow screens only over the highest bars if the numbers would touch. The
    first and the last year are always named. There must be at least one year, and all numbers must be positive.
    """
    line, most = YearLine(min(counts), max(counts), mirrored), max(counts.values())
    narrow, wide = _fits(_DIGIT_PIXELS * len(str(most)) + 2, line.count)
    bars, numbers = [], []
    for year, count in sorted(counts.items()):
        height = max(_SMALLEST, round(HEIGHT * count / most))
        bars.append(_bar(line, year, height))
        if wide or count == most:
            place, baseline = percent(line.place(year + 0.5)), HEADROOM + HEIGHT - height - 4
            numbers.append(Label(str(count), place, baseline, wide=not narrow and count != most))
    return Drawing(
        width=f"{_WIDEST * line.count / LETTERS:.4g}em",
        marks=(Mark("axis", f"M0 {HEIGHT}H{UNITS}"), Mark("bars", "".join(bars))),
        labels=(*numbers, *_names(line)),
    )


def _bar(line: YearLine, year: int, height: int, gap: float = _GAP) -> str:
    left, right = sorted((units(line.place(year + gap)), units(line.place(year + 1 - gap))))
    return f"M{left} {HEIGHT}v-{height}H{right}v{height}z"


def _names(line: YearLine) -> tuple[Label, ...]:
    """Return the names of years: the first and the last, and those between for which a screen has room.

    If not all have room on a narrow screen, the outer two stand flush with the ends of the axis.
    """
    if _fits(_NAME_PIXELS, line.count)[0]:
        return tuple(map(line.label, range(line.first, line.last + 1)))
    first = Label(str(line.first), percent(line.place(line.first)), _LABEL_BELOW, "start")
    last = Label(str(line.last), percent(line.place(line.last + 1)), _LABEL_BELOW, "end")
    narrow, wide = (width / line.count for width in WIDTHS)
    step = _step(narrow)
    always = set(_between(line, narrow, step)) if step else set()
    # a step that divides the other, so that names of both never touch
    found = always.union(_between(line, wide, finer)) if (finer := _step(wide, step)) else always
    return (first, *(line.label(year, wide=year not in always) for year in sorted(found)), last)


def _step(pixels: float, divided: int = 0) -> int:
    """Return the smallest number of years from name to name, if each year is so many pixels wide; 0 if all touch.

    It divides `divided`, unless that is 0.
    """
    return next((step for step in _STEPS if step * pixels > _NAME_PIXELS and divided % step == 0), 0)


def _between(line: YearLine, pixels: float, step: int) -> Iterator[int]:
    """Yield the multiples of `step` to name between the first and the last year, if each is so many pixels wide."""
    # the outer names reach inwards with their whole width
    margin = 1.5 * _NAME_PIXELS + 2
    for year in range(line.first + 1, line.last):
        if not year % step and min(year + 0.5 - line.first, line.last + 0.5 - year) * pixels >= margin:
            yield year


def _description(counts: Mapping[int, int], edition: Edition, language: str) -> str:
    """Return in words what a chart shows: how many briefings, of which years, and the years with the most briefings."""
    words, total, most = edition.words, sum(counts.values()), max(counts.values())
    best = [str(year) for year, count in counts.items() if count == most]
    first, last = min(counts), max(counts)
    told = [words(language, "chart.range", total, years=f"{first}–{last}")]
    if len(best) <= _NAMED_MOST:
        told.append(words(language, "chart.most", years=enumerated(best, language), most=most))
    return " ".join(told)
