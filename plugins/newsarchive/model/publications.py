"""The table `publications.tsv` in the content: one line for each publication.

A line has the number, the day, the commit (or `none`), the day by which the next publication is due, the SHA-256
digests of `SHA256SUMS` and of STATE, and a check. The check is a digest of the archive's permanent name
(`NEWSROOM["tag_authority"]`), of the check before it and of the line. It shows where a line was changed, or that the
table belongs to another archive: a changed ledger would make the next publication a fork, which observers refuse.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from newsarchive.digests import HEX_DIGEST, digest

from .diagnostics import Fault, Position, fault
from .ledger import PUBLICATIONS
from .tables import refuse_row, rows_of

_COLUMNS = 7
_NONE = "none"
_CHECK = 16  # hex digits: against mistakes, not against attackers
_COMMIT = re.compile(r"none\Z|[0-9a-f]{40,64}\Z")


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
    for row in rows_of(content, PUBLICATIONS, _COLUMNS, faults):
        parsed, number = _row(row.columns), len(found) + 1
        if parsed is None:
            refuse_row(row, PUBLICATIONS, _COLUMNS, faults)
        elif parsed.number < number:
            # two branches have published, and both lines were kept
            faults.append(fault("publications-doubled", Position(row.line), PUBLICATIONS, publication=parsed.number))
            break
        elif parsed.number > number:
            faults.append(_edited(row.line))
            break
        else:
            before = found[-1].check if found else ""
            wrong += [row.line] if parsed.check != row_check(parsed, before, authority) else []
            found.append(parsed)
    if wrong and len(wrong) == len(found):
        faults.append(fault("publications-foreign", path=PUBLICATIONS, found=authority))
    elif wrong:
        faults.append(_edited(wrong[0]))
    return (() if faults else tuple(found)), faults


def _edited(line: int) -> Fault:
    return fault("publications-edited", Position(line), PUBLICATIONS, publication=line)


def _row(columns: tuple[str, ...]) -> PublicationRow | None:
    number, day, commit, next_by, sums, state, check = columns
    if not (_COMMIT.match(commit) and HEX_DIGEST.match(sums) and HEX_DIGEST.match(state)):
        return None
    try:
        row = PublicationRow(
            int(number),
            dt.date.fromisoformat(day),
            "" if commit == _NONE else commit,
            dt.date.fromisoformat(next_by),
            bytes.fromhex(sums),
            bytes.fromhex(state),
            check,
        )
    except ValueError:
        return None
    return row if row.number > 0 and row.columns == columns[:-1] else None
