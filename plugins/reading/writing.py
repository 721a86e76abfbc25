"""How words are written: letters of another script inside a word, and characters that nobody sees.

Both forge: a Cyrillic а in `pаypal` looks as it should and is found by no search, and a control turns a
quotation round. UTS #39 (Unicode Security Mechanisms, section 5.1) calls a word of several scripts mixed, and
UAX #24 says which script a letter has; UAX #9 has the bidirectional controls, UAX #31 and RFC 5892 (appendix A)
the places where a joiner belongs, UTS #51 those in emoji. A word here is a run of letters with their marks: a
hyphen, quote, apostrophe, dot, digit or underscore ends it, so `IT-сфера` is two words, each pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from html import unescape

from plugins.archive.characters import FORBIDDEN, nothing_rare
from plugins.archive.faults import Fault, Position, fault
from plugins.archive.tokens import address_start

from .verbatim import blank_code, blank_verbatim, front_end

_SCRIPTS = "Latin Cyrillic Greek Armenian Georgian Hebrew Coptic Cherokee Glagolitic Lisu".split()
_CODES = {name.upper(): chr(ord("A") + index) for index, name in enumerate(_SCRIPTS)}
_MARK, _NONE = "0", " "

# most texts hold Latin, Cyrillic and signs alone: mixed words are those in which a letter of one meets one of the other
_OTHER_SCRIPTS = re.compile("[^\x00-\u02ff\u0400-\u052f\u1e00-\u1eff\u2000-\u2bff]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_MEETING = re.compile("[A-Za-z\u00c0-\u02ff\u1e00-\u1eff](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f].))")
# the same of texts without anything rare, by the first byte of each character
_LETTERS = bytes.maketrans(
    bytes([*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC3, 0xCC), *range(0xD0, 0xD4)]), b"L" * 61 + b"C" * 4
)
_CONTINUED = bytes(range(0x80, 0xC0))
_MIXED = re.compile(r"([A-Z])0*(?!\1)[A-Z]")
# micro, ohm, a difference: the Greek of the SI brochure
_MEASURE = re.compile(r"μ(?:m|g|l|L|s|W|A|V|F|H|Hz|mol|Sv|Gy|Pa|J|N|T|C)|[kMGTm]Ω|Δ[A-Za-z]")
_BREAK = re.compile(r"[\s<>()\[\]«»“”„{}|`\"]")
_LONGEST = 60

_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    f"\U000e0000-\U000e007f{_SELECTORS}"
)
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_INVISIBLE = re.compile(f"{_FLAG}|([{_UNSEEN}])\\1*")
_ANY_UNSEEN = re.compile(f"[{_UNSEEN}]")
# in HTML a number may begin with noughts and end without a semicolon
_REFERENCE = re.compile(r"&(?:#0*([0-9]+);?|#[xX]0*([0-9a-fA-F]+);?|[A-Za-z]{2,31};)")
_ESCAPE = re.compile(r"(?<!\\)\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_SHOWN_TWO_WAYS = frozenset("#*0123456789‼⁉〰ℹ")


class _Shapes(dict[int, str]):
    """One sign for each character: its script's code, that of a mark, or a blank. Grows as characters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        names = unicodedata.name(letter, "").removeprefix("FULLWIDTH ").split()
        found = _NONE
        if unicodedata.category(letter).startswith("M"):
            found = _MARK
        elif letter.isalpha() and letter not in "ªº" and names:
            found = _CODES.get(names[0], _NONE)
        self[code] = found
        return found


_SHAPES = _Shapes()


class _Places:
    """Lines and columns of a text, from 1."""

    def __init__(self, content: str) -> None:
        self._content = content

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._content))]

    def at(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


def writing_faults(content: str) -> Iterator[Fault]:
    """Name every word that mixes scripts and every invisible character of a whole source file."""
    if content.isascii() and "&" not in content and "\\" not in content:
        return
    places = _Places(content)
    data = content.encode("utf-8", "surrogatepass")
    if not nothing_rare(data):
        yield from _mixed_words(content, places)
        yield from _invisible(content, places)
    elif _letters_meet(data):
        yield from _mixed_words(content, places)
    if "&" in content or "\\" in content:
        yield from _invisible_as_typed(content, places)


def _letters_meet(data: bytes) -> bool:
    """Whether a Latin letter stands beside a Cyrillic one in a text without anything rare."""
    letters = data.translate(_LETTERS, _CONTINUED)
    return b"LC" in letters or b"CL" in letters


def _mixed_words(content: str, places: _Places) -> Iterator[Fault]:
    if not _OTHER_SCRIPTS.search(content) and not (_CYRILLIC.search(content) and _MEETING.search(content)):
        return
    if not _MIXED.search(content.translate(_SHAPES)):
        return
    words = blank_verbatim(content)
    shape = words.translate(_SHAPES)
    tokens = _Tokens(words)
    whole: Counter[str] = Counter(shape)
    named: dict[str, str] = {}
    end = 0
    while found := _MIXED.search(shape, end):
        start = shape.rfind(_NONE, end, found.start()) + 1 or end
        end = shape.find(_NONE, found.end())
        end = len(shape) if end < 0 else end
        word = words[start:end]
        if not _MEASURE.fullmatch(word) and not tokens.address_at(start):
            if word not in named:
                named[word] = _strange(word, shape[start:end], whole)
            shown = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
            yield fault("mixed-script", places.at(start), word=shown, strange=named[word])


def _strange(word: str, shape: str, whole: Counter[str]) -> str:
    """Name the letters that are not of the word's own script: the one with the most letters, here or in the file."""
    letters = dict.fromkeys(zip(word, shape, strict=True))
    codes = {code for _, code in letters if code != _MARK}
    own = max(codes, key=lambda code: (shape.count(code), whole[code], code))
    found = [f"{letter} ({_SCRIPTS[ord(code) - ord('A')]})" for letter, code in letters if code not in (own, _MARK)]
    return ", ".join(found[:10])


class _Tokens:
    """The addresses and file names of a text, looked up from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0
        self._address = -1

    def address_at(self, offset: int) -> bool:
        """Whether an address stands at an offset; offsets must not go back."""
        if offset >= self._end:
            # what came before ended at a break, or lies in the same run as this word
            start = offset
            while start > self._end and not _BREAK.match(self._text, start - 1):
                start -= 1
            after = _BREAK.search(self._text, offset)
            self._end = after.start() if after else len(self._text)
            found = address_start(self._text[start : self._end])
            self._address = start + found if found >= 0 else len(self._text)
        return offset >= self._address


def _invisible(content: str, places: _Places) -> Iterator[Fault]:
    if not _ANY_UNSEEN.search(content):
        return
    for found in _INVISIBLE.finditer(content):
        start = found.start()
        if not found[1] or (found[1] == "\ufeff" and start == 0):
            continue  # a region's flag; the byte order mark is a fault of its own kind
        before, after = content[start - 1 : start], content[found.end() : found.end() + 1]
        if len(found[0]) == 1 and _belongs(found[1], before, after):
            continue
        yield fault("invisible-character", places.at(start), found=_named(found[1]))


def _belongs(character: str, before: str, after: str) -> bool:
    """Whether a joiner or a variation selector does what it is there for."""
    kind = unicodedata.category(before) if before else ""
    symbol = kind.startswith("S") or before in _SHOWN_TWO_WAYS
    if character in _JOINERS:
        if _JOINING.match(before) or _JOINING.match(after):
            return True
        pictured = symbol or before == "\ufe0f"
        return character == "\u200d" and pictured and unicodedata.category(after or " ") in ("So", "Sm")
    if character in "\ufe0e\ufe0f":
        return bool(before) and symbol
    return re.match(f"[{_SELECTORS}]", character) is not None and (symbol or kind == "Lo")


def _invisible_as_typed(content: str, places: _Places) -> Iterator[Fault]:
    """Find the same characters where they are typed as `&#8203;` in a body, or as `\\u200b` in front matter."""
    end = front_end(content)
    for found in _ESCAPE.finditer(content, 0, end) if "\\" in content else ():
        code = int(found[1] or found[2] or found[3], 16)
        if code <= 0x10FFFF:
            yield from _typed(found, chr(code), 0, places)
    if not any(_matters(found) for found in _REFERENCE.finditer(content, end)):
        return
    for found in _REFERENCE.finditer(blank_code(content[end:])):
        number = _numbered(found)
        if number is not None and _controls(number):
            yield fault("control-character", places.at(end + found.start()), found=f"U+{number:04X}")
        else:
            yield from _typed(found, unescape(found[0]), end, places)


def _matters(reference: re.Match[str]) -> bool:
    number = _numbered(reference)
    return (number is not None and _controls(number)) or _INVISIBLE.fullmatch(unescape(reference[0])) is not None


def _controls(number: int) -> bool:
    # HTML reads 128 to 159 as Windows does: dashes and quotes
    return not 0x80 <= number <= 0x9F and (number > 0x10FFFF or FORBIDDEN.match(chr(number)) is not None)


def _numbered(reference: re.Match[str]) -> int | None:
    """Return the number that a reference gives, all too large ones as one that no character has; None for a name."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    if not digits:
        return None
    return int(digits, base) if len(digits) <= 7 else 0x110000


def _typed(found: re.Match[str], meant: str, offset: int, places: _Places) -> Iterator[Fault]:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if _INVISIBLE.fullmatch(meant) and not _belongs(meant, before, after):
        yield fault("invisible-character", places.at(offset + found.start()), found=_named(meant))


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
