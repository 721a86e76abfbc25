"""Search every reading of a file for the terms of the list.

The redaction list has names, numbers and addresses that must not be published. A reading is a text as a person or a
program may read it in a file, such as the words of a page without its tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeVar

from newsarchive_clean.metadata.archives import members_of
from newsarchive_clean.metadata.fonts import woff_names
from newsarchive_clean.metadata.scanner import DamagedError, kind_of

from .forms import closed_up, fold, seen, with_signs
from .list_file import TermList
from .pdf_documents import UnreadableError, document_readings
from .readings import (
    PARTED_PICTURES,
    TURNED,
    Reading,
    is_message,
    message_readings,
    path_reading,
    picture_readings,
    text_readings,
)

MASK = "[…]"

_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_AGAIN = re.compile(r"([^\w\s]|_)\1+")


class Hit(NamedTuple):
    """A place in a file where a term was found.

    Attributes:
        line: The line of a text file or the page of a PDF, from 1; 0 for the file's path; `pdf_documents.NO_PAGE` (-1)
            for what is on no page.
        term: The number of the term's line in the redaction list, from 1.
    """

    line: int
    term: int


def hits_of(path: str, data: bytes, terms: TermList) -> tuple[Hit, ...]:
    """Return one `Hit` for each term that a file or its path contains, sorted.

    It names the first place: the path, else the smallest line or page, else `NO_PAGE`. What is searched of a
    file is what `readings_of` yields, and always its path; `hits_inside` searches containers. `UnreadableError` is
    raised if a PDF or font cannot be read to its end.
    """
    found = dict.fromkeys(_places(path_reading(path), terms), 0)
    return _hits(readings_of(data), terms, found)


def _hits(readings: Iterable[Reading], terms: TermList, found: dict[int, int]) -> tuple[Hit, ...]:
    """Return the first place of each term in some readings; `found` has places that are known, by term."""
    for reading in readings:
        for term, line in _places(reading, terms).items():
            if reading.kind == TURNED and term in found:
                continue  # it may stand in another line than there
            place = line if reading.page is None else reading.page
            found[term] = min(found.get(term, place), place, key=lambda each: (each < 0, each))
    return tuple(sorted(Hit(line, term) for term, line in found.items()))


def hits_inside(data: bytes, terms: TermList) -> Iterator[tuple[str, Hit]]:
    """Yield the name of each member of a ZIP or EPUB file that contains terms, with a `Hit` for each term.

    Other files yield nothing. `UnreadableError` is raised if the file or a member cannot be read to its end.
    """
    if not data.startswith(b"PK"):
        return
    try:
        for name, content in members_of(data):
            yield from ((name, hit) for hit in hits_of(name, content, terms))
    except DamagedError as error:
        raise UnreadableError("ZIP") from error


def readings_of(data: bytes) -> Iterator[Reading]:
    """Yield each text that may be read in a PDF, a font (WOFF), beside a picture's pixels, in a mail or a text (UTF-8).

    For example "Ali" in `b"A<b>li</b>"`. Other binary files yield nothing. `UnreadableError` is raised if a PDF or font
    cannot be read to its end.
    """
    if data.startswith(b"%PDF-"):
        yield from document_readings(data)
    elif data.startswith(b"wOFF"):
        try:
            yield from text_readings("\n".join(woff_names(data)))
        except DamagedError as error:
            raise UnreadableError("WOFF") from error
    elif kind_of(data) in PARTED_PICTURES:
        yield from picture_readings(data)
    elif b"\0" not in data:
        if is_message(data):
            yield from message_readings(data)
        yield from text_readings(data.decode("utf-8", "replace"))


def masked(path: str, terms: TermList) -> str:
    """Return a path for a message: `MASK` replaces each part that contains a term, or all if a term spans parts."""
    parts = [MASK if _places(path_reading(part), terms) else part for part in path.split("/")]
    shown = "/".join(parts)
    return MASK if _places(path_reading(shown), terms) else shown


def holds_term(text: str, terms: TermList) -> bool:
    """Return whether a text contains any term, also in its markup or encoded, as `%41li`."""
    return any(_places(reading, terms) for reading in text_readings(text))


def _places(reading: Reading, terms: TermList) -> dict[int, int]:
    """Return the first line of a text with each term that it contains, by the number of the term's line in the list.

    Terms are searched for in the folded text, again with signs for words such as "at", and names in other spellings,
    also where their letters stand apart.
    """
    folded = "".join(_in_parts(reading.text, fold, _folded))
    words = _words(folded)
    found = list(_names(folded, words, terms))
    closed = closed_up(folded, words)
    if closed != folded:
        found += _names(closed, _WORD.findall(closed), terms)
    found += _matches((folded, reading.text), words, terms)
    signs = with_signs(folded)
    if signs != folded:
        found += _matches((signs,), _words(signs), terms)
    return dict(sorted(found, reverse=True))


def _names(folded: str, words: list[str], terms: TermList) -> Iterator[tuple[int, int]]:
    for term, place in terms.names.found(words, folded, _once):
        yield term, _line(folded, _once(folded), place)


def _matches(texts: tuple[str, ...], words: list[str], terms: TermList) -> Iterator[tuple[int, int]]:
    """Yield each term whose expression matches: its line in the list, and the line of the first match; some twice.

    The first text is folded and has these words. In another, which is in its own spelling, lines of the list that are
    regular expressions are searched for, too.
    """
    for term in terms.likely("".join(words)):
        for source in texts[:1] if term.key else (texts[0], *map(seen, texts[1:])):
            spaced = _once(source) if term.key else _spaced(source)
            place = term.pattern.search(spaced)
            if place:
                yield term.line, _line(source, spaced, place.start())


_Answer = TypeVar("_Answer")

# all pages of a site have the same style sheet, which is most of their text
_LONG_LINE = re.compile(r"^([^\n]{1000,60000}+\n)", re.MULTILINE)
_MOST_LONG = 32


def _in_parts(text: str, make: Callable[[str], _Answer], kept: Callable[[str], _Answer]) -> Iterator[_Answer]:
    """Yield what `make` returns for each part of a text that ends with a line; for a long line, what `kept` does."""
    for number, part in enumerate(_LONG_LINE.split(text)):
        yield kept(part) if number % 2 else make(part)


_folded = lru_cache(_MOST_LONG)(fold)
_words_in_line = lru_cache(_MOST_LONG)(_WORD.findall)


def _words(folded: str) -> list[str]:
    return list(chain.from_iterable(_in_parts(folded, _WORD.findall, _words_in_line)))


@lru_cache(maxsize=4)
def _spaced(text: str) -> str:
    """Return a text with one space for each run of white space, also before and after its words."""
    words = [*[""] * text[:1].isspace(), *text.split(), *[""] * text[-1:].isspace()]
    return " ".join(words)


@lru_cache(maxsize=4)
def _once(text: str) -> str:
    """Return a text with one space or sign for each run of white space or of one sign: `"a  --b"` -> `"a -b"`."""
    return _AGAIN.sub(r"\1", _spaced(text))


def _line(text: str, spaced: str, place: int) -> int:
    """Return the number, from 1, of the line of a text at a position in its form by `_spaced` or `_once`."""
    runs = _SPACES.finditer(text)
    end = 0
    for _, run in zip(range(spaced.count(" ", 0, place)), runs, strict=False):
        end = run.end()
    return text.count("\n", 0, end) + 1
