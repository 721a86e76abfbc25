"""The list of what must not be published: a term a line.

A line `/…/` is a pattern (`patterns`), one that begins with `#` a remark. Any other is a name or a number: its letters
and digits must come in this order. Between words there may be anything but letters and digits, up to eight of it, and
between digits up to three. It is found inside longer words, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .folding import fold
from .patterns import PatternError, bounded_pattern

LEAST_LETTERS = 3
LEAST_DIGITS = 5

_WORD = re.compile(r"[^\W_]+")
_NO_DIGITS = re.compile(r"\D+")
_NUMBERED = 4  # digits, from which on there may be something between any two
_SURE = 7  # digits, from which on a longer number may be the same with a prefix
_BETWEEN_WORDS, _BETWEEN_DIGITS = r"[\W_]{0,8}", r"[\W_]{0,3}"


@dataclass(frozen=True)
class Term:
    """A term by the line on which it stands in the list.

    `key` are folded letters that each text has in a row wherever the term stands; empty for a pattern. `digits`: they
    are digits, in a row where everything else is left out.
    """

    line: int
    pattern: re.Pattern[str]
    key: str = ""
    digits: bool = False


@dataclass(frozen=True)
class ListFault:
    """What is wrong with a line of the list: its number and the fault's code."""

    line: int
    code: str


def parse_terms(text: str) -> tuple[tuple[Term, ...], tuple[ListFault, ...]]:
    """Return the terms of a list, and what is wrong with other lines."""
    terms: list[Term] = []
    faults: list[ListFault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        try:
            terms.append(_term(number, words))
        except PatternError as error:
            faults.append(ListFault(number, str(error)))
    return tuple(terms), tuple(faults)


def _term(number: int, line: str) -> Term:
    if len(line) > 2 and line[0] == line[-1] == "/":
        return Term(number, bounded_pattern(line[1:-1]))
    words = _WORD.findall(fold(line))
    squeezed = "".join(words)
    key = _NO_DIGITS.sub("", squeezed)
    digits = len(key)
    if len(squeezed) < (LEAST_DIGITS if digits == len(squeezed) else LEAST_LETTERS):
        raise PatternError("redactions-short")
    if digits < _NUMBERED:
        pattern = _BETWEEN_WORDS.join(map(re.escape, words))
        return Term(number, re.compile(pattern), max(words, key=len))
    pattern = _BETWEEN_WORDS.join("".join(_numbered(word)) for word in words)
    if digits == len(squeezed):
        pattern = _BETWEEN_DIGITS.join(squeezed)
        if digits < _SURE:
            pattern = rf"(?<!\d){pattern}(?!\d)"
    return Term(number, re.compile(pattern), key, digits=True)


def _numbered(word: str) -> Iterator[str]:
    """Yield a word's letters and digits; beside a digit something may stand between."""
    for before, each in zip(" " + word, word, strict=False):
        if before != " " and (before.isdigit() or each.isdigit()):
            yield _BETWEEN_DIGITS
        yield re.escape(each)
