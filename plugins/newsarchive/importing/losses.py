"""Where in its source an item would lose something: the file and the line, for an editor who must look there."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from newsarchive.archive.characters import without_strange

from .account import words
from .drafts import Draft
from .folders import FORMS
from .items import ImportFailure, Item
from .source_files import read_text

_ELEMENTS = {
    "picture": re.compile(r"!\[|<img\b", re.IGNORECASE),
    "link": re.compile(r"(?<!!)\[[^\[\]]*\]\(|<a\b|<https?:", re.IGNORECASE),
    "table": re.compile(r"^\s*\||<table\b", re.IGNORECASE | re.MULTILINE),
    "embed": re.compile(r"<(?:iframe|embed|object|video|audio)\b", re.IGNORECASE),
}
_WORD = re.compile(r"[^\W_]+")

CURE = "write it otherwise in the old text, or import the others with KEEP_GOING=1"
"""What an editor can do about a loss."""


def losses(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield each loss of a draft: the place in its source, and the words or elements that are lost."""
    for lost in draft.missing.words:
        # of a draft that cannot be read at all, this is the reason, in words of ours
        line = _line_of_words(draft.place.item.body, lost) if draft.after.text else 1
        yield _place(draft.place.item, line), lost
    for lost in draft.missing.elements:
        yield _place(draft.place.item, _line_of_element(draft.place.item.body, lost.partition(":")[0])), lost


def faults(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield each fault of a draft: the place in its source, and the message."""
    for before, message in draft.faults:
        body = before.partition("\n---\n")[2]
        lines = [line for line in reversed(body.split("\n")) if words(line)]
        yield _place(draft.place.item, _line_of_words(draft.place.item.body, lines[0]) if lines else 1), message


def _place(item: Item, line: int) -> str:
    """Return a place in a file, as `content/a.md:17`; of an item in an export, its title and the line of its text."""
    start, text = -1, ""
    if item.file is not None and item.file.suffix.lower() in FORMS:
        with suppress(OSError, ImportFailure):
            text = read_text(item.file)
            start = text.find(item.body)
    if start < 0:
        return f"{item.id} (“{item.title}”), line {line} of its text"
    return f"{item.id}:{line + text.count(chr(10), 0, start)}"


def _line_of_words(body: str, lost: str) -> int:
    """Return the line on which a run of words begins; if it is nowhere whole, the line of its rarest word."""
    text = unicodedata.normalize("NFC", without_strange(body))
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    names, run = [word for word, _ in found], words(lost)
    for at in range(len(names) if run else 0):
        if names[at] == run[0] and names[at : at + len(run)] == run:
            return 1 + text.count("\n", 0, found[at][1])
    counts = Counter(names)
    rarest = min((word for word in run if word in counts), key=lambda word: counts[word], default="")
    return 1 + text.count("\n", 0, found[names.index(rarest)][1]) if rarest else 1


def _line_of_element(body: str, kind: str) -> int:
    """Return the line of the first element of a kind."""
    found = _ELEMENTS[kind].search(body) if kind in _ELEMENTS else None
    return 1 + body.count("\n", 0, found.start()) if found else 1
