"""CHAIN, the list of earlier publications, and what it says of a STATE that somebody has seen.

After a heading it has one line for each publication before the one that it belongs to: number, day and SHA-256 of
STATE, with spaces between them. STATE has the digest of CHAIN, so that a signature covers it, too. Whoever keeps a
STATE can therefore see in each later copy whether that copy continues the same history.

Numbers order publications, and days do not: after a publication by a clock that was ahead, the next one has an earlier
day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from newsarchive.api import digest

from .states import PublicationState

LARGEST_CHAIN = 16 << 20
"""The maximum size of CHAIN in bytes: enough for 190,000 publications."""

_HEADING = b"# Earlier publications: number, day, SHA-256 of STATE\n"
_LINE = re.compile(rb"([1-9][0-9]{0,8}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9a-f]{64})\Z")


class ChainError(ValueError):
    """A CHAIN cannot be parsed, or does not belong to its STATE; `line` is the number of the line, 0 for none."""

    def __init__(self, line: int) -> None:
        """Create the error."""
        super().__init__(f"line {line}")
        self.line = line


class Earlier(NamedTuple):
    """An earlier publication: its number, its day, and the digest of its STATE."""

    number: int
    day: dt.date
    state: bytes


def chain_file(publications: Iterable[Earlier]) -> bytes:
    """Return the bytes of CHAIN for the publications before one, the first of them first."""
    lines = (f"{each.number} {each.day.isoformat()} {each.state.hex()}\n".encode() for each in publications)
    return _HEADING + b"".join(lines)


def parse_chain(data: bytes) -> tuple[Earlier, ...]:
    """Parse CHAIN; ChainError if the numbers are not 1, 2, 3, … or a line is malformed."""
    if not data.startswith(_HEADING) or not data.endswith(b"\n"):
        raise ChainError(1)
    found: list[Earlier] = []
    for line in data[len(_HEADING) : -1].split(b"\n") if len(data) > len(_HEADING) else ():
        number = len(found) + 1
        match = _LINE.match(line)
        try:
            day = dt.date.fromisoformat(match[2].decode()) if match else None
        except ValueError:
            day = None
        if match is None or day is None or int(match[1]) != number:
            raise ChainError(number + 1)
        found.append(Earlier(number, day, bytes.fromhex(match[3].decode())))
    return tuple(found)


def require_chain(state: PublicationState, data: bytes) -> tuple[Earlier, ...]:
    """Parse the CHAIN that lies beside a STATE, and return it.

    Raises:
        ChainError: STATE has another digest of it, or it does not end with the publication before that of STATE.
    """
    if digest(data) != state.chain:
        raise ChainError(0)
    found = parse_chain(data)
    last = found[-1] if found else None
    if len(found) != state.number - 1 or (last.state if last else None) != state.previous:
        raise ChainError(len(found) + 1)
    return found


Relation = Literal["same", "newer", "older", "forked"]


def relation(
    state: PublicationState, data: bytes, chain: Sequence[Earlier], seen: PublicationState, own: bytes
) -> Relation:
    """Return how a copy's publication (`state`, its bytes `data`) relates to one that an observer has `seen` (`own`).

    It is `same`; `newer` if the copy's `chain`, which was checked (`require_chain`), has the seen one in its place;
    `older` if its number is lower; `forked` if another publication has the seen one's number.
    """
    if state.number < seen.number:
        return "older"
    there = digest(data) if state.number == seen.number else chain[seen.number - 1].state
    if there != digest(own):
        return "forked"
    return "same" if state.number == seen.number else "newer"
