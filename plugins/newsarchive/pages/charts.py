"""Charts as geometry and words: a story through time, briefings through the years.

Across, a drawing has `UNITS` for the whole width, whatever that is on a reader's screen, and is stretched to it;
down, it has `HEIGHT` pixels. Letters must not be stretched, so labels stand beside the drawing, at a share of the
width. Where the page runs from right to left, so does time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsarchive.archive import addresses
from newsarchive.archive.dates import ArchiveDate
from newsarchive.archive.index import Edition
from newsarchive.archive.models import Briefing
from newsarchive.i18n.dates import joined, long_date

from .entries import Entry, entry

UNITS = 1000
HEIGHT = 60
HEADROOM = 16
"""Pixels above the drawing, for what is written over its highest mark."""
NARROWEST = 320
"""Pixels: the narrowest width on which labels still stand apart."""

_LABEL_BELOW = HEADROOM + HEIGHT + 16
_YEAR_PIXELS = 36  # four digits, and some air
_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Label:
    """A few letters, centred at `x`, a share of the width such as `12.5%`; `y` is their base line in pixels."""

    text: str
    x: str
    y: int


@dataclass(frozen=True)
class Mark:
    """A path (SVG's `d`) of a `kind`, which is its class in the stylesheet."""

    kind: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Marks and labels. `width` is the drawing's greatest, as SVG takes it: pixels, or all there is."""

    width: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class YearLine:
    """The years from the first to the last, each as wide as the next; `mirrored` has the latest at the left."""

    first: int
    last: int
    mirrored: bool

    @property
    def count(self) -> int:
        """How many years there are."""
        return self.last - self.first + 1

    @property
    def step(self) -> int:
        """Every how many years one is named, so that names stand apart on the narrowest screen."""
        room = NARROWEST // _YEAR_PIXELS
        return next((step for step in _STEPS if self.count <= step * room), _STEPS[-1])

    def place(self, year: float) -> float:
        """Return the share of the width at which a moment stands, in years: 2023.5 is the middle of 2023."""
        share = (year - self.first) / self.count
        return 1 - share if self.mirrored else share

    def named(self) -> tuple[int, ...]:
        """Return the years that are named: those that the step divides."""
        return tuple(year for year in range(self.first, self.last + 1) if year % self.step == 0)

    def labels(self, *, beginnings: bool = False) -> tuple[Label, ...]:
        """Return the names under the line, each under its year's middle or, for single ones, its beginning."""
        offset = 0.0 if beginnings and self.step > 1 else 0.5
        return tuple(Label(str(year), percent(self.place(year + offset)), _LABEL_BELOW) for year in self.named())


def percent(share: float) -> str:
    """Write a share of the width as SVG takes it."""
    return f"{round(100 * share, 1):g}%"


def units(share: float) -> int:
    """Turn a share of the width into the drawing's units."""
    return round(UNITS * share)


_DOT_PIXELS = 14
_TICK = 4


@dataclass(frozen=True)
class StoryRow:
    """A row of the table: a briefing, and whether it is the page's own."""

    entry: Entry
    own: bool


@dataclass(frozen=True)
class StoryChart:
    """The chart of a story, in the words of a language; rows begin with the earliest briefing."""

    title: str
    description: str
    drawing: Drawing
    rows: tuple[StoryRow, ...]


def story_chart(story: Sequence[Briefing], own: Briefing, edition: Edition, language: str) -> StoryChart | None:
    """Return the chart of a story, whose briefings are in the order of their dates; None for an empty one."""
    if not story:
        return None
    place, mirrored = story.index(own), edition.site.direction(language) == "rtl"
    return StoryChart(
        title=edition.words(language, "chart.story"),
        description=edition.words(
            language,
            "chart.story-description",
            len(story),
            first=long_date(story[0].date, language),
            last=long_date(story[-1].date, language),
            place=place + 1,
        ),
        drawing=draw_story([each.date for each in story], place, mirrored=mirrored),
        rows=tuple(StoryRow(entry(each, edition, language), each is own) for each in story),
    )


def draw_story(dates: Sequence[ArchiveDate], own: int, *, mirrored: bool) -> Drawing:
    """Draw at least one date, all in their order; the one at the place `own` is set apart.

    A day is a dot; a month or a year is a bar as long as it. Those that would touch stand over one another.
    """
    line = YearLine(dates[0].year, dates[-1].year, mirrored)
    spans = [(_moment(each, last=False), _moment(each, last=True)) for each in dates]
    lanes = _lanes(spans, apart=line.count * _DOT_PIXELS / NARROWEST)
    rise = min(_DOT_PIXELS, (HEIGHT - _DOT_PIXELS) // max(1, max(lanes)))
    paths = [
        f"M{units(line.place(start))} {HEIGHT - _DOT_PIXELS - lane * rise}H{units(line.place(end))}"
        for (start, end), lane in zip(spans, lanes, strict=True)
    ]
    others = "".join(path for place, path in enumerate(paths) if place != own)
    ticks = "".join(f"M{units(line.place(year))} {HEIGHT}v{_TICK}" for year in line.named())
    return Drawing(
        width="100%",
        marks=(Mark("axis", f"M0 {HEIGHT}H{UNITS}{ticks}"), Mark("dots", others), Mark("dots own", paths[own])),
        labels=line.labels(beginnings=True),
    )


def _moment(date: ArchiveDate, *, last: bool) -> float:
    """Return a date's middle in years; of one that is no day, the middle of its first or last day."""
    day = date.end if last else date.start
    first, after = day.replace(month=1, day=1), day.replace(month=12, day=31)
    return day.year + ((day - first).days + 0.5) / ((after - first).days + 1)


def _lanes(spans: Sequence[tuple[float, float]], apart: float) -> list[int]:
    """Return a lane for each span, 0 the lowest; in each lane they are at least `apart` years from one another."""
    ends: list[float] = []
    lanes: list[int] = []
    for start, end in spans:
        lane = next((lane for lane, taken in enumerate(ends) if start >= taken + apart), len(ends))
        ends[lane : lane + 1] = [end]
        lanes.append(lane)
    return lanes


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
