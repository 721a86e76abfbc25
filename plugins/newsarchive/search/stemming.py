"""Stem words by tables of endings.

Stemming reduces all forms of a word to one string, so that a search for `courts` finds `court`. The script in the
browser applies the same tables to queries.

The rules of a language are data. They consist of steps, and a step consists of rows of endings. In each step, one row
decides: the row of the longest ending that the word has, among the rows whose condition `fits` is met. If that row's
condition `holds` is met too, the ending is replaced, and the row may name the next step. Otherwise, or if no row fits,
the word stays as it is. Unless a row names it, the next step is the following one.

Both conditions are patterns to be found in what precedes the ending. They differ as Snowball's `setlimit` differs from
its tests: if `fits` fails, shorter endings are tried; if `holds` fails, the step ends.
"""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

_Action = tuple[str, re.Pattern[str], re.Pattern[str], int]

ANYTHING = ""
NO_ENDING = "_"
"""How `EndingRow.endings` writes the empty ending, which every word has: such a row applies if no other does."""


class EndingRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of a step in the stemming rules: endings separated by spaces, what replaces them, and two conditions.

    An empty `put` deletes the ending. `then` is the number of the next step, from 0; None for the following one.
    """

    endings: str
    put: str = ""
    fits: str = ANYTHING
    holds: str = ANYTHING
    then: int | None = None


class StemRules(msgspec.Struct, frozen=True, dict=True, omit_defaults=True):
    """The stemming rules of a language; the script in the browser gets them as JSON, without what is the default.

    All regular expressions use only what Python and the JavaScript of every browser interpret alike, so no look-behind.
    `marked` is one with two groups, or empty: the letter in its second group becomes upper case before the first step,
    so that rows can treat it as another letter. In English a `Y` is a consonant and a `y` a vowel.
    """

    steps: tuple[tuple[EndingRow, ...], ...]
    marked: str = ""

    @cached_property
    def _machine(self) -> list[tuple[list[int], dict[str, list[_Action]]]]:
        """For each step the lengths of its endings, the longest first, and what to do by ending."""
        machine = []
        for number, rows in enumerate(self.steps, start=1):
            step: dict[str, list[_Action]] = {}
            for row in rows:
                then = number if row.then is None else row.then
                for ending in row.endings.split():
                    step.setdefault(ending.replace(NO_ENDING, ""), []).append(
                        (row.put, re.compile(row.fits), re.compile(row.holds), then)
                    )
            machine.append((sorted({*map(len, step)}, reverse=True), step))
        return machine

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case without diacritics: `courts` and `court` both give `court`."""
        if self.marked:
            word = re.sub(self.marked, lambda found: found[1] + found[2].upper(), word)
        at = 0
        while at < len(self._machine):
            word, at = _stepped(word, *self._machine[at], at + 1)
        return word.lower()


def _stepped(word: str, lengths: list[int], step: dict[str, list[_Action]], following: int) -> tuple[str, int]:
    """Return a word as one step of the stemming rules leaves it, and the number of the next step."""
    for length in lengths:
        rest = word[: len(word) - length]
        for put, fits, holds, then in step.get(word[len(rest) :], ()) if length <= len(word) else ():
            if fits.search(rest):
                return (rest + put, then) if holds.search(rest) else (word, following)
    return word, following
