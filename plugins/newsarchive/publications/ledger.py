"""The table `publications.tsv` in the content, one line for each publication, and which publication a build is.

A line has the number, the day, the commit (or `none`), the day by which the next publication is due, the SHA-256
digests of `SHA256SUMS` and of STATE, and a check. The check is a digest of the archive's permanent name
(`NEWSROOM["tag_authority"]`), of the check before it and of the line. It shows where a line was changed, or that the
table belongs to another archive: a changed ledger would make the next publication a fork, which observers refuse.

A build whose files equal those of the last publication in the ledger writes that publication's STATE again, byte for
byte. The next publication begins if the files differ, or if a third of the time before "next by" is left: a site
without news renews its promise. It also begins if the last publication is of a later day than the build, because a
clock was ahead then: its "next by" is as far away. So STATE depends on the content, the settings, the ledger and the
day alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from newsarchive.archive.diagnostics import Fault, Position, fault
from newsarchive.archive.ledger import PUBLICATIONS
from newsarchive.archive.tables import refuse_row, rows_of, table
from newsarchive.digests import HEX_DIGEST, digest

from .chain import Earlier, chain_file
from .states import PublicationState, state_file

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

    @property
    def earlier(self) -> Earlier:
        """The line that CHAIN has for this publication."""
        return Earlier(self.number, self.day, self.state)


def with_row(rows: Sequence[PublicationRow], row: PublicationRow, authority: str) -> tuple[PublicationRow, ...]:
    """Return the ledger of an archive with another line, whose check is filled in.

    `authority` is the archive's permanent name, the setting `NEWSROOM["tag_authority"]`.
    """
    before = rows[-1].check if rows else ""
    return (*rows, replace(row, check=_check(authority, before, row.columns)))


def ledger_file(rows: Iterable[PublicationRow]) -> bytes:
    """Return the bytes of `publications.tsv`."""
    return table((*row.columns, row.check) for row in rows)


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
            wrong += [row.line] if parsed.check != _check(authority, before, parsed.columns) else []
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


def _check(authority: str, before: str, columns: Iterable[str]) -> str:
    return digest("\t".join((authority, before, *columns)).encode()).hex()[:_CHECK]


class Ingredients(msgspec.Struct, frozen=True):
    """What a STATE is made from, besides the ledger; see also `PublicationState`.

    Attributes:
        authority: The archive's permanent name (`NEWSROOM["tag_authority"]`).
        day: The day of the build.
        days: After how many days the next publication is due.
        commit: Returns the commit of the build, or an empty string; it is called only for the next publication.
    """

    title: str
    address: str
    authority: str
    day: dt.date
    days: int
    commit: Callable[[], str]
    sums: bytes
    files: Mapping[str, bytes] = msgspec.field(default_factory=dict)


class Numbered(msgspec.Struct, frozen=True):
    """A publication with its number, the bytes of STATE and of CHAIN, and the lines of the ledger after it."""

    number: int
    state: bytes
    chain: bytes
    ledger: tuple[PublicationRow, ...]


def numbered(ledger: Sequence[PublicationRow], made: Ingredients) -> Numbered:
    """Return the publication that a build with these ingredients is."""
    last = ledger[-1] if ledger else None
    if last and last.sums == made.sums and not is_due(last, made.day):
        again = _numbered(ledger[:-1], last, made)
        if digest(again.state) == last.state:
            return again
    next_by = made.day + dt.timedelta(made.days)
    return _numbered(ledger, PublicationRow(len(ledger) + 1, made.day, made.commit(), next_by, made.sums, b""), made)


def is_due(last: PublicationRow, day: dt.date) -> bool:
    """Return whether a publication without news is due on a day.

    It is if a third of the time before "next by" is left, or less, and if the last publication is of a later day.
    """
    return day < last.day or day >= last.next_by - (last.next_by - last.day) // 3


def _numbered(before: Sequence[PublicationRow], row: PublicationRow, made: Ingredients) -> Numbered:
    """Return the publication with the values of a line of the ledger, whose digest of STATE is not used."""
    chain = chain_file(each.earlier for each in before)
    state = state_file(
        PublicationState(
            made.title,
            row.number,
            row.day,
            made.address,
            row.commit,
            row.next_by,
            before[-1].state if before else None,
            made.sums,
            digest(chain),
            made.files,
        )
    )
    new = PublicationRow(row.number, row.day, row.commit, row.next_by, row.sums, digest(state))
    return Numbered(row.number, state, chain, with_row(before, new, made.authority))
