"""Which publication a build is: the last one again, or the next one.

A build whose files equal those of the last publication in the ledger writes that publication's STATE again, byte for
byte. The next publication begins if the files differ, or if a third of the time before "next by" is left: a site
without news renews its promise. So STATE depends on the content, the settings, the ledger and the day alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from newsarchive.digests import digest

from .chain import chain_file
from .ledger import PublicationRow, with_row
from .states import PublicationState, state_file


@dataclass(frozen=True)
class Ingredients:
    """What a STATE is made from, besides the ledger.

    Attributes:
        title: The name of the site in its default language.
        address: The site's address.
        authority: The archive's permanent name (`NEWSROOM["tag_authority"]`).
        day: The day of the build.
        days: After how many days the next publication is due.
        commit: Returns the commit of the build, or an empty string; it is called only for the next publication.
        sums: The digest of `SHA256SUMS`.
        files: The digests of the files that STATE names, by path.
    """

    title: str
    address: str
    authority: str
    day: dt.date
    days: int
    commit: Callable[[], str]
    sums: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbered:
    """A publication with its number.

    Attributes:
        state: The bytes of STATE.
        chain: The bytes of CHAIN.
        ledger: The lines of the ledger after this publication.
    """

    number: int
    state: bytes
    chain: bytes
    ledger: tuple[PublicationRow, ...]


class BackwardsError(ValueError):
    """The day of the next publication is before that of the last one, which is the value."""

    def __init__(self, last: dt.date) -> None:
        """Create the error."""
        super().__init__(last.isoformat())
        self.last = last


def numbered(ledger: Sequence[PublicationRow], made: Ingredients) -> Numbered:
    """Return the publication that a build with these ingredients is.

    Raises:
        BackwardsError: It is a new one, and the clock is behind the last one's.
    """
    last = ledger[-1] if ledger else None
    if last and last.sums == made.sums and not is_due(last, made.day):
        again = _numbered(ledger[:-1], last, made)
        if digest(again.state) == last.state:
            return again
    if last and made.day < last.day:
        raise BackwardsError(last.day)
    next_by = made.day + dt.timedelta(made.days)
    return _numbered(ledger, PublicationRow(len(ledger) + 1, made.day, made.commit(), next_by, made.sums, b""), made)


def is_due(last: PublicationRow, day: dt.date) -> bool:
    """Return whether a publication without news is due: a third of the time before "next by" is left, or less."""
    return day >= last.next_by - (last.next_by - last.day) // 3


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
