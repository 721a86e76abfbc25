"""The tables in which earlier publications recorded what readers have seen, and what contradicts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Archive
from newsarchive.model.ledger import (
    EDITIONS,
    PERMALINKS,
    PUBLICATIONS,
    REVISIONS,
    Permalink,
    PublicationRow,
    earlier_addresses,
    lost_permalinks,
    moved_permalinks,
    parse_editions,
    parse_ledger,
    parse_permalinks,
)
from newsarchive.model.models import Issue, Recorded
from newsarchive.model.revisions import contradicted_days, parse_revisions, unexplained
from newsarchive.model.tables import LARGEST_TABLE
from newsarchive.model.withholding import unwithheld

from .typed_text import decode

Table = TypeVar("Table")
Record = TypeVar("Record", bound=msgspec.Struct)


class Publications(msgspec.Struct, frozen=True):
    """The tables in which earlier publications of the site recorded what readers have seen.

    Attributes:
        permalinks: For each address that was ever published, the line of the table about it.
        recorded: For each text, its published versions, oldest first.
        issued: For each file that has the archive in it, the publication in which it changed last.
        ledger: The publications, the first of them first.
    """

    permalinks: Mapping[str, Permalink]
    recorded: Recorded
    issued: Mapping[str, Issue] = msgspec.field(default_factory=dict)
    ledger: tuple[PublicationRow, ...] = ()

    def as_of(self, day: dt.date) -> Publications:
        """Return the tables without days in the future, which a publication recorded while its clock was ahead.

        Each is replaced by the latest day that is possible: the day of the build, or that of the last publication if
        it is earlier. So the next publication corrects the tables. Editions of such a day are issued anew. The ledger
        keeps all days, because STATE and CHAIN have them. Without a ledger nothing is changed: then the present clock
        may be wrong, and nobody would notice.
        """
        if not self.ledger:
            return self
        latest = min(day, self.ledger[-1].day)

        def dated(record: Record, name: str) -> Record:
            return record if getattr(record, name) <= day else replace(record, **{name: latest})

        permalinks = {address: dated(each, "published") for address, each in self.permalinks.items()}
        recorded = {key: tuple(dated(each, "date") for each in known) for key, known in self.recorded.items()}
        issued = {path: each for path, each in self.issued.items() if each.day <= day}
        return Publications(permalinks, recorded, issued, self.ledger)


def read_publications(
    root: Path, data: Collection[str], authority: str, day: dt.date
) -> tuple[Publications, list[Fault]]:
    """Load the tables of published addresses, of published versions of texts, and of publications.

    Return the tables and a fault for each line that cannot be parsed. A table that is not among `data`, the paths of
    the content's data files, is empty. `authority` is the archive's permanent name (`NEWSROOM["tag_authority"]`).
    """
    faults: list[Fault] = []
    permalinks = read_table(root, PERMALINKS, data, parse_permalinks, faults)
    recorded = read_table(root, REVISIONS, data, parse_revisions, faults)
    issued = read_table(root, EDITIONS, data, parse_editions, faults)
    ledger = read_table(root, PUBLICATIONS, data, partial(parse_ledger, authority=authority), faults)
    return Publications(permalinks or {}, recorded or {}, issued or {}, ledger or ()).as_of(day), faults


def read_table(
    root: Path,
    path: str,
    data: Collection[str],
    parse: Callable[[str], tuple[Table, list[Fault]]],
    faults: list[Fault],
    most: int = LARGEST_TABLE,
) -> Table | None:
    """Read and parse a data file of at most `most` bytes; return None if it is not in `data` or cannot be decoded.

    All its faults are appended to `faults`.
    """
    if path not in data:
        return None
    content, found = decode((root / path).read_bytes(), most)
    table: Table | None = None
    if content is not None:
        table, others = parse(content)
        found += others
    faults += [each.at(path) for each in found]
    return table


def broken_promises(publications: Publications, archive: Archive, today: dt.date, *, stops: bool) -> Iterator[Fault]:
    """Yield faults and warnings where the archive contradicts what was published earlier.

    Every published address must still lead to its text. Changed words need a correction, or their revision in `minor`.
    Words that were withheld later must be gone from all texts. Days of publication must be those on which texts were in
    fact published. If it `stops` (a publication), changed words without an explanation are faults, else warnings.
    """
    recorded = publications.recorded
    works = (*archive.briefings, *archive.standing)
    earlier = {old for work in works for _, old, _ in earlier_addresses(work)}
    there = earlier.union(archive.address_of_file.values(), archive.redirects)
    yield from lost_permalinks(publications.permalinks, there)
    yield from moved_permalinks(publications.permalinks, archive, recorded)
    for briefing in archive.briefings:
        yield from unwithheld(archive, briefing, recorded, today, stops=stops)
        if recorded or stops:
            yield from unexplained(briefing, recorded, stops=stops)
            yield from contradicted_days(briefing, recorded, today, stops=stops)
