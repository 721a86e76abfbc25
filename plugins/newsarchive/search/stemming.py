"""Stem words by tables of endings.

A language's rules are data. They are steps; a step is a list of rows, and of all endings that a word has and whose
row fits, the longest one decides: if what its row demands holds, the ending is replaced, and the row may say which
step comes next. Then, or if no ending fits, the following step comes. `fits` and `holds` are looked for in what
stands before the ending; the difference is that of Snowball's `setlimit` and its tests: an ending that does not fit
leaves the word to a shorter one, an ending whose demand does not hold ends the step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

_Action = tuple[str, re.Pattern[str], re.Pattern[str], int]

ANYTHING = ""
NO_ENDING = "_"
"""Stands for an empty ending in `Row.endings`: it is the shortest of all, and every word has it."""


@dataclass(frozen=True)
class EndingRow:
    """Endings between spaces and what becomes of them. `then` is the number of the next step, None the following."""

    endings: str
    put: str = ""
    fits: str = ANYTHING
    holds: str = ANYTHING
    then: int | None = None


@dataclass(frozen=True)
class StemRules:
    """A language's steps. `marked`: a pattern of two parts whose second letter is written in upper case beforehand.

    A pattern uses only what Python and every browser's JavaScript read alike; look-behind is not among it.
    """

    steps: tuple[tuple[EndingRow, ...], ...]
    marked: str = ""
    _memory: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _machine(self) -> list[tuple[int, dict[str, list[_Action]]]]:
        """For each step the length of its longest ending, and what may be done with each ending, first row first."""
        machine = []
        for number, rows in enumerate(self.steps):
            step: dict[str, list[_Action]] = {}
            for row in rows:
                then = number + 1 if row.then is None else row.then
                action = (row.put, re.compile(row.fits), re.compile(row.holds), then)
                for ending in row.endings.split():
                    step.setdefault(ending.replace(NO_ENDING, ""), []).append(action)
            machine.append((max(map(len, step)), step))
        return machine

    def stem(self, word: str) -> str:
        """Return the stem of a folded word."""
        if word not in self._memory:
            self._memory[word] = self._stem(word)
        return self._memory[word]

    def _stem(self, word: str) -> str:
        if self.marked:
            word = re.sub(self.marked, lambda found: found[1] + found[2].upper(), word)
        at = 0
        while at < len(self._machine):
            longest, step = self._machine[at]
            word, at = _stepped(word, step, longest, at + 1)
        return word.lower()

    def as_data(self) -> dict[str, object]:
        """Return the rules as the script reads them: `m` the marked pattern, `c` conditions, `s` steps of rows.

        A row is its endings, what is put, the numbers of both conditions, and the next step.
        """
        conditions = sorted({each for rows in self.steps for row in rows for each in (row.fits, row.holds)})
        place = {condition: number for number, condition in enumerate(conditions)}
        steps = [
            [
                [row.endings, row.put, place[row.fits], place[row.holds], number + 1 if row.then is None else row.then]
                for row in rows
            ]
            for number, rows in enumerate(self.steps)
        ]
        return {"m": self.marked, "c": conditions, "s": steps}


def _stepped(word: str, step: dict[str, list[_Action]], longest: int, following: int) -> tuple[str, int]:
    """Return the word after a step, and the number of the next."""
    for length in range(min(longest, len(word)), -1, -1):
        rest = word[: len(word) - length]
        for put, fits, holds, then in step.get(word[len(rest) :], ()):
            if fits.search(rest):
                return (rest + put, then) if holds.search(rest) else (word, following)
    return word, following
