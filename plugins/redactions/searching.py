"""Where a text, a path or a document holds a term: by lines, never by words."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from .documents import document_texts
from .folding import fold, readings
from .terms import Term

MASK = "[…]"

_WORD = re.compile(r"\w+")
_NO_DIGITS = re.compile(r"\D+")


class Hit(NamedTuple):
    """A term stands in a file: on which line, or page of a document, and on which line of the list.

    Line 0 is the file's own address, and `documents.NO_PAGE` stands for a document's title, notes and links.
    """

    line: int
    term: int


def hits_of(path: str, data: bytes, terms: tuple[Term, ...]) -> tuple[Hit, ...]:
    """Return the first place of each term in a file, its address included, sorted. Of a picture only the address.

    UnreadableError for a document that cannot be read.
    """
    found = dict.fromkeys(_terms_in(unquote(path, errors="replace"), terms), 0)
    if data.startswith(b"%PDF-"):
        for number, text in document_texts(data):
            for term in _terms_in(text, terms):
                found.setdefault(term, number)
    else:
        text = _decoded(data)
        for reading, new in readings(text) if text else ():
            for term, line in _terms_in(reading, terms, new).items():
                found[term] = min(found.get(term, line), line)
    return tuple(sorted(Hit(line, term) for term, line in found.items()))


def masked(path: str, terms: tuple[Term, ...]) -> str:
    """Return a path as it may be shown: without the parts that hold a term."""
    parts = [MASK if _terms_in(unquote(part, errors="replace"), terms) else part for part in path.split("/")]
    shown = "/".join(parts)
    return MASK if _terms_in(unquote(shown, errors="replace"), terms) else shown


def holds_term(text: str, terms: tuple[Term, ...]) -> bool:
    """Whether a text holds any of the terms."""
    return any(_terms_in(reading, terms) for reading, _ in readings(text))


def _terms_in(text: str, terms: tuple[Term, ...], new: str | None = None) -> dict[int, int]:
    """Return the line of the first place of each term in one reading of a text, by the term's line in the list.

    `new` is the part in which a term is, if it is there and was not found before.
    """
    folded = fold(text if new is None else new)
    # each word once: most texts say the same again and again, and hundreds of keys are looked for
    words = " ".join(set(_WORD.findall(folded)))
    digits = _NO_DIGITS.sub("", folded) if any(term.digits for term in terms) else ""
    likely = [term for term in terms if term.key in (digits if term.digits else words)]
    folded = fold(text) if likely and new not in (None, text) else folded
    found: dict[int, int] = {}
    for term in likely:
        for each in (folded,) if term.key else (folded, text):
            place = term.pattern.search(each)
            if place:
                found[term.line] = each.count("\n", 0, place.start()) + 1
                break
    return found


def _decoded(data: bytes) -> str:
    """Return a text; nothing for what is no text."""
    return "" if b"\0" in data else data.decode("utf-8", "replace")
