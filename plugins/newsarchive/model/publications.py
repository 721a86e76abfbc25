"""The table `publications.tsv` in the content: one line for each publication.

A line has the number, the day, the commit (or `none`), the day by which the next publication is due, the SHA-256
digests of `SHA256SUMS` and of STATE, and a check. The check is a digest of the archive's permanent name
(`NEWSROOM["tag_authority"]`), of the check before it and of the line. It shows where a line was changed, or that the
table belongs to another archive: a changed ledger would make the next publication a fork, which observers refuse.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated

import msgspec
from msgspec.structs import replace

from newsarchive.digests import digest

from .diagnostics import Fault, Position, fault
from .ledger import PUBLICATIONS
from .tables import cells_of, row_of, rows_of

NO_COMMIT = "none"
"""Stands in place of a commit."""
_CHECK = 16  # hex digits: against mistakes, not against attackers


Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class PublicationRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of the ledger: one publication, with the SHA-256 digests of `SHA256SUMS` and STATE, and the check, in hex.

    `commit` is `NO_COMMIT` if not all was committed; `next_by` is the day by which the next publication is due.
    """

    number: Annotated[int, msgspec.Meta(gt=0)]
    day: dt.date
    commit: Annotated[str, msgspec.Meta(pattern=r"^(?:none|[0-9a-f]{40,64})\Z")]
    next_by: dt.date
    sums: Sha256
    state: Sha256
    check: str


def row_check(row: PublicationRow, before: str, authority: str) -> str:
    """Return the check of a line in hex; `before` is that of the line before it, or empty."""
    return digest("\t".join((authority, before, *cells_of(replace(row, check="")))).encode()).hex()[:_CHECK]


def parse_ledger(content: str, authority: str) -> tuple[tuple[PublicationRow, ...], list[Fault]]:
    """Parse `publications.tsv`; return its lines, none if there is a fault, and the faults.

    `authority` is the archive's permanent name.
    """
    faults: list[Fault] = []
    found: list[PublicationRow] = []
    wrong: list[int] = []
    for line, row in rows_of(content, PUBLICATIONS, faults, partial(row_of, PublicationRow)):
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
