"""Search every reading of a file for the terms of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .forms import fold, seen, with_signs
from .list_file import TermList
from .pdf_documents import document_readings
from .readings import Reading, path_reading, text_readings

MASK = "[…]"

_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_AGAIN = re.compile(r"([^\w\s]|_)\1+")


class Hit(NamedTuple):
    """A place in a file where a term of the redaction list was found.

    Attributes:
        line: The line of a text or the page of a PDF; 0 is the file's path, `documents.NO_PAGE` what is on no page.
        term: The number of the term's line in the redaction list.
    """

    line: int
    term: int


def hits_of(path: str, data: bytes, terms: TermList) -> tuple[Hit, ...]:
    """Return one hit for each term found in a file or its path, sorted.

    If several readings contain a term, the path is reported, else the smallest line or page, else `documents.NO_PAGE`.
    Of a binary file other than a PDF only the path is searched.

    Raises:
        UnreadableError: If a PDF cannot be read to its end.
    """
    found = dict.fromkeys(_places(path_reading(path), terms), 0)
    for reading in readings_of(data):
        for term, line in _places(reading, terms).items():
            place = line if reading.page is None else reading.page
            found[term] = min(found.get(term, place), place, key=lambda each: (each < 0, each))
    return tuple(sorted(Hit(line, term) for term, line in found.items()))


def readings_of(data: bytes) -> Iterator[Reading]:
    """Yield every reading of a PDF or a text; yield nothing for other binary files."""
    if data.startswith(b"%PDF-"):
        yield from document_readings(data)
    elif b"\0" not in data:
        yield from text_readings(data.decode("utf-8", "replace"))


def masked(path: str, terms: TermList) -> str:
    """Return a path with `MASK` for each part that contains a term, or only `MASK` if a term spans several parts."""
    parts = [MASK if _places(path_reading(part), terms) else part for part in path.split("/")]
    shown = "/".join(parts)
    return MASK if _places(path_reading(shown), terms) else shown


def holds_term(text: str, terms: TermList) -> bool:
    """Return whether any reading of a text contains any of the terms."""
    return any(_places(reading, terms) for reading in text_readings(text))


def _places(reading: Reading, terms: TermList) -> dict[int, int]:
    """Return the first line of each term found in a reading, by the number of the term's line in the list.

    A term may match in several ways: by its pattern in the folded text, by its pattern in the text with signs for
    words, and by another form of a name.
    """
    folded = fold(reading.text)
    words = _WORD.findall(folded)
    found = [(term, _line(folded, _once(folded), place)) for term, place in terms.names.found(words, folded, _once)]
    found += _matches(folded, words, reading.text, terms)
    signs = with_signs(folded)
    if signs != folded:
        found += _matches(signs, _WORD.findall(signs), reading.text, terms)
    return dict(sorted(found, reverse=True))


def _matches(folded: str, words: list[str], text: str, terms: TermList) -> Iterator[tuple[int, int]]:
    """Yield each matching term, as its line in the list, with the line of its first match in each form of a text."""
    for term in terms.likely("".join(words)):
        for source in (folded,) if term.key else (folded, seen(text)):
            spaced = _once(source) if term.key else _spaced(source)
            place = term.pattern.search(spaced)
            if place:
                yield term.line, _line(source, spaced, place.start())


@lru_cache(maxsize=4)
def _spaced(text: str) -> str:
    """Return a text with one space for each run of white space."""
    return _SPACES.sub(" ", text)


@lru_cache(maxsize=4)
def _once(text: str) -> str:
    """Return a text with one space for each run of white space, and one sign for each run of the same sign."""
    return _AGAIN.sub(r"\1", _spaced(text))


def _line(text: str, spaced: str, place: int) -> int:
    """Return the number of the line of a text that contains a position.

    Args:
        text: The text.
        spaced: The text with one space for each run of white space.
        place: A position in `spaced`.
    """
    runs = _SPACES.finditer(text)
    end = 0
    for _, run in zip(range(spaced.count(" ", 0, place)), runs, strict=False):
        end = run.end()
    return text.count("\n", 0, end) + 1
