"""A story through time: each of its briefings as a dot on the line of years, as exactly as its date is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.archive.dates import ArchiveDate
from plugins.archive.index import Edition
from plugins.archive.records import Briefing
from plugins.languages.dates import long_date
from plugins.translations.entries import Entry, entry

from .drawing import HEIGHT, NARROWEST, UNITS, Drawing, Mark, YearLine, units

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
