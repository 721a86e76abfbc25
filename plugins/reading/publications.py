"""What earlier publications left in the content, and whether today's archive keeps their promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from plugins.archive.earlier import earlier_addresses
from plugins.archive.faults import Fault
from plugins.archive.firstdays import contradicted_days
from plugins.archive.index import Archive
from plugins.archive.permalinks import PERMALINKS, Permalink, lost_permalinks, moved_permalinks, parse_permalinks
from plugins.archive.revisions import REVISIONS, left_minor, parse_revisions, unexplained
from plugins.archive.states import Recorded
from plugins.archive.tables import LARGEST_TABLE
from plugins.archive.withholding import unwithheld

from .texts import decode

Table = TypeVar("Table")


@dataclass(frozen=True)
class Publications:
    """Permalinks by address, and the published revisions of each text."""

    permalinks: Mapping[str, Permalink]
    recorded: Recorded


def read_publications(root: Path, data: Collection[str]) -> tuple[Publications, list[Fault]]:
    """Read both tables, where the content has them; a line that cannot be read is a fault."""
    faults: list[Fault] = []
    permalinks = _read(root, PERMALINKS, data, parse_permalinks, faults)
    recorded = _read(root, REVISIONS, data, parse_revisions, faults)
    return Publications(permalinks or {}, recorded or {}), faults


def _read(
    root: Path,
    path: str,
    data: Collection[str],
    parse: Callable[[str], tuple[Table, list[Fault]]],
    faults: list[Fault],
) -> Table | None:
    if path not in data:
        return None
    content, found = decode((root / path).read_bytes(), LARGEST_TABLE)
    faults += [each.at(path) for each in found]
    if content is None:
        return None
    table, found = parse(content)
    faults += found
    return table


def broken_promises(publications: Publications, archive: Archive, today: dt.date, *, stops: bool) -> Iterator[Fault]:
    """Yield addresses that lead nowhere or elsewhere, changes to published words that nothing owns up to, false days.

    `stops`: the archive is about to be published, so that such a change is a fault; else it is a warning.
    """
    there = {*archive.address_of_file.values(), *archive.redirects}
    for work in (*archive.briefings, *archive.standing):
        there.update(old for _, old, _ in earlier_addresses(work))
    yield from lost_permalinks(publications.permalinks, there)
    yield from moved_permalinks(publications.permalinks, archive, publications.recorded)
    for briefing in archive.briefings:
        yield from unwithheld(archive, briefing, publications.recorded, today, stops=stops)
    if publications.recorded or stops:
        for briefing in archive.briefings:
            yield from unexplained(briefing, publications.recorded, stops=stops)
            yield from left_minor(briefing, publications.recorded)
            yield from contradicted_days(briefing, publications.recorded, today, stops=stops)
