"""Stem words by tables of endings.

The rules of a language are data. They consist of steps, and a step consists of rows of endings. In each step, one row
decides: the row of the longest ending that the word has, among the rows whose condition `fits` is met. If that row's
condition `holds` is met too, the ending is replaced, and the row may name the next step. Otherwise, or if no row
fits, the word stays as it is. Unless a row names it, the next step is the following one.

Both conditions are patterns to be found in what precedes the ending. They differ as Snowball's `setlimit` differs
from its tests: if `fits` fails, shorter endings are tried; if `holds` fails, the step ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

_Action = tuple[str, re.Pattern[str], re.Pattern[str], int]

ANYTHING = ""
NO_ENDING = "_"
"""The empty ending in `EndingRow.endings`. It is the shortest of all, and every word has it."""


@dataclass(frozen=True)
class EndingRow:
    """Endings, separated by spaces, with what replaces them (`put`) and the conditions for that.

    `then` is the number of the next step if an ending is replaced; None means the following step.
    """

    endings: str
    put: str = ""
    fits: str = ANYTHING
    holds: str = ANYTHING
    then: int | None = None


@dataclass(frozen=True)
class StemRules:
    """The stemming rules of a language.

    `marked` is a pattern with two groups; the letter in the second is changed to upper case before the first step.
    Patterns use only what Python and every browser's JavaScript interpret alike, so no look-behind.
    """

    steps: tuple[tuple[EndingRow, ...], ...]
    marked: str = ""
    _memory: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _machine(self) -> list[tuple[int, dict[str, list[_Action]]]]:
        """For each step, the length of its longest ending and the actions by ending, in the order of the rows."""
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
        """Return the rules as the script reads them: `m` is the marked pattern, `c` the conditions, `s` the steps.

        A step is a list of rows. A row consists of the endings, their replacement, the indices of both conditions in
        `c`, and the number of the next step.
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
    """Return the word after a step, and the number of the next step."""
    for length in range(min(longest, len(word)), -1, -1):
        rest = word[: len(word) - length]
        for put, fits, holds, then in step.get(word[len(rest) :], ()):
            if fits.search(rest):
                return (rest + put, then) if holds.search(rest) else (word, following)
    return word, following
