"""The tables about sources as builds and commands read them: `kept.tsv` and `links.tsv`, both or either."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from newsarchive.api import KEPT, LINKS, Fault, Site, SourceNotes, Text, read_table

from .kept import Attempt, Failing, counted_attempts, kept_sources, lines_in_future, parse_links, unnamed_sources


class SourceTables(msgspec.Struct, frozen=True):
    """The lines of `kept.tsv` without those of forgotten sources, and those of `links.tsv` by address."""

    attempts: tuple[Attempt, ...] = ()
    failing: Mapping[str, Failing] = msgspec.field(default_factory=dict)


def read_sources(root: Path, data: Collection[str]) -> tuple[SourceTables, list[Fault]]:
    """Load the tables of the copies of sources and of dead sources, without the copies of forgotten ones.

    Return them, a fault for each invalid line, and a warning for each forgotten source that is in a line again. A table
    that is not among `data`, the paths of the content's data files, is empty.
    """
    faults: list[Fault] = []
    attempts = read_table(root, KEPT, data, counted_attempts, faults)
    failing = read_table(root, LINKS, data, parse_links, faults)
    return SourceTables(attempts or (), failing or {}), faults


def described(site: Site, root: Path, data: Collection[str]) -> SourceNotes:
    """Return what both tables say of each source, and the check of their lines."""
    tables, faults = read_sources(root, data)

    def check(texts: Sequence[Text] | None) -> Iterator[Fault]:
        yield from faults
        yield from lines_in_future(tables.attempts, tables.failing.values(), site.day)
        if texts is not None:
            yield from unnamed_sources(tables.attempts, tables.failing.values(), texts)

    return SourceNotes(kept_sources(tables.attempts, tables.failing), check)
