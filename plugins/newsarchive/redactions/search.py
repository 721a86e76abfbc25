"""Search every reading of a file for the terms of the list.

The redaction list names what must not be published, a term on each line: names, numbers, addresses. A reading is a text
as a person or a program may read it in a file, such as the words of a page without its tags. A build calls `hits_of`
for each output file.
"""

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
        line: The line of a text file or the page of a PDF, from 1; 0 for the file's path; `pdf_documents.NO_PAGE` (-1)
            for what is on no page of a PDF.
        term: The number of the term's line in the redaction list, from 1.
    """

    line: int
    term: int


def hits_of(path: str, data: bytes, terms: TermList) -> tuple[Hit, ...]:
    """Return where a file or its path contains terms of the redaction list: one `Hit` for each term found, sorted.

    If a term is at several places, the hit names the path, else the smallest line or page, else
    `pdf_documents.NO_PAGE`. Of a binary file other than a PDF only the path is searched. If nothing is found, the tuple
    is empty.

    Args:
        path: The path of the file.
        data: The bytes of the file.
        terms: The terms (names, numbers, addresses, expressions) of the redaction list.

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
    """Yield each text that people or programs may read in a file, such as "Ali" in `b"A<b>li</b>"`.

    Args:
        data: The bytes of a PDF or of a text file in UTF-8. Other binary files yield nothing.

    Raises:
        UnreadableError: If a PDF cannot be read to its end.
    """
    if data.startswith(b"%PDF-"):
        yield from document_readings(data)
    elif b"\0" not in data:
        yield from text_readings(data.decode("utf-8", "replace"))


def masked(path: str, terms: TermList) -> str:
    """Return a path without terms of the redaction list, to show it in a message.

    `MASK` replaces each part of the path (between slashes) that contains a term, or the whole path if a term spans
    several parts.
    """
    parts = [MASK if _places(path_reading(part), terms) else part for part in path.split("/")]
    shown = "/".join(parts)
    return MASK if _places(path_reading(shown), terms) else shown


def holds_term(text: str, terms: TermList) -> bool:
    """Return whether a text contains any term of the redaction list, also in its markup or encoded, as `%41li`."""
    return any(_places(reading, terms) for reading in text_readings(text))


def _places(reading: Reading, terms: TermList) -> dict[int, int]:
    """Return which terms of the redaction list a text contains, and where each first occurs.

    The text is folded before the search, that is, rewritten in one spelling: "ƏLİYEV" as "əliyev". Each term is
    searched for by its regular expression; once more in the text with signs in place of words such as "at" and "dot";
    and, if it is a name, in its other spellings.

    Args:
        reading: The text.
        terms: The terms of the redaction list.

    Returns:
        The line of the text on which each term first occurs, by the number of the term's line in the redaction list.
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
    """Yield the terms of the redaction list whose regular expressions match a text.

    Args:
        folded: The text as `forms.fold` returns it.
        words: The words of the folded text.
        text: The text in its own spelling, in which lines of the list that are regular expressions are searched for,
            too.
        terms: The terms.

    Yields:
        The number of the term's line in the list, and the line of the text with the first match. A term may be yielded
        twice.
    """
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
    """Return a text with each run of white space as one space, and each run of the same sign as one sign.

    A sign is a character other than a letter, a digit and white space: `"a  --b"` -> `"a -b"`.
    """
    return _AGAIN.sub(r"\1", _spaced(text))


def _line(text: str, spaced: str, place: int) -> int:
    """Return the number, from 1, of the line of a text in which a position is.

    Args:
        text: The text.
        spaced: The text with one space for each run of white space, as `_spaced` or `_once` returns it.
        place: The position, as an index into `spaced`.
    """
    runs = _SPACES.finditer(text)
    end = 0
    for _, run in zip(range(spaced.count(" ", 0, place)), runs, strict=False):
        end = run.end()
    return text.count("\n", 0, end) + 1
