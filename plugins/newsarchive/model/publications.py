"""The table `publications.tsv` in the content: one line for each publication.

A line has the number, the day, the commit (or `none`), the day by which the next publication is due, the SHA-256
digests of `SHA256SUMS` and of STATE, and a check. The check is a digest of the archive's permanent name
(`NEWSROOM["tag_authority"]`), of the check before it and of the line. It shows where a line was changed, or that the
table belongs to another archive: a changed ledger would make the next publication a fork, which observers refuse.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from newsarchive.digests import digest

from .diagnostics import Fault, Position, fault
from .ledger import PUBLICATIONS
from .tables import rows_of

_NONE = "none"
_CHECK = 16  # hex digits: against mistakes, not against attackers


class PublicationRow(msgspec.Struct, frozen=True):
    """A line of the ledger: one publication, with the digests of `SHA256SUMS` and STATE, and the check in hex.

    `commit` is empty if not all was committed; `next_by` is the day by which the next publication is due.
    """

    number: int
    day: dt.date
    commit: str
    next_by: dt.date
    sums: bytes
    state: bytes
    check: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the line, without the check."""
        days = (self.day.isoformat(), self.commit or _NONE, self.next_by.isoformat())
        return (str(self.number), *days, self.sums.hex(), self.state.hex())


def row_check(row: PublicationRow, before: str, authority: str) -> str:
    """Return the check of a line in hex; `before` is that of the line before it, or empty."""
    return digest("\t".join((authority, before, *row.columns)).encode()).hex()[:_CHECK]


def parse_ledger(content: str, authority: str) -> tuple[tuple[PublicationRow, ...], list[Fault]]:
    """Parse `publications.tsv`; return its lines, none if there is a fault, and the faults.

    `authority` is the archive's permanent name.
    """
    faults: list[Fault] = []
    found: list[PublicationRow] = []
    wrong: list[int] = []
    for line, row in rows_of(content, PUBLICATIONS, 7, faults, _row):
        if row.number < len(found) + 1:
            # two branches have published, and both lines were kept
            faults.append(
                fault("publications-edited", Position(line), PUBLICATIONS, publication=row.number, hint="doubled")
            )
            break
        if row.number > len(found) + 1:
            faults.append(_edited(line))
            break
        if row.check != row_check(row, found[-1].check if found else "", authority):
            wrong.append(line)
        found.append(row)
    if wrong and len(wrong) == len(found):
        faults.append(fault("another-archive", path=PUBLICATIONS, found=authority, hint="ledger"))
    elif wrong:
        faults.append(_edited(wrong[0]))
    return (() if faults else tuple(found)), faults


def _edited(line: int) -> Fault:
    return fault("publications-edited", Position(line), PUBLICATIONS, publication=line)


class _Line(msgspec.Struct, array_like=True):
    number: Annotated[int, msgspec.Meta(gt=0)]
    day: dt.date
    commit: Annotated[str, msgspec.Meta(pattern=r"^(?:none|[0-9a-f]{40,64})\Z")]
    next_by: dt.date
    sums: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    state: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    check: str


def _row(line: int, cells: list[str]) -> tuple[int, PublicationRow]:
    typed = msgspec.convert(cells, _Line, strict=False)
    commit = "" if typed.commit == _NONE else typed.commit
    digests = bytes.fromhex(typed.sums), bytes.fromhex(typed.state)
    row = PublicationRow(typed.number, typed.day, commit, typed.next_by, *digests, typed.check)
    if list(row.columns) != cells[:-1]:  # a number such as 01
        raise ValueError(cells)
    return line, row
