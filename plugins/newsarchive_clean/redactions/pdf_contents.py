"""The words of a PDF's content streams as a reader sees them.

A content stream is the program that draws a page; a form (form XObject) is one that pages share. A `ContentReader`
executes such programs as far as they place letters, and adds what it finds to a `Told`. Each form is read once, so the
work grows with the size of the document, not with how often it shows its forms.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import msgspec

from .pdf_lines import Drawn, PageLines, is_turning
from .pdf_syntax import (
    MOST_DEPTH,
    MOST_UNPACKED,
    Font,
    NameOperand,
    TooMuchError,
    long_rows,
    name_words,
    operations,
    text_of,
)

MOST_BYTES = 6_000_000
"""The most decompressed bytes in a document's content streams, and the most letters: ten seconds of reading."""

_DIGITS = re.compile(rb"<([0-9A-Fa-f]+)>")
_MOST_UNPACKED_IN_ALL = 200_000_000

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)
_KERNING = 150  # thousandths of the font size: a smaller move in either direction is within a word
_NOTHING = Drawn(0, 0, 0, 0, 0, 0, 0, True, "", "")
SPOKEN = ("/ActualText", "/Alt", "/E")
"""Keys of texts that screen readers speak, and programs copy, in place of the letters displayed."""

_LONGEST, _LONG = 2, frozenset((b"BDC", b"BMC", b"EMC", b"SCN", b"scn"))
"""The most letters in the name of a drawing instruction, except for the instructions that follow.

Any other word in a content stream draws nothing, but a person who opens the file may read it.
"""


class Told(msgspec.Struct):
    """The words that were found in the content of a page and of the forms that it shows.

    Attributes:
        shown: The runs of letters with their positions, in the order in which they are drawn.
        replaced: What a screen reader says instead of some runs: the index in `shown` of the first, the index after the
            last, and the text.
        others: Strings and names that draw nothing.
    """

    shown: list[Drawn] = msgspec.field(default_factory=list)
    replaced: list[tuple[int, int, str]] = msgspec.field(default_factory=list)
    others: list[str] = msgspec.field(default_factory=list)

    def pages(self) -> Iterator[PageLines]:
        """Yield the lines of the page as displayed, and as a screen reader says them if that differs."""
        yield PageLines(self.shown)
        if self.replaced:
            yield PageLines(self._spoken())

    def _spoken(self) -> list[Drawn]:
        spoken: list[Drawn] = []
        done = 0
        for first, after, said in self.replaced:
            spoken += self.shown[done:first]
            instead = self.shown[first:after] or [_NOTHING]
            last = instead[-1]
            spoken.append(
                instead[0]._replace(
                    end_x=last.end_x, end_y=last.end_y, measured=last.measured, text=said, clusters=said
                )
            )
            done = after
        return spoken + self.shown[done:]


class _TextState(msgspec.Struct):
    """The settings that place text; `q` saves and `Q` restores them (ISO 32000-2, 9.3)."""

    matrix: Matrix = _SAME
    font: Font | None = None
    size: float = 0
    leading: float = 0
    letter_space: float = 0
    word_space: float = 0
    scale: float = 1
    rise: float = 0


class ContentReader:
    """Reads the words in the content streams of one document; `read_streams` has the ids of those already read."""

    def __init__(self) -> None:
        """Start a document, of which nothing has been read."""
        self.read_streams: set[int] = set()
        self._fonts: dict[int, Font] = {}
        self._left, self._unpacked_left, self._letters_left = MOST_BYTES, _MOST_UNPACKED_IN_ALL, MOST_BYTES

    def take(self, data: bytes) -> bytes:
        """Return the data of a content stream, or raise TooMuchError if the document's total exceeds `MOST_BYTES`.

        A string counts as its letters: `documents` spells each in two digits, and a book of 700 pages has too many.
        """
        self._left -= len(data) - sum(map(len, _DIGITS.findall(data))) // 2
        if self._left < 0:
            raise TooMuchError
        return data

    def take_letters(self, letters: str) -> str:
        """Return letters that the document shows, or raise TooMuchError if their total exceeds `MOST_BYTES`."""
        self._letters_left -= len(letters)
        if self._letters_left < 0:
            raise TooMuchError
        return letters

    def unpacked(self, stream: Any) -> bytes:
        """Return the decompressed data of a stream of pypdf.

        TooMuchError is raised for too many data in all, and for damaged ones, of which pypdf would return the sound
        part.
        """
        if stream.get("/Filter") in ("/FlateDecode", ["/FlateDecode"]) and stream._data:
            try:
                zlib.decompressobj().decompress(stream._data, MOST_UNPACKED)
            except zlib.error:
                raise TooMuchError from None
        with long_rows():
            data: bytes = stream.get_data()
        self._unpacked_left -= len(data)
        if self._unpacked_left < 0:
            raise TooMuchError
        return data

    def read(self, data: bytes, resources: Any, told: Told, matrix: Matrix = _SAME, depth: int = 0) -> None:
        """Read a decompressed content stream, and add its letters and strings to `told`.

        Raise TooMuchError if it exceeds a limit or is damaged, GlyphError for a glyph whose letter is unknown.

        Args:
            resources: The dictionary of the fonts, forms and so on that the stream names.
            matrix: The transformation from the stream's coordinates to those of the page.
            depth: In how many forms the stream is.
        """
        if depth > MOST_DEPTH:
            raise TooMuchError
        _Run(self, resources, told, matrix, depth).go_through(self.take(data))

    def font(self, font: Any) -> Font:
        """Return the `Font` of a font dictionary, the same at each call."""
        # pypdf's reader keeps the dictionaries alive, so that their ids are not reused
        if id(font) not in self._fonts:
            self._fonts[id(font)] = Font(font)
        return self._fonts[id(font)]


class _Run:
    """Executes one content stream: has the current text settings, and the letters not yet added to `Told`."""

    def __init__(self, reader: ContentReader, resources: Any, told: Told, matrix: Matrix, depth: int) -> None:
        self._reader, self._resources, self._told, self._depth = reader, resources, told, depth
        self._state, self._saved = _TextState(matrix), list[_TextState]()
        self._line = _SAME
        self._pen = 0.0  # where along the line the next letter starts
        self._coded: list[bytes] = []  # strings that are copied as other letters than their codes
        self._begun = self._ended = 0.0  # where along the line the pending letters start and end
        self._texts, self._clusters, self._measured = list[str](), list[str](), True
        self._marked: list[tuple[int, str] | None] = []  # index and text of open marked content with other words
        self._do: dict[bytes, Callable[[list[Any]], None]] = {
            b"q": lambda _: self._saved.append(copy(self._state)),
            b"Q": self._restore,
            b"cm": lambda six: self._set_matrix(_times(_matrix(six), self._state.matrix)),
            b"BT": lambda _: self._place(_SAME),
            b"Tm": lambda six: self._place(_matrix(six)),
            b"Td": lambda two: self._move(*two),
            b"TD": self._move_leading,
            b"T*": lambda _: self._move(0, -self._state.leading),
            b"TL": lambda one: self._set(leading=one[0]),
            b"Tf": lambda two: self._set_font(self._named("/Font", two[0]), two[1]),
            b"Tc": lambda one: self._set(letter_space=one[0]),
            b"Tw": lambda one: self._set(word_space=one[0]),
            b"Tz": lambda one: self._set(scale=one[0] / 100),
            b"Ts": lambda one: self._set(rise=one[0]),
            b"gs": self._set_state,
            b"Tj": lambda one: self._show(one[0]),
            b"TJ": lambda one: self._show_all(one[0]),
            b"'": lambda one: self._show_next(one[0]),
            b'"': self._show_next_spaced,
            b"Do": lambda one: self._show_form(one[0]),
            b"BMC": lambda _: self._marked.append(None),
            b"BDC": self._mark,
            b"EMC": self._end_mark,
        }

    def go_through(self, data: bytes) -> None:
        unknown = []
        for operator, operands in operations(data):
            if len(operator) > _LONGEST and operator not in _LONG:
                unknown.append(operator)
            do = self._do.get(operator)
            if operands and operator not in (b"Tj", b"TJ", b"'", b'"'):
                self._told.others += _strings(operands)
            if do:
                try:
                    do(operands)
                except (IndexError, TypeError, AttributeError):
                    # viewers continue after a wrong operand, and what they show then is unknown
                    raise TooMuchError from None
        self._told.others += (text_of(b" ".join(words)) for words in (unknown, self._coded) if words)
        self._take_down()
        while self._marked:
            self._end_mark([])

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._take_down()
            self._state = self._saved.pop()

    def _set(self, **values: Any) -> None:
        self._take_down()
        for name, value in values.items():
            setattr(self._state, name, value)

    def _set_matrix(self, matrix: Matrix) -> None:
        self._set(matrix=matrix)

    def _place(self, matrix: Matrix) -> None:
        self._take_down()
        self._line, self._pen = matrix, 0

    def _move(self, x: float, y: float) -> None:
        self._place(_times((1, 0, 0, 1, x, y), self._line))

    def _move_leading(self, two: list[Any]) -> None:
        self._state.leading = -two[1]
        self._move(*two)

    def _named(self, kind: str, name: str) -> Any:
        return _get(_get(self._resources, kind), name)

    def _set_font(self, font: Any, size: float) -> None:
        self._set(font=self._reader.font(font) if font is not None else None, size=size)

    def _set_state(self, one: list[Any]) -> None:
        font = _get(self._named("/ExtGState", one[0]), "/Font")
        if font:
            self._set_font(resolved(font[0]), float(font[1]))

    def _show_all(self, parts: list[Any]) -> None:
        for part in parts:
            if isinstance(part, bytes):
                self._show(part)
            else:
                if not -_KERNING <= part <= _KERNING:
                    self._take_down()
                self._pen -= part / 1000 * self._state.size * self._state.scale

    def _show_next(self, data: bytes) -> None:
        self._move(0, -self._state.leading)
        self._show(data)

    def _show_next_spaced(self, three: list[Any]) -> None:
        self._set(word_space=three[0], letter_space=three[1])
        self._show_next(three[2])

    def _show(self, data: bytes) -> None:
        state, font = self._state, self._state.font
        # without a font nothing is visible, but a program may read the text
        text = self._reader.take_letters(font.decode(data) if font else data.decode("latin-1"))
        if font and font.plain and text != data.decode("latin-1"):
            self._coded.append(data)
        width, measured = font.measure(data) if font else (0, False)
        spaces = data.count(b" ") * state.word_space if font and font.bytes_a_code == 1 else 0
        letters = len(data) // (font.bytes_a_code if font else 1)
        if not self._texts:
            self._begun, self._measured = self._pen, measured
        self._pen += (width * state.size + letters * state.letter_space + spaces) * state.scale
        self._ended = self._pen
        self._texts.append(text)
        self._clusters.append(font.clusters(data) if font and is_turning(text) else text)

    def _take_down(self) -> None:
        """Add the letters collected since the last call to `Told.shown`, as one run."""
        if not self._texts:
            return
        state = self._state
        a, b, c, d, e, f = _times(self._line, state.matrix)
        e, f = e + c * state.rise, f + d * state.rise
        begun, ended, em = self._begun, self._ended, state.size * state.scale
        place = (a * begun + e, b * begun + f, a * ended + e, b * ended + f, a * em, b * em)
        words = ("".join(self._texts), "".join(self._clusters))
        self._told.shown.append(Drawn(*place, abs(state.size) * math.hypot(c, d), self._measured, *words))
        self._texts, self._clusters = [], []

    def _mark(self, two: list[Any]) -> None:
        properties = two[1] if isinstance(two[1], dict) else self._named("/Properties", two[1])
        said = [_text(properties[key]) for key in SPOKEN if properties and key in properties]
        outermost = said and not any(self._marked)
        self._take_down()
        self._marked.append((len(self._told.shown), " ".join(said)) if outermost else None)

    def _end_mark(self, _: list[Any]) -> None:
        mark = self._marked.pop() if self._marked else None
        if mark:
            self._take_down()
            self._told.replaced.append((mark[0], len(self._told.shown), mark[1]))

    def _show_form(self, name: str) -> None:
        form = self._named("/XObject", name)
        if form is None or form.get("/Subtype") == "/Image" or id(form) in self._reader.read_streams:
            return
        self._reader.read_streams.add(id(form))
        self._take_down()
        own = _get(form, "/Resources")
        matrix = _times(_matrix(list(form.get("/Matrix", _SAME))), self._state.matrix)
        resources = self._resources if own is None else own
        self._reader.read(self._reader.unpacked(form), resources, self._told, matrix, self._depth + 1)


def _get(value: Any, key: str) -> Any:
    return resolved(value.get(key)) if value is not None else None


def resolved(value: Any) -> Any:
    """Return the object to which a reference of pypdf points; any other value unchanged."""
    return value.get_object() if hasattr(value, "get_object") else value


def _matrix(six: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, six)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _text(value: Any) -> str:
    found = resolved(value)
    return text_of(found) if isinstance(found, bytes) else str(found)


def _strings(operands: list[Any]) -> Iterator[str]:
    pending = list(operands)
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            pending += [*map(NameOperand, each.keys()), *each.values()]
        elif isinstance(each, list):
            pending += each
        elif isinstance(each, bytes):
            yield text_of(each)
        elif isinstance(each, NameOperand):
            yield name_words(each[1:])
