"""Where pictures and forms stand on a page; cropped ones are refused.

A program that crops a picture keeps all of it in the document, under a clip: an outline outside of which nothing is
shown. The hidden rest could be extracted, so such a document is refused. `Follower` tracks, through each content stream
(the program that draws a page), what decides what is visible (ISO 32000-2, 8.3 to 8.5): matrices, clips, masks and
patterns. `PlacedPictures` computes which parts of each picture the pages show.

A form is a drawing with a content stream of its own, which a page draws like a picture. A matrix is the six numbers of
a transformation. A region is a convex polygon, given by its corners; `()` is empty. A clip is only ever approximated
from inside: curves by points on them, and whatever is not one convex figure by nothing, so that pictures are refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil, floor, hypot
from operator import mul
from typing import Any

import msgspec
from msgspec.structs import replace

from .objects import DocumentError, Stream, value_of

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Region = tuple[Point, ...]

MOST_PLACED = 100_000
_UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FAR = 1e7
_PLANE: Region = ((-_FAR, -_FAR), (_FAR, -_FAR), (_FAR, _FAR), (-_FAR, _FAR))
_PARTS = 50
"""Into how many parts each side of a picture is divided; the outermost on each side may be cut off."""
_COLUMNS = range(1, _PARTS)
_ROW = (1 << len(_COLUMNS)) - 1
_WHOLE = (1 << len(_COLUMNS) * len(_COLUMNS)) - 1
_POINT = 1.0
"""How many points (1/72 inch) of a picture may be cut off: programs round its edges and the visible area separately."""
_MOST_CORNERS = 24
_FIGURE = re.compile(rb"re(?: h)?|m(?: [lcvy])+(?: h)?")
"""Matches the operators of a path that is one figure: a rectangle, or lines and curves without a gap."""
_LEAST_SEEN = 8 / 255
_EXACT = 1e-6


class Placement(msgspec.Struct, frozen=True):
    """Where the content of a page, form or pattern draws a picture, a form or a pattern.

    Attributes:
        drawn: The copied picture, form or pattern.
        matrix: The transformation from its own coordinates to those of the content that draws it.
        clip: The region outside of which it is not visible, in the coordinates of the content.
        hidden: Whether a mask, a low opacity or a clip of letters may hide it, so that it does not count as shown.
        is_pattern: Whether it is a pattern that fills `clip` with copies of one cell.
    """

    drawn: Stream
    matrix: Matrix
    clip: Region
    hidden: bool
    is_pattern: bool


class _GraphicsState(msgspec.Struct, frozen=True):
    """The settings of a drawing program, at one instruction, that decide what is visible.

    Attributes:
        matrix: The transformation from the current coordinates to those in which the program began.
        clip: The region outside of which nothing is visible, in the latter.
        faint: Whether the opacity is so low that nothing is visible.
        words: Whether only what is inside the shape of letters is visible.
        mode: The text rendering mode: whether letters are filled, stroked or added to the clip (0 to 7).
        fill: The pattern that fills areas, if it contains pictures; `stroke`, that which draws lines, likewise.
    """

    matrix: Matrix = _UNCHANGED
    clip: Region = _PLANE
    mask: bool = False
    """Whether a soft mask is in force: a picture or drawing whose brightness sets the opacity."""
    faint: bool = False
    words: bool = False
    mode: int = 0
    fill: Stream | None = None
    stroke: Stream | None = None


class Follower(msgspec.Struct):
    """Follows the instructions of one content stream, to find where it draws pictures.

    Attributes:
        resources: The copied resources by kind and new name: `{"XObject": {"X0": …}}`.
        placements: The pictures drawn so far, and the forms and patterns that contain pictures.
    """

    resources: dict[str, dict[str, Any]]
    placements: dict[Any, Placement] = msgspec.field(default_factory=dict)
    _state: _GraphicsState = _GraphicsState()
    _saved: list[_GraphicsState] = msgspec.field(default_factory=list)
    _path: list[tuple[bytes, Sequence[Any]]] = msgspec.field(default_factory=list)
    _clips: bool = False
    _cuts: bool = False
    """Whether letters are added to the clip since text began; its end applies them, whatever the mode is then."""

    def follow(self, operator: bytes, operands: Sequence[Any]) -> None:
        """Process the next instruction, whose operands are of the right number and types."""
        step = _STEPS.get(operator)
        if step:
            step(self, operator, operands)

    def _save(self, *_: Any) -> None:
        self._saved.append(self._state)

    def _restore(self, *_: Any) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, _: bytes, operands: Sequence[Any]) -> None:
        self._change(matrix=_times(_matrix(operands), self._state.matrix))

    def _change(self, **values: Any) -> None:
        self._state = replace(self._state, **values)

    def _draw_path(self, operator: bytes, operands: Sequence[Any]) -> None:
        self._path.append((operator, operands))

    def _begin_clip(self, *_: Any) -> None:
        self._clips = True

    def _paint(self, operator: bytes, _: Sequence[Any]) -> None:
        filled, stroked = operator in _FILLING and self._state.fill, operator in _STROKING and self._state.stroke
        if self._path and (self._clips or filled):
            area = _moved(_outline(self._path), self._state.matrix)
            if filled:
                self._place(filled, _UNCHANGED, _common(area, self._state.clip), is_pattern=True)
            if self._clips:
                self._change(clip=_common(area, self._state.clip))
        if stroked:
            self._place(stroked, _UNCHANGED, (), is_pattern=True)
        self._path, self._clips = [], False

    def _colour(self, operator: bytes, operands: Sequence[Any]) -> None:
        name = operands[-1] if operator in (b"scn", b"SCN") and operands and isinstance(operands[-1], str) else ""
        pattern = self._resource("Pattern", name)
        pattern = pattern if isinstance(pattern, Stream) and pattern.placed else None
        key = "stroke" if operator.isupper() else "fill"
        if pattern is not getattr(self._state, key):
            self._change(**{key: pattern})

    def _set(self, _: bytes, operands: Sequence[Any]) -> None:
        given = self._resource("ExtGState", operands[0])
        if not isinstance(given, dict):
            return
        mask, alpha = value_of(given.get("SMask")), value_of(given.get("ca"))
        if mask is not None:
            self._change(mask=isinstance(mask, dict))
        if isinstance(alpha, int | float):
            self._change(faint=alpha < _LEAST_SEEN)

    def _draw(self, _: bytes, operands: Sequence[Any]) -> None:
        drawn = self._resource("XObject", operands[0])
        if not isinstance(drawn, Stream):
            return
        if drawn.fields.get("Subtype") == "Image" or drawn.placed:
            self._place(drawn, self._state.matrix, self._state.clip)
        if self._state.fill and drawn.fields.get("ImageMask") is True:
            self._place(self._state.fill, _UNCHANGED, (), is_pattern=True)

    def _begin_words(self, *_: Any) -> None:
        self._cuts = False

    def _spell(self, *_: Any) -> None:
        self._cuts |= self._state.mode >= 4
        if self._state.fill and self._state.mode in (0, 2, 4, 6):
            self._place(self._state.fill, _UNCHANGED, (), is_pattern=True)

    def _end_words(self, *_: Any) -> None:
        if self._cuts:
            self._change(words=True)

    def _choose_mode(self, _: bytes, operands: Sequence[Any]) -> None:
        self._change(mode=int(float(operands[0])))
        self._cuts |= self._state.mode >= 4

    def _resource(self, kind: str, name: str) -> Any:
        return value_of(self.resources.get(kind, {}).get(name))

    def _place(self, drawn: Stream, matrix: Matrix, clip: Region, *, is_pattern: bool = False) -> None:
        state = self._state
        placed = Placement(drawn, matrix, clip, state.mask or state.faint or state.words, is_pattern)
        self.placements[id(drawn), matrix, clip, placed.hidden] = placed
        if len(self.placements) > MOST_PLACED:
            raise DocumentError("document-unreadable", str(MOST_PLACED))


_FILLING = frozenset(b"f F f* b b* B B*".split())
_STROKING = frozenset(b"S s b b* B B*".split())
_STEPS: dict[bytes, Callable[[Follower, bytes, Sequence[Any]], None]] = {
    **dict.fromkeys(b"m l c v y re".split(), Follower._draw_path),
    **dict.fromkeys((*_FILLING, *_STROKING, b"n"), Follower._paint),
    **dict.fromkeys(b"g rg k cs sc scn G RG K CS SC SCN".split(), Follower._colour),
    **dict.fromkeys(b"Tj TJ ' \"".split(), Follower._spell),
    **dict.fromkeys(b"W W*".split(), Follower._begin_clip),
    **{b"q": Follower._save, b"Q": Follower._restore, b"cm": Follower._transform, b"gs": Follower._set},
    **{b"Do": Follower._draw, b"BT": Follower._begin_words, b"ET": Follower._end_words, b"Tr": Follower._choose_mode},
}


class PlacedPictures:
    """Collects which parts of each picture are visible on any page, because a picture may continue on the next.

    Call `show_page` for each page, then `require_whole`.
    """

    def __init__(self) -> None:
        """Start a document, of which no page has been shown."""
        self._seen: dict[bytes, int] = {}
        self._pages: dict[bytes, int] = {}
        self._steps = 0

    def show_page(self, number: int, boxes: Iterable[Sequence[float]], placements: Iterable[Placement]) -> None:
        """Record which parts of pictures a page, numbered from 1, shows.

        Nothing is visible outside of its media box and crop box (left, bottom, right, top). DocumentError is raised if
        the document draws more than `MOST_PLACED` pictures.
        """
        sheet = _PLANE
        for each in boxes:
            sheet = _common(_box(*each), sheet)
        self._show(number, placements, _UNCHANGED, sheet)

    def require_whole(self) -> None:
        """Raise DocumentError, with the number of the first page, if part of a picture is visible on no page."""
        pages = [self._pages[key] for key, seen in self._seen.items() if seen != _WHOLE]
        if pages:
            raise DocumentError("document-picture-cropped", str(min(pages)))

    def _show(self, page: int, placements: Iterable[Placement], matrix: Matrix, clip: Region) -> None:
        for each in placements:
            self._steps += 1
            if self._steps > MOST_PLACED:
                raise DocumentError("document-unreadable", str(MOST_PLACED))
            shown = () if each.hidden else _common(_moved(each.clip, matrix), clip)
            own = _times(each.matrix, matrix)
            if each.drawn.fields.get("Subtype") == "Image":
                self._show_picture(page, each.drawn, own, shown)
                continue
            own = _times(_matrix(each.drawn.fields.get("Matrix") or _UNCHANGED), own)
            if each.is_pattern:
                shown = _tiled(each.drawn.fields, own, shown)
            box = _numbers(each.drawn.fields.get("BBox"))
            inner = _common(_moved(_box(*box), own), shown) if len(box) == 4 else shown
            self._show(page, each.drawn.placed, own, inner)

    def _show_picture(self, page: int, picture: Stream, matrix: Matrix, clip: Region) -> None:
        key = hashlib.sha256(picture.data).digest()
        self._pages.setdefault(key, page)
        if self._seen.get(key) != _WHOLE:
            self._seen[key] = self._seen.get(key, 0) | _seen(picture.fields, matrix, clip)


def _seen(fields: dict[str, Any], matrix: Matrix, clip: Region) -> int:
    """Return a bit for each point of a picture, row by row, set if it is visible; `_WHOLE` if all are.

    The points are where the inner lines of a grid of `_PARTS` by `_PARTS` cross. `matrix` transforms the picture, a
    unit square, to the page, on which `clip` is visible.
    """
    inverse = _inverse(matrix)
    if not inverse or not clip:
        return 0
    region = _moved(clip, inverse)
    wide, high = (
        _slack(value_of(fields.get(key)), hypot(*matrix[at : at + 2])) for key, at in (("Width", 0), ("Height", 2))
    )
    first, last = _row(region, 1 / _PARTS, wide, high), _row(region, 1 - 1 / _PARTS, wide, high)
    if first == last == _ROW:  # the region is convex, so that all rows between are visible, too
        return _WHOLE
    return sum(_row(region, y / _PARTS, wide, high) << (y - 1) * len(_COLUMNS) for y in _COLUMNS)


def _slack(pixels: Any, length: float) -> float:
    """Return how much more than `1 / _PARTS` of a side may be cut off, as a fraction of the side.

    One pixel or one point, whichever is larger, may always be cut off, which is more in a small picture. Otherwise the
    result is nearly 0, for rounding. `length` is the side's on the page, in points.
    """
    pixel = 1.0 / pixels if isinstance(pixels, int | float) and pixels > 0 else 1.0
    return max(pixel, _POINT / length, 1 / _PARTS) - 1 / _PARTS + _EXACT


def _row(region: Region, y: float, wide: float, high: float) -> int:
    """Return a bit for each visible grid point of a picture's row at the height `y`.

    `region` is what is visible, in coordinates of the picture (0 to 1). A point still counts if it is outside by no
    more than `wide` to the sides, or `high` upwards or downwards.
    """
    lowest, highest = min(each[1] for each in region), max(each[1] for each in region)
    if not lowest - high <= y <= highest + high:
        return 0
    across = [*_crossings(region, min(max(y, lowest), highest))]
    first = max(ceil((min(across) - wide) * _PARTS), 1)
    last = min(floor((max(across) + wide) * _PARTS), _PARTS - 1)
    return ((1 << last - first + 1) - 1) << first - 1 if last >= first else 0


def _crossings(region: Region, y: float) -> Iterator[float]:
    """Yield the x at which edges of a region cross the horizontal line at `y`, which is within its height."""
    for (x1, y1), (x2, y2) in zip(region, (*region[1:], region[0]), strict=True):
        if min(y1, y2) <= y <= max(y1, y2):
            yield x1 if y1 == y2 else x1 + (x2 - x1) * ((y - y1) / (y2 - y1))
            if y1 == y2:
                yield x2


def _tiled(fields: dict[str, Any], matrix: Matrix, area: Region) -> Region:
    """Return which part of a pattern's cell is visible where copies of it fill an area; empty if nothing is.

    It is in coordinates of the page, moved to where the pattern defines the cell, and the whole cell if the area is as
    large as the step from one copy to the next. `matrix` transforms the pattern to the page. An area that is no
    rectangle along the pattern's sides counts as empty.
    """
    inverse, box = _inverse(matrix), _numbers(fields.get("BBox"))
    if not inverse or not area or len(box) != 4:
        return ()
    corners, rectangle = _moved(area, inverse), 2.0
    edges: list[tuple[float, float]] = []
    for axis, key in enumerate(("XStep", "YStep")):
        low, high = min(each[axis] for each in corners), max(each[axis] for each in corners)
        rectangle *= high - low
        step = abs(float(value_of(fields.get(key)) or 0)) or _FAR
        if high - low >= step * (1 - 1 / _PARTS):
            edges.append((-_FAR, _FAR))
        else:
            tiles = round(((low + high) - (box[axis] + box[axis + 2])) / 2 / step) * step
            edges.append((low - tiles, high - tiles))
    # twice the area of a polygon (the shoelace formula)
    filled = sum(_side((0, 0), *edge) for edge in zip(corners, (*corners[1:], corners[0]), strict=True))
    if filled < rectangle * (1 - _EXACT):
        return ()
    (left, right), (bottom, top) = edges
    return _moved(_box(left, bottom, right, top), matrix)


# regions


def _outline(path: Sequence[tuple[bytes, Sequence[Any]]]) -> Region:
    """Return the region that a path encloses, or a part of it if it has curves; empty if it is not one convex one."""
    if not _FIGURE.fullmatch(b" ".join(operator for operator, _ in path)):
        return ()
    controls: list[Point] = []
    corners: list[Point] = []
    for operator, operands in path:
        numbers = [float(each) for each in operands]
        if operator == b"re":
            x, y, width, height = numbers
            return _box(x, y, x + width, y + height)
        points = [*zip(numbers[::2], numbers[1::2], strict=True)]
        if operator in (b"c", b"v", b"y"):
            curve = [corners[-1], *corners[-1:] * (operator == b"v"), *points, *points[-1:] * (operator == b"y")]
            x, y = (sum(map(mul, (1, 3, 3, 1), axis)) / 8 for axis in zip(*curve, strict=True))
            corners.append((x, y))
        controls += points
        corners.append(points[-1])
    corners = _without_repeats(corners)
    turns = _turns(_without_repeats(controls))
    if not turns or len(corners) > _MOST_CORNERS:
        return ()
    return tuple(corners if turns > 0 else corners[::-1])


def _turns(points: Sequence[Point]) -> int:
    """Return 1 for the corners of a convex figure in their order, -1 if they are clockwise; 0 if it is not convex."""
    following = (*points[1:], *points[:1])
    sides = [_side(*three) for three in zip(points, following, (*points[2:], *points[:2]), strict=True)]
    leftward = [x > other for (x, _), (other, _) in zip(points, following, strict=True) if x != other]
    # a star turns to one side, too, but goes around more than once
    if sum(leftward[at] != leftward[at - 1] for at in range(len(leftward))) > 2:
        return 0
    return (min(sides) >= 0) - (max(sides) <= 0) if sides else 0


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    return [point for at, point in enumerate(points) if point != points[at - 1]]


def _side(start: Point, end: Point, point: Point) -> float:
    """Return a positive number if a point is left of the line, a negative one if right of it, 0 if on it."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _box(left: float, bottom: float, right: float, top: float) -> Region:
    """Return a rectangle as a region; left and right, or bottom and top, may be swapped."""
    left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
    return ((left, bottom), (right, bottom), (right, top), (left, top))


def _moved(region: Region, matrix: Matrix) -> Region:
    """Return a region transformed by a matrix; its corners stay counter-clockwise even if it is mirrored."""
    if matrix == _UNCHANGED:
        return region
    a, b, c, d, e, f = matrix
    moved = tuple((a * x + c * y + e, b * x + d * y + f) for x, y in region)
    return moved if a * d >= b * c else moved[::-1]


def _common(region: Region, other: Region) -> Region:
    """Return the intersection of two regions (Sutherland and Hodgman); empty if it has very many corners."""
    found: list[Point] = list(region) if other else []
    for start, end in zip(other, (*other[1:], *other[:1]), strict=True):
        found = [*_left_of(found, start, end)]
    return tuple(found) if len(found) <= 2 * _MOST_CORNERS else ()


def _left_of(region: Sequence[Point], start: Point, end: Point) -> Iterator[Point]:
    """Yield the corners of that part of a region which is left of the line from `start` to `end`."""
    for at, point in enumerate(region):
        before = region[at - 1]
        side, side_before = _side(start, end, point), _side(start, end, before)
        if (side < 0) != (side_before < 0):
            share = side_before / (side_before - side)
            yield before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share
        if side >= 0:
            yield point


# matrices


def _matrix(values: Any) -> Matrix:
    numbers = _numbers(values)
    if len(numbers) != 6:
        return _UNCHANGED
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _numbers(values: Any) -> list[float]:
    values = value_of(values)
    return [float(value_of(each)) for each in values] if isinstance(values, list | tuple) else []


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that transforms by `first`, and then by `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _inverse(matrix: Matrix) -> Matrix | None:
    """Return the inverse of a matrix, or None if that flattens everything to a line."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if abs(area) < 1e-12:
        return None
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area
