"""Which publication a build is, and its line in the table `publications.tsv`.

A build whose files equal those of the last publication in the ledger writes that publication's STATE again, byte for
byte. The next publication begins if the files differ, or if a third of the time before "next by" is left: a site
without news renews its promise. It also begins if the last publication is of a later day than the build, because a
clock was ahead then: its "next by" is as far away. So STATE depends on the content, the settings, the ledger and the
day alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from newsarchive.api import NO_COMMIT, PublicationRow, cells_of, digest, row_check, table

from .chain import Earlier, chain_file
from .states import PublicationState, state_file


def with_row(rows: Sequence[PublicationRow], row: PublicationRow, authority: str) -> tuple[PublicationRow, ...]:
    """Return the ledger of an archive with another line, whose check is filled in.

    `authority` is the archive's permanent name, the setting `NEWSROOM["tag_authority"]`.
    """
    before = rows[-1].check if rows else ""
    return (*rows, replace(row, check=row_check(row, before, authority)))


def ledger_file(rows: Iterable[PublicationRow]) -> bytes:
    """Return the bytes of `publications.tsv`."""
    return table(map(cells_of, rows))


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
    if last and last.sums == made.sums.hex() and not is_due(last, made.day):
        again = _numbered(ledger[:-1], last, made)
        if digest(again.state).hex() == last.state:
            return again
    next_by = made.day + dt.timedelta(made.days)
    commit = made.commit() or NO_COMMIT
    return _numbered(ledger, PublicationRow(len(ledger) + 1, made.day, commit, next_by, made.sums.hex(), "", ""), made)


def is_due(last: PublicationRow, day: dt.date) -> bool:
    """Return whether a publication without news is due on a day.

    It is if a third of the time before "next by" is left, or less, and if the last publication is of a later day.
    """
    return day < last.day or day >= last.next_by - (last.next_by - last.day) // 3


def _numbered(before: Sequence[PublicationRow], row: PublicationRow, made: Ingredients) -> Numbered:
    """Return the publication with the values of a line of the ledger, whose digest of STATE is not used."""
    chain = chain_file(Earlier(each.number, each.day, bytes.fromhex(each.state)) for each in before)
    state = state_file(
        PublicationState(
            made.title,
            row.number,
            row.day,
            made.address,
            "" if row.commit == NO_COMMIT else row.commit,
            row.next_by,
            bytes.fromhex(before[-1].state) if before else None,
            made.sums,
            digest(chain),
            made.files,
        )
    )
    new = replace(row, state=digest(state).hex())
    return Numbered(row.number, state, chain, with_row(before, new, made.authority))
