"""Regular expressions whose cost is bounded, whatever they are held against: no list can make a build stand still.

A search goes back as often as a pattern has ways to read a text. Where every repeat has an end, that number can be
told from the pattern alone, and is kept small.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

MOST_REPEATS = 50
MOST_WAYS = 10_000

_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<choice>\|)"
    r"|(?P<repeat>[*+?]|\{\d*(?:,\d*)?\})|(?P<other>.)",
    re.DOTALL,
)
_REPEATABLE = frozenset(("escape", "set", "close", "other"))


class PatternError(ValueError):
    """A pattern is none, or may take too long. The message is the code of its fault."""


@dataclass
class _Group:
    """In how many ways a group can be read: its earlier choices, what comes before its last part, and that part."""

    choices: int = 0
    before: int = 1
    part: int = 1

    @property
    def ways(self) -> int:
        return min(self.choices + self.before * self.part, MOST_WAYS + 1)

    def add(self, ways: int) -> None:
        self.before, self.part = min(self.before * self.part, MOST_WAYS + 1), ways

    def choose(self) -> None:
        self.choices, self.before, self.part = self.ways, 1, 1


def bounded_pattern(source: str) -> re.Pattern[str]:
    """Return a pattern, compiled without regard to case. PatternError for one that is refused."""
    if _ways(source) > MOST_WAYS:
        raise PatternError("redactions-unbounded")
    try:
        with warnings.catch_warnings():
            # a set in a set, which may come to mean something else, and the warning would show the pattern
            warnings.simplefilter("error")
            pattern = re.compile(source, re.IGNORECASE)
    except (re.error, OverflowError, Warning):
        raise PatternError("redactions-pattern") from None
    if pattern.match(""):
        raise PatternError("redactions-pattern")
    return pattern


def _ways(source: str) -> int:
    groups, last = [_Group()], ""
    for token in _TOKEN.finditer(source):
        kind, now = token.lastgroup or "", groups[-1]
        if kind == "open":
            groups.append(_Group())
        elif kind == "close":
            if len(groups) == 1:
                raise PatternError("redactions-pattern")
            ways = groups.pop().ways
            groups[-1].add(ways)
        elif kind == "choice":
            now.choose()
        elif kind == "repeat":
            # a question mark after a repeat has it try the shorter first
            if last != "repeat" or token[0] != "?":
                _repeat(token[0], now, last)
        elif kind == "escape" and token[0][1].isdigit():
            raise PatternError("redactions-unbounded")
        else:
            now.add(1)
        last = kind
    if len(groups) > 1:
        raise PatternError("redactions-pattern")
    return groups[0].ways


def _repeat(repeat: str, now: _Group, last: str) -> None:
    if last not in _REPEATABLE:
        raise PatternError("redactions-pattern")
    least, comma, most = repeat.strip("{}").partition(",")
    if repeat == "?":
        low, high = 0, 1
    elif repeat in ("*", "+") or (comma and not most):
        raise PatternError("redactions-unbounded")
    elif not (least or most):
        raise PatternError("redactions-pattern")
    else:
        low, high = int(least or 0), int(most or least)
    if not low <= high <= MOST_REPEATS:
        raise PatternError("redactions-unbounded")
    now.part = (high - low + 1) * min(now.part, MOST_WAYS + 1) ** high
