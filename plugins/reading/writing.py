"""How words are written: letters of another script inside a word, and characters that nobody sees (`unseen`).

Both forge: a Cyrillic а in `pаypal` looks as it should and is found by no search, and a control turns a
quotation round. UTS #39 (Unicode Security Mechanisms, section 5.1) calls a word of several scripts mixed, and
UAX #24 says which script a letter has. A word here is a run of letters with their marks: a
hyphen, quote, apostrophe, dot, digit or underscore ends it, so `IT-сфера` is two words, each pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from plugins.archive.characters import STYLED, nothing_rare
from plugins.archive.faults import Fault, fault
from plugins.archive.tokens import address_start

from .lines import Places
from .unseen import invisible, invisible_as_typed
from .verbatim import blank_verbatim

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


def writing_faults(content: str) -> Iterator[Fault]:
    """Name every word that mixes scripts and every invisible character of a whole source file."""
    if content.isascii() and "&" not in content and "\\" not in content:
        return
    places = Places(content)
    data = content.encode("utf-8", "surrogatepass")
    if not nothing_rare(data):
        yield from _mixed_words(content, places)
        yield from invisible(content, places)
        yield from _styled(content, places)
    elif _letters_meet(data):
        yield from _mixed_words(content, places)
    if "&" in content or "\\" in content:
        yield from invisible_as_typed(content, places)


def _styled(content: str, places: Places) -> Iterator[Fault]:
    """Warn of letters that only look like letters, and of those that a mark strikes out."""
    if STYLED.search(content):
        for found in STYLED.finditer(blank_verbatim(content)):
            plain = unicodedata.normalize("NFKC", found[0])
            meant = f"<del>{plain[::2]}</del>" if plain == found[0] else plain
            shown, meant = (each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…" for each in (found[0], meant))
            yield fault("styled-letter", places.at(found.start()), warning=True, found=shown, meant=meant)


def _letters_meet(data: bytes) -> bool:
    """Whether a Latin letter stands beside a Cyrillic one in a text without anything rare."""
    letters = data.translate(_LETTERS, _CONTINUED)
    return b"LC" in letters or b"CL" in letters


def _mixed_words(content: str, places: Places) -> Iterator[Fault]:
    if not _OTHER_SCRIPTS.search(content) and not (_CYRILLIC.search(content) and _MEETING.search(content)):
        return
    if not _MIXED.search(content.translate(_SHAPES)):
        return
    words = blank_verbatim(content)
    shape = words.translate(_SHAPES)
    tokens = _Tokens(words)
    whole: Counter[str] = Counter(shape)
    said: dict[str, tuple[str, str] | None] = {}
    end = 0
    while found := _MIXED.search(shape, end):
        start = shape.rfind(_NONE, end, found.start()) + 1 or end
        end = shape.find(_NONE, found.end())
        end = len(shape) if end < 0 else end
        word = words[start:end]
        if word not in said:
            said[word] = _said(word, shape[start:end], whole)
        values = said[word]
        if values and not tokens.address_at(start):
            yield fault("mixed-script", places.at(start), word=values[0], strange=values[1])


def _said(word: str, shape: str, whole: Counter[str]) -> tuple[str, str] | None:
    """Return a word as it is shown and its strange letters; None for a measure, which is no word."""
    if _MEASURE.fullmatch(word):
        return None
    shown = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
    return shown, _strange(word, shape, whole)


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
