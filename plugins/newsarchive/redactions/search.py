"""Search every reading of a file for the terms of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .documents import document_readings
from .forms import fold, seen, with_signs
from .readings import Reading, path_reading, text_readings
from .terms import TermList

MASK = "[…]"

_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_AGAIN = re.compile(r"([^\w\s]|_)\1+")


class Hit(NamedTuple):
    """A term stands in a file: on which line, or page of a document, and on which line of the list.

    Line 0 is the file's own address, and `documents.NO_PAGE` stands for what is on no page of a document.
    """

    line: int
    term: int


def hits_of(path: str, data: bytes, terms: TermList) -> tuple[Hit, ...]:
    """Return the first place of each term in a file, its address included, sorted. Of a picture only the address.

    UnreadableError for a document that cannot be read.
    """
    found = dict.fromkeys(_places(path_reading(path), terms), 0)
    for reading in readings_of(data):
        for term, line in _places(reading, terms).items():
            place = line if reading.page is None else reading.page
            found[term] = min(found.get(term, place), place, key=lambda each: (each < 0, each))
    return tuple(sorted(Hit(line, term) for term, line in found.items()))


def readings_of(data: bytes) -> Iterator[Reading]:
    """Yield all readings of an output: of a document, or of a text; none of what is neither."""
    if data.startswith(b"%PDF-"):
        yield from document_readings(data)
    elif b"\0" not in data:
        yield from text_readings(data.decode("utf-8", "replace"))


def masked(path: str, terms: TermList) -> str:
    """Return a path as it may be shown: without the parts that hold a term."""
    parts = [MASK if _places(path_reading(part), terms) else part for part in path.split("/")]
    shown = "/".join(parts)
    return MASK if _places(path_reading(shown), terms) else shown


def holds_term(text: str, terms: TermList) -> bool:
    """Whether a text holds any of the terms."""
    return any(_places(reading, terms) for reading in text_readings(text))


def _places(reading: Reading, terms: TermList) -> dict[int, int]:
    """Return the line of the first place of each term in a reading, by the term's line in the list."""
    folded = fold(reading.text)
    words = _WORD.findall(folded)
    names = terms.names.found(words, folded, _once)
    found = {term: _line(folded, _once(folded), place) for term, place in names}
    signs = with_signs(folded)
    if signs != folded:
        found |= _found(signs, _WORD.findall(signs), reading.text, terms)
    return found | _found(folded, words, reading.text, terms)


def _found(folded: str, words: list[str], text: str, terms: TermList) -> dict[int, int]:
    found: dict[int, int] = {}
    for term in terms.likely("".join(words)):
        for source in (folded,) if term.key else (folded, seen(text)):
            spaced = _once(source) if term.key else _spaced(source)
            place = term.pattern.search(spaced)
            if place:
                found[term.line] = _line(source, spaced, place.start())
                break
    return found


@lru_cache(maxsize=4)
def _spaced(text: str) -> str:
    """Return a text with one space for each run of white space."""
    return _SPACES.sub(" ", text)


@lru_cache(maxsize=4)
def _once(text: str) -> str:
    """Return a text with one sign, too, where it stands again and again."""
    return _AGAIN.sub(r"\1", _spaced(text))


def _line(text: str, spaced: str, place: int) -> int:
    """Return the line of a text on which stands what has a place in it with one space for each run of white space."""
    runs = _SPACES.finditer(text)
    end = 0
    for _, run in zip(range(spaced.count(" ", 0, place)), runs, strict=False):
        end = run.end()
    return text.count("\n", 0, end) + 1
