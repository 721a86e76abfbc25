"""Glyphs of a PDF page put into lines and words by their positions.

A PDF has only letters at positions. `PageLines` takes the runs of letters that a page draws (`Drawn`), and has the
lines of the page, as text, in every way of reading them.

Programs draw a word in several parts: for kerning (`T`, a move back, `ofiq`), for bold letters, or for letters set
apart. So a move is not a space by itself. There is a space between two parts of a line

1. if the gap is wider than 0.15 of the font size: half of an ordinary space, more than any kerning. It is measured from
  the end of the last glyph, by the widths in the document; without known widths every move is a space.
2. in a second reading, if the gap is wider than the usual one between the line's letters by 0.15 of the font size; or
  by 0.5 if the line draws the spaces between its words, so that a gap need not be one.

So neither joins words that a reader sees apart: "Reali" and "ty" contain "Ali" no more than "reality" does, and "was
Ali" does not become "wasali".

- A sentence may continue on the next page: each of the last three lines, and the last of each usual font size, is also
  read with the corresponding first lines of the next page. This skips running headers, footers and notes.
- Parts are on one line if their baselines differ by less than half of the height of the bigger letter, as with a raised
  number. A big initial beside several lines is also read with the uppermost line to its right.
- The text is also read without the marks of notes (small numbers and signs).
- Hebrew and Arabic are drawn from left to right, last letter first. A line with such letters is also read from its
  right end, with numbers and Latin words in their own order.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .readings import PARTED

RIGHT_TO_LEFT = "\u0590-\u05ff\u0600-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefe"

_SPACE, _WIDE_SPACE, _KERNING = 0.15, 0.5, -0.5  # in font sizes
_SAME_LINE = 0.5  # in heights of the letters
_OVERPRINTED = 0.15
_BIG = 1.4  # times the height of the letters beside it
_SMALL = 0.9  # times the height of most letters
_MARK = 3  # most letters of a note mark
_INITIAL = 2  # most letters of an initial, which may include a quotation mark
_MOST_LOOKS = 1_000_000  # comparisons per page, to find the lines of big initials
_EDGE_LINES, _EDGE_SIZES, _EDGE = 3, 4, 200
_TURNING = re.compile(f"[{RIGHT_TO_LEFT}]")
_FORWARD = re.compile(rf"[^\W_{RIGHT_TO_LEFT}](?:[^{RIGHT_TO_LEFT}\n]*[^\W_{RIGHT_TO_LEFT}])?")

_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d(?:[\d.,:/+-]*\d)?")


def is_turning(text: str) -> bool:
    """Return whether a text has Hebrew, Arabic or other letters that are written from right to left."""
    return not text.isascii() and _TURNING.search(text) is not None


class Drawn(NamedTuple):
    """Letters that a page draws one after the other (a run), with their position in units of the page.

    Attributes:
        x: Where the first letter starts, with `y`; the last letter ends at `end_x` and `end_y`.
        em_x: How far, with `em_y`, a letter as wide as the font size moves the position: the direction of the line.
        height: The font size, measured at a right angle to the line.
        measured: Whether the end is computed from the font's widths, and not guessed.
        text: The letters, in the order in which they are drawn.
        clusters: The same, but with the letters of each right-to-left ligature reversed.
    """

    x: float
    y: float
    end_x: float
    end_y: float
    em_x: float
    em_y: float
    height: float
    measured: bool
    text: str
    clusters: str


class Line(NamedTuple):
    """A line of a page: runs of letters, and the gap before each, in font sizes; infinite if it cannot be measured."""

    parts: list[Drawn]
    gaps: list[float]

    def add(self, part: Drawn, gap: float) -> None:
        """Append a run of letters; a space character before it is removed if the letters on both sides touch."""
        if len(self.parts) > 1 and self.parts[-1].text.isspace():
            beside = _gap(self.parts[-2], part)
            if beside is not None and beside <= _SPACE:
                self.parts.pop()
                self.gaps.pop()
                gap = beside
        self.parts.append(part)
        self.gaps.append(gap)

    def text(self, *, joined: bool = False) -> str:
        """Return the text, with a space wherever a gap is wide.

        With `joined`, letters set apart are joined: "wide" is measured against the usual gap of the line.
        """
        return self._with_spaces([part.text for part in self.parts], joined)

    def turned(self, *, joined: bool = False) -> str:
        """Return the text as read from its right end, but with numbers and Latin words in their own order."""
        text = self._with_spaces([part.clusters for part in self.parts], joined)
        return _FORWARD.sub(_as_it_stands, text[::-1])

    def _with_spaces(self, texts: list[str], joined: bool) -> str:
        drawn = joined and any(" " in text for text in texts)
        least = self._usual_gap() * joined + (_WIDE_SPACE if drawn else _SPACE)
        measured = [True, *(part.measured or drawn for part in self.parts)]
        return "".join(
            f"{' ' * (gap > least if known else True)}{text}"
            for text, gap, known in zip(texts, self.gaps, measured, strict=False)
        )

    def _usual_gap(self) -> float:
        """Return the median gap between two letters in font sizes, at least 0; letters of one run count as 0 apart."""
        letters = sum(len(part.text) for part in self.parts)
        wide = sorted((gap for gap in self.gaps[1:] if 0 < gap < math.inf), reverse=True)
        return wide[letters // 2] if len(wide) > letters // 2 else 0


def _as_it_stands(run: re.Match[str]) -> str:
    """Turn a part of a reversed line back; if it has no letters, only each number in it."""
    if _LETTER.search(run[0]):
        return run[0][::-1]
    return _NUMBER.sub(lambda number: number[0][::-1], run[0])


def drawn_lines(parts: Iterable[Drawn]) -> list[Line]:
    """Put runs of letters into lines in the order of drawing; a run drawn elsewhere starts a new line."""
    lines: list[Line] = []
    for part in parts:
        gap = _gap(lines[-1].parts[-1], part) if lines else None
        if gap is None:
            lines.append(Line([part], [0]))
        else:
            lines[-1].add(part, gap)
    return lines


def placed_lines(parts: Iterable[Drawn]) -> list[Line]:
    """Put runs of letters into lines by their places, from top to bottom.

    A run that is drawn twice at the same place, to look bold, is taken once.
    """
    lines: list[Line] = []
    rows: list[list[tuple[float, Drawn]]] = []
    anchor: tuple[float, float, float] = (math.inf, math.inf, 0)
    for angle, down, along, part in sorted(((*_place(part), part) for part in parts), key=lambda each: each[:3]):
        if angle != anchor[0] or down - anchor[1] > _SAME_LINE * max(part.height, anchor[2]):
            rows.append([])
            anchor = angle, down, part.height
        elif part.height > anchor[2]:
            anchor = angle, down, part.height
        rows[-1].append((along, part))
    for row in rows:
        lines.append(_row_line(sorted(row, key=lambda each: each[0])))
    return lines


def _row_line(row: list[tuple[float, Drawn]]) -> Line:
    line = Line([row[0][1]], [0])
    for _, part in row[1:]:
        before = line.parts[-1]
        moved = abs(part.x - before.x) + abs(part.y - before.y)
        if part.text == before.text and moved <= _OVERPRINTED * part.height:
            continue
        gap = _gap(before, part)
        line.add(part, math.inf if gap is None else gap)
    return line


def _place(part: Drawn) -> tuple[float, float, float]:
    """Return a run's direction in degrees, its distance downwards across that direction, and the distance along it."""
    em = math.hypot(part.em_x, part.em_y) or 1
    over, up = (part.em_x / em, part.em_y / em) if part.em_x or part.em_y else (1, 0)
    angle = round(math.degrees(math.atan2(up, over))) if up or over < 0 else 0
    return angle, part.x * up - part.y * over, part.x * over + part.y * up


def _gap(before: Drawn, after: Drawn) -> float | None:
    """Return the space between two runs, in font sizes of the bigger one; None if they are not on one line.

    If `after` precedes `before`, it is measured from the end of `after`. It is infinite if they overlap.
    """
    over, up = before.em_x, before.em_y
    square = over * over + up * up
    across = abs((after.y - before.end_y) * over - (after.x - before.end_x) * up)
    if not square or across > _SAME_LINE * max(before.height, after.height) * math.sqrt(square):
        return None
    along = ((after.x - before.end_x) * over + (after.y - before.end_y) * up) / square
    if along < _KERNING:
        along = ((before.x - after.end_x) * over + (before.y - after.end_y) * up) / square
        if along < _KERNING:
            return math.inf
    return along * min(1, before.height / after.height if after.height else 1)


class PageLines:
    """The lines of a page in every way in which they may be read.

    Attributes:
        readings: A list of lines for each way: as drawn, by place, from right to left, without note marks.
        heads: Lines that may be the first of the page's text, below a running header.
        tails: Lines that may be the last of the page's text, above a running footer.
    """

    def __init__(self, parts: Sequence[Drawn]) -> None:
        """Put the runs of letters of a page into lines."""
        self._sizes = _sizes(parts)
        self._body = self._sizes[0] if self._sizes else 0
        self._turning = any(is_turning(part.text) for part in parts)
        unmarked = [part for part in parts if not self._is_mark(part)]
        placed = placed_lines(parts)
        orders = [drawn_lines(parts), placed]
        if len(unmarked) < len(parts):
            orders += [drawn_lines(unmarked), placed_lines(unmarked)]
        ways = dict(way for lines in orders for way in self._ways(lines))
        self.heads = _distinct(text for way, lines in ways.items() for text in self._edge(way, lines))
        self.tails = _distinct(text for way, lines in ways.items() for text in self._edge(way[::-1], lines[::-1]))
        self.readings = [*map(list, ways), *filter(None, [list(self._initials(placed))])]

    def _ways(self, lines: list[Line]) -> Iterator[tuple[tuple[str, ...], list[Line]]]:
        for joined in (False, True):
            yield tuple(line.text(joined=joined) for line in lines), lines
            if self._turning:
                yield tuple(_turned(line, joined=joined) for line in lines), lines

    def _is_mark(self, part: Drawn) -> bool:
        """Return whether a run may point to a footnote: small, and a number, a sign or a single letter."""
        text = part.text.strip()
        return part.height < _SMALL * self._body and len(text) <= _MARK and (len(text) == 1 or not text.isalpha())

    def _edge(self, way: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
        """Yield the lines that may be a page's first: the first three, and the first of each usual font size."""
        yield from way[:_EDGE_LINES]
        for size in self._sizes[:_EDGE_SIZES]:
            found = (text for text, line in zip(way, lines, strict=True) if round(line.parts[0].height, 1) == size)
            yield from islice(found, 1)

    def _initials(self, lines: Sequence[Line]) -> Iterator[str]:
        """Yield, for each big initial, its letter joined with the uppermost line to its right, which it begins."""
        level = [(line, at, part) for line in lines for at, part in enumerate(line.parts) if part.em_x > 0 == part.em_y]
        level.sort(key=lambda each: -each[2].y)
        tops = [-part.y for _, _, part in level]
        left = _MOST_LOOKS
        for _, _, initial in level:
            if initial.height < _BIG * self._body or len(initial.text.strip()) > _INITIAL:
                continue
            for line, at, part in level[bisect_left(tops, -initial.y - initial.height) :]:
                left -= 1
                if left < 0:
                    raise ValueError(_MOST_LOOKS)
                if part.y < initial.y - _SAME_LINE * part.height:
                    break
                if _begins(initial, part) and not (at and line.parts[at - 1] is initial and line.gaps[at] <= _SPACE):
                    yield initial.text.strip() + Line(line.parts[at:], [0, *line.gaps[at + 1 :]]).text().lstrip()
                    break


def _begins(initial: Drawn, part: Drawn) -> bool:
    gap = (part.x - initial.end_x) / initial.em_x
    return part.height * _BIG <= initial.height and _KERNING < gap < _WIDE_SPACE


def _sizes(parts: Sequence[Drawn]) -> list[float]:
    """Return the font sizes of a page, the one with the most letters first."""
    letters: Counter[float] = Counter()
    for part in parts:
        letters[round(part.height, 1)] += len(part.text)
    return sorted(letters, key=lambda size: (letters[size], size), reverse=True)


def _turned(line: Line, *, joined: bool) -> str:
    turning = any(is_turning(part.text) for part in line.parts)
    return line.turned(joined=joined) if turning else line.text(joined=joined)


def _distinct(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def across_pages(before: PageLines, after: PageLines) -> str:
    """Return each possible last line of a page with each first line of the next, separated by `PARTED`."""
    return PARTED.join(f"{tail[-_EDGE:]}\n{head[:_EDGE]}" for tail in before.tails for head in after.heads)
