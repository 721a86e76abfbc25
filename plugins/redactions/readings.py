"""An output as it is read: by a person, with and without what may be skipped, by a screen reader, a copier, a program.

Every kind of output becomes readings, strings that are searched in one way: those of a text here, those of a document
in `documents`. Whatever in a text is code for something else is resolved: tags, entities, percent-encoding, escapes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote


class Reading(NamedTuple):
    """A string that somebody may read, and what it is. `page` is that of a document; a text has its line feeds."""

    kind: str
    text: str
    page: int | None = None


_LAYERS = 4
"""Texts in texts: a page in a feed is HTML in XML."""

_ROUNDS = 6
"""Kinds of encoding in one another. Percent-encoding of itself is undone in one round, however deep it is."""

# a person may read over it or hear it in between: words for screen readers, marks of notes, how a word is read
_ASIDE, _INSERTED, _DELETED, _REVERSED = 1, 2, 4, 8
_CODE, _PARTING = 16, 32  # a tag, and one that parts words
_SKIPPED = dict.fromkeys(("sup", "sub", "small", "rt", "rp", "template", "noscript", "svg"), _ASIDE)
_SKIPPED |= {"ins": _INSERTED, "del": _DELETED, "s": _DELETED, "strike": _DELETED}
_HIDDEN = re.compile(r"visually-hidden|sr-only|(?<![\w-])hidden(?![\w-])|aria-hidden|display:\s*none", re.IGNORECASE)
_TURNED = re.compile(r"rtl|bidi-override", re.IGNORECASE)
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rb rp rt ruby s samp"
        " small span strike strong sub sup svg template time noscript tspan tt u var wbr"
    ).split()
)
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))
_TAG = re.compile(r"<!--.*?-->|<[!?][^<>]*>|<(/?)([a-zA-Z][^\s/<>\"']*)((?:\"[^\"]*\"|'[^']*'|[^\"'<>])*+)>", re.DOTALL)
_SIMPLE_TAG = re.compile(r"<(/?)([a-zA-Z]?[^\s/<>]*)([^<>]*)>")
_ALTERNATIVE = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_NEAR = 400  # characters
PARTED = "|/|/|/|/|/ "
"""Between words that do not belong together: more signs than a term may have between its own."""

_LINE_END = re.compile(r"&#0*(?:10|13|[xX]0*[aAdD]);?|&NewLine;")
_PERCENT_LINE_END = re.compile(r"%(?:25)*0[aAdD]")
_ESCAPED_PERCENT = re.compile(r"%(?:25)+(?=[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}|%u[0-9a-fA-F]{4}")
_ENCODINGS = ("cp1251", "cp1254", "cp866", "iso8859-5", "koi8-r")  # of Azerbaijani and Russian, before UTF-8
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_BACKSLASHED = re.compile(r"(?<!\\)\\++(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_BACKSLASHED_SPACE = re.compile(r"(?<!\\)\\++[nrtbf]")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]{1,59}", re.IGNORECASE)
_OVERRIDDEN = re.compile("\u202e([^\u202c\n]*)\u202c?")


def text_readings(text: str) -> Iterator[Reading]:
    """Yield the readings of a text: its words, with and without what may be skipped, its tags, and what they encode."""
    if "<" not in text:
        yield from _resolved_readings("text", text)
        text = resolved(text)
        if "<" not in text:
            return
    for layer in range(_LAYERS):
        pieces = _pieces(text, _TAG)
        tags = sum(1 for _, mask in pieces if mask & _CODE)
        if layer and "<" in text:
            yield Reading("text with tags", text)
        if not tags and layer:
            return
        if tags:
            yield from _resolved_readings("tags", "".join(_tag_text(words, mask) for words, mask in pieces))
        for kind, words in _variants(pieces):
            yield from _resolved_readings(kind, words)
        if text.count("<") != tags or any(mask & _CODE and words.count(">") > 1 for words, mask in pieces):
            # signs of tags in quotes, or that begin none: programs differ in what they make of them
            yield from _resolved_readings("words", _joined(_pieces(text, _SIMPLE_TAG)))
        text = resolved(_joined(pieces))


def path_reading(path: str) -> Reading:
    """Return the reading of an address or of a file's path."""
    return Reading("address", resolved(path))


def resolved(text: str, *, percent: bool = True) -> str:
    """Return a text with entities, percent-encoding (if `percent`), escapes and international domains resolved."""
    for _ in range(_ROUNDS):
        before = text
        if "&" in text:
            text = html.unescape(_LINE_END.sub(" ", text))
        if percent and "%" in text and _ESCAPED.search(text):
            text = _unquoted(_PERCENT_LINE_END.sub(" ", text))
        if "\\" in text:
            text = _joined_halves(_BACKSLASHED.sub(_escaped, text))
        if "--" in text:
            text = _PUNYCODE.sub(_domain, text)
        if text == before:
            break
    return text


def _resolved_readings(kind: str, text: str) -> Iterator[Reading]:
    found = resolved(text)
    yield Reading(kind, found)
    if "%" in text and _ESCAPED.search(text):
        lines = _some_lines(text, _ESCAPED)
        yield Reading(kind, resolved(lines, percent=False))
        if "\ufffd" in found:
            lines = _ESCAPED_PERCENT.sub("%", _PERCENT_LINE_END.sub(" ", lines))
            for encoding in _ENCODINGS:
                yield Reading(kind, resolved(unquote(lines, encoding, "replace"), percent=False))
    if "\\" in found:
        yield Reading(kind, _BACKSLASHED_SPACE.sub(" ", found))
    if "\u202e" in found:
        yield Reading(kind, _OVERRIDDEN.sub(lambda run: run[1][::-1], found))


def _some_lines(text: str, wanted: re.Pattern[str]) -> str:
    """Return a text with its other lines empty."""
    return "\n".join(line if wanted.search(line) else "" for line in text.split("\n"))


def _unquoted(text: str) -> str:
    text = _PERCENT_U.sub(lambda found: _letter(int(found[1], 16)), _ESCAPED_PERCENT.sub("%", text))
    return unquote(_joined_halves(text), errors="replace")


def _escaped(found: re.Match[str]) -> str:
    return _letter(int(found[1] or found[2] or found[3], 16))


def _letter(number: int) -> str:
    return " " if number in (10, 13) or number > 0x10FFFF else chr(number)


def _joined_halves(text: str) -> str:
    """Join the halves of characters that JSON writes by two numbers."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _domain(found: re.Match[str]) -> str:
    with suppress(UnicodeError):
        return found[0].lower().encode().decode("idna")
    return found[0]


def _tag_text(words: str, mask: int) -> str:
    """Return a tag with attributes as it stands, and of all else the line feeds."""
    if mask & _CODE and ("=" in words or words[1] in "!?"):
        return words
    return " " + "\n" * words.count("\n")


def _pieces(text: str, tag: re.Pattern[str]) -> list[tuple[str, int]]:
    """Return a text in pieces, each with the marks of the elements around it; a tag is a piece of its own."""
    pieces: list[tuple[str, int]] = []
    around, end = _Around(), 0
    for found in tag.finditer(text):
        if found.start() > end:
            pieces.append((text[end : found.start()], around.marks))
        end = found.end()
        name = (found[2] or "").lower()
        parting = _PARTING if name and name not in _INLINE else 0
        pieces.append((found[0], around.marks & ~_REVERSED | _CODE | parting))
        if name == "img" and (alternative := _ALTERNATIVE.search(found[3])):
            pieces.append((f" {alternative[1] or alternative[2] or ''} ".replace("\n", " "), around.marks | _ASIDE))
        if name and name not in _VOID:
            around.pass_tag(name, found[3], closing=bool(found[1]))
    if end < len(text):
        pieces.append((text[end:], around.marks))
    return pieces


class _Around:
    """The open elements that matter for what is read, while a text is gone through."""

    def __init__(self) -> None:
        """Begin outside of all."""
        self.marks = 0
        self._open: list[list[str | int]] = []  # name, how many of it are open, marks before it

    def pass_tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Go into an element, or out of it."""
        own = self._open[-1] if self._open and self._open[-1][0] == name else None
        if closing:
            if own:
                own[1] = int(own[1]) - 1
                if not own[1]:
                    self.marks = int(self._open.pop()[2])
            return
        marks = _marks(name, attributes)
        if marks & ~self.marks:
            self._open.append([name, 1, self.marks])
            self.marks |= marks
        elif own:
            own[1] = int(own[1]) + 1


def _marks(name: str, attributes: str) -> int:
    marks = _SKIPPED.get(name, 0)
    if attributes and _HIDDEN.search(attributes):
        marks |= _ASIDE
    if (name == "bdo" or "bidi-override" in attributes) and _TURNED.search(attributes):
        marks |= _REVERSED
    return marks


def _variants(pieces: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """Yield the words with all that there is, then without what may be skipped, inserted or struck out."""
    there = 0
    for _, mask in pieces:
        there |= mask
    yield "words", _joined(pieces)
    for aside in (0, _ASIDE) if there & _ASIDE else (0,):
        for change in (0, *(each for each in (_INSERTED, _DELETED) if there & each)):
            if aside | change:
                yield "words with some skipped", _joined(_near(pieces, aside | change), aside | change)
    if there & _REVERSED:
        yield "words as they are turned", _joined(_turned(pieces))


def _near(pieces: Sequence[tuple[str, int]], skipped: int) -> list[tuple[str, int]]:
    """Return what stands near to what is skipped, and of all else the line feeds: there nothing reads otherwise."""
    near = [False] * len(pieces)
    for places in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        room = 0
        for place in places:
            words, mask = pieces[place]
            room = _NEAR if mask & skipped else room
            near[place] |= room > 0
            room -= 0 if mask & _CODE else len(words) - words.count(" ") - words.count("\n")
    return [
        piece if close else (PARTED + "\n" * piece[0].count("\n"), 0) for piece, close in zip(pieces, near, strict=True)
    ]


def _joined(pieces: Sequence[tuple[str, int]], skipped: int = 0) -> str:
    """Return pieces without those that are skipped. Their line feeds come at the next space, and part no word."""
    out: list[str] = []
    owed = 0
    for words, mask in pieces:
        if mask & skipped or mask & (_CODE | _PARTING) == _CODE:
            owed += words.count("\n")
            continue
        if mask & _CODE:
            words = " " + "\n" * words.count("\n")
        if owed and (space := _SPACE.search(words)):
            words = words[: space.start()] + "\n" * owed + words[space.start() :]
            owed = 0
        out.append(words)
    return "".join([*out, "\n" * owed])


def _turned(pieces: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    turned: list[tuple[str, int]] = []
    for reversing, run in groupby(pieces, lambda piece: bool(piece[1] & (_REVERSED | _CODE))):
        group = list(run)
        if reversing:
            group = [(unicodedata.normalize("NFC", html.unescape(_joined(group)))[::-1], 0)]
        turned += group
    return turned
