"""Charts as geometry and words: briefings through the years.

The templates render the returned values as inline SVG. Horizontally, a drawing is `UNITS` units wide and is stretched
to the screen; vertically, it is `HEIGHT` pixels high. Text must not be stretched, so labels are not part of the
drawing: they are positioned at a percentage of the width. All heights are for letters of `LETTERS` pixels, and grow
with the reader's letters. On a page that is read from right to left, time runs from right to left, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import ceil

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

CHARTED_BRIEFINGS, CHARTED_YEARS = 8, 3
"""A list has a chart if it has this many briefings, of this many years; with fewer, the list shows as much."""

_SMALLEST = 3  # so that a year with one briefing stays visible beside one with hundreds
_GAP = 0.15  # of a year's width, on each side of its bar
_WIDEST = 44  # for each year at most
_DIGIT_PIXELS = 8
_NAME_PIXELS = 4 * _DIGIT_PIXELS
_TARGET_PIXELS = 24  # on screen, whatever the size of letters (WCAG 2.2, 2.5.8)
_ON_SCREEN = (256, 880)  # the widths of a chart on both screens, in pixels there
_NAMED_MOST = 3  # the description names the years with most briefings if there are at most so many


def years_chart(
    title: str, by_year: Mapping[int, Sequence[object]], edition: Edition, language: str
) -> dict[str, object] | None:
    """Return the chart of how many briefings there are of each year, or None if there are too few to show anything.

    `description` says the same in words, `rows` as a table. The bars lead to the years; `pressed` is whether they are
    wide enough on a narrow screen, and on a wide one. The rest is the drawing (`draw_years`).
    """
    counts = {year: len(found) for year, found in sorted(by_year.items()) if found}
    if sum(counts.values()) < CHARTED_BRIEFINGS or len(counts) < CHARTED_YEARS:
        return None
    first, last, mirrored = min(counts), max(counts), edition.site.direction(language) == "rtl"
    rows = [
        {
            "year": year,
            "address": addresses.year_page(language, year),
            "count": count,
            "title": f"{year}: {edition.words(language, 'listing.total', count)}",
            "bar": _bar(partial(_place, first, last, mirrored=mirrored), year, HEIGHT, gap=0),
        }
        for year, count in reversed(counts.items())
    ]
    return {
        "title": title,
        "description": _description(counts, edition, language),
        "rows": rows,
        "pressed": [width >= _TARGET_PIXELS * (last - first + 1) for width in _ON_SCREEN],
        **draw_years(counts, mirrored=mirrored),
    }


def draw_years(counts: Mapping[int, int], *, mirrored: bool) -> dict[str, object]:
    """Return the drawing of a bar chart: its greatest `width`, the path of the `bars`, one for each year, the `labels`.

    The number is printed over each bar, on narrow screens only over the highest bars if the numbers would touch. There
    must be at least one year, and all numbers must be positive.
    """
    first, last, most = min(counts), max(counts), max(counts.values())
    place = partial(_place, first, last, mirrored=mirrored)
    narrow, wide = (width >= (_DIGIT_PIXELS * len(str(most)) + 2) * (last - first + 1) for width in WIDTHS)
    bars, labels = [], []
    for year, count in sorted(counts.items()):
        height = max(_SMALLEST, round(HEIGHT * count / most))
        bars.append(_bar(place, year, height))
        if wide or count == most:
            baseline = HEADROOM + HEIGHT - height - 4
            labels.append(_label(str(count), place(year + 0.5), baseline, wide=not narrow and count != most))
    labels += _names(first, last, place)
    return {"width": f"{_WIDEST * (last - first + 1) / LETTERS:.4g}em", "bars": "".join(bars), "labels": labels}


def _place(first: int, last: int, year: float, *, mirrored: bool) -> float:
    """Return the position of a fractional year (2023.5 is mid-2023) from 0 (left edge) to 1 (right edge)."""
    share = (year - first) / (last - first + 1)
    return 1 - share if mirrored else share


def _bar(place: partial[float], year: int, height: int, gap: float = _GAP) -> str:
    left, right = sorted(round(UNITS * place(edge)) for edge in (year + gap, year + 1 - gap))
    return f"M{left} {HEIGHT}v-{height}H{right}v{height}z"


def _label(text: str, share: float, baseline: int, anchor: str = "middle", *, wide: bool = False) -> dict[str, object]:
    """Return a text beside a drawing; `wide` is whether only wide screens have room for it.

    `anchor` says which part of it stands at its place: `middle`, or in the direction of writing `start` or `end`.
    """
    x, y = f"{round(100 * share, 1):g}%", f"{baseline / LETTERS:.3g}em"
    return {"text": text, "x": x, "y": y, "anchor": anchor, "wide": wide}


def _names(first: int, last: int, place: partial[float]) -> Iterator[dict[str, object]]:
    """Yield the names of the first and the last year, flush with the axis, and on wide screens of every fifth year."""
    baseline, pixels = HEADROOM + HEIGHT + 16, WIDTHS[1] / (last - first + 1)
    yield _label(str(first), place(first), baseline, "start")
    step = 5 * ceil((_NAME_PIXELS + 1) / (5 * pixels))
    for year in range(first + 1, last):
        # the outer names reach inwards with their whole width
        if not year % step and min(year + 0.5 - first, last + 0.5 - year) * pixels >= 1.5 * _NAME_PIXELS + 2:
            yield _label(str(year), place(year + 0.5), baseline, wide=True)
    if last > first:
        yield _label(str(last), place(last + 1), baseline, "end")


def _description(counts: Mapping[int, int], edition: Edition, language: str) -> str:
    words, total, most = edition.words, sum(counts.values()), max(counts.values())
    best = [str(year) for year, count in counts.items() if count == most]
    sentences = [words(language, "chart.range", total, years=f"{min(counts)}–{max(counts)}")]
    if len(best) <= _NAMED_MOST:
        sentences.append(words(language, "chart.most", years=enumerated(best, language), most=most))
    return " ".join(sentences)
