"""The tables that publications keep in the content, and permalinks: every address ever published.

`make publish` writes these tables and every check reads them. Editors commit them but need not edit them.

`permalinks.tsv` in the content folder has one line for each address: address, slug, and the day of its first
publication, sorted by address. A publication adds lines and never removes any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from . import addresses
from .addresses import SLUG
from .diagnostics import Fault, Position, fault
from .index import Archive, address
from .models import Briefing, Recorded, Work

LARGEST_TABLE = 32 * 1024 * 1024
"""The largest size of such a file in bytes: enough for the addresses of 300,000 texts."""

MOST_TOLD = 3
"""The largest number of faults reported per table.

A program writes the tables, so editors repair one by undoing the change, not line by line.
"""


class TableRow(NamedTuple):
    """A line of a table: its number, counted from 1, and its columns."""

    line: int
    columns: tuple[str, ...]


def rows_of(
    content: str, path: str, columns: int, faults: list[Fault], *, marks: tuple[str, ...] = ()
) -> Iterator[TableRow]:
    """Yield the valid lines of a table, and report the others until `MOST_TOLD` faults are found.

    Args:
        content: The table, with tabs between columns.
        path: Its path, for the faults.
        columns: The number of columns; none may be empty.
        faults: The list to which faults are appended.
        marks: The values allowed in one additional, optional column.
    """
    for line, text in enumerate(content.splitlines(), start=1):
        found = tuple(text.split("\t"))
        if len(faults) >= MOST_TOLD:
            return
        marked = len(found) == columns + 1 and found[columns] in marks
        if len(found) == columns + marked and all(found):
            yield TableRow(line, found)
        else:
            faults.append(fault("table-line", Position(line), path, found=text, columns=columns))


def refuse_row(row: TableRow, path: str, columns: int, faults: list[Fault]) -> None:
    """Report a line whose columns are not valid."""
    faults.append(fault("table-line", Position(row.line), path, found="\t".join(row.columns), columns=columns))


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Render rows as a file with tabs between columns, in the given order."""
    return "".join("\t".join(map(str, columns)) + "\n" for columns in rows).encode()


def earlier_addresses(work: Work) -> Iterator[tuple[str, str, str]]:
    """Yield (entry, old address, new address) for each entry of `redirect_from`.

    An entry that is a slug yields one address for each language of the work.
    """
    for earlier in work.front.redirect_from:
        if "/" in earlier:
            yield earlier, f"{earlier}/", _text_for(work, earlier.split("/")[0])
        else:
            for language in work.texts:
                yield earlier, _with_slug(work, language, earlier), address(work, language)


def _text_for(work: Work, language: str) -> str:
    """Return the address to which an old address in `language` redirects: the text shown to its readers."""
    return address(work, work.shown(language).language)


def _with_slug(work: Work, language: str, slug: str) -> str:
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, slug)
    return addresses.standing(language, slug)


PERMALINKS = "permalinks.tsv"
_COLUMNS = 3
_FOREIGN = 10  # with this many lost addresses the table may belong to another archive; fewer are reported one by one


class Permalink(msgspec.Struct, frozen=True, array_like=True):
    """An address, the slug of the text first published there, and the day. `line` is the line in `permalinks.tsv`."""

    address: str
    slug: str
    published: dt.date
    line: int = 1


def parse_permalinks(content: str) -> tuple[dict[str, Permalink], list[Fault]]:
    """Parse `permalinks.tsv`; return the permalinks by address, and the faults of malformed or repeated lines."""
    faults: list[Fault] = []
    found: dict[str, Permalink] = {}
    for row in rows_of(content, PERMALINKS, _COLUMNS, faults):
        address, slug, published = row.columns
        day = _day(published)
        if day is None or not SLUG.match(slug) or not _is_address(address):
            refuse_row(row, PERMALINKS, _COLUMNS, faults)
        elif address in found:
            faults.append(fault("doubled", Position(row.line), PERMALINKS, field=PERMALINKS, found=address))
        else:
            found[address] = Permalink(address, slug, day, row.line)
    return found, faults


def lost_permalinks(known: Mapping[str, Permalink], there: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each permalink that is not in `there`, the addresses of texts and redirects.

    If most of at least 10 permalinks are lost, yield one fault instead: the table belongs to another archive.
    """
    lost = [permalink for address, permalink in known.items() if address not in there]
    if len(lost) >= _FOREIGN and len(lost) > len(known) / 2:
        yield fault("another-archive", path=PERMALINKS, lost=len(lost), all=len(known))
        return
    for permalink in lost:
        place, address = Position(permalink.line), f"/{permalink.address}"
        yield fault("permalink-lost", place, PERMALINKS, address=address, slug=permalink.slug)


def moved_permalinks(known: Mapping[str, Permalink], archive: Archive, recorded: Recorded) -> Iterator[Fault]:
    """Yield a warning for each permalink that redirects to another text than the one published there.

    A renamed text has its old slug in `redirect_from`. If another published text names that slug, the two were
    merged, and the next publication would drop the record of the first.
    """
    live = set(archive.address_of_file.values())
    works = (*archive.briefings, *archive.standing)
    by_address = {address(work, tag): work for work in works for tag in work.texts}
    targets = {old: new for work in works for _, old, new in earlier_addresses(work)} | dict(archive.redirects)
    for old, permalink in known.items():
        if old in live or old not in targets:
            continue
        work = by_address.get(targets[old])
        if work is None or not _is_named(work, permalink.slug, recorded):
            place, values = Position(permalink.line), {"target": f"/{targets[old]}", "slug": permalink.slug}
            yield fault("permalink-moved", place, PERMALINKS, True, address=f"/{old}", **values)


def _is_named(work: Work, slug: str, recorded: Recorded) -> bool:
    """Return whether a work is the one published as `slug`: it has that slug now, or had it before its current one.

    If both slugs have recorded revisions in the work's languages, two texts were merged, and the result is False.
    """
    if slug == work.slug:
        return True
    both = all(any((each, language) in recorded for language in work.texts) for each in (slug, work.slug))
    return slug in work.front.redirect_from and not both


def with_published(known: Mapping[str, Permalink], archive: Archive, day: dt.date) -> list[Permalink]:
    """Return the known permalinks and those of an archive published on `day`, sorted by address."""
    found = dict(known)
    for work in (*archive.briefings, *archive.standing):
        for text in work.texts.values():
            address = archive.address_of_file[text.path]
            found.setdefault(address, Permalink(address, work.slug, day))
    return [found[address] for address in sorted(found)]


def permalinks_file(permalinks: Iterable[Permalink]) -> bytes:
    """Render `permalinks.tsv`."""
    return table((each.address, each.slug, each.published.isoformat()) for each in permalinks)


def _is_address(address: str) -> bool:
    parts = address.removesuffix("/").split("/")
    return address.endswith("/") and len(parts) > 1 and all(SLUG.match(part) or part.isalnum() for part in parts)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
