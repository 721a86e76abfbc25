"""The tables that publications keep in the content, and permalinks: every address ever published.

They are written by `make publish` and read by every check. Editors commit them and need not write them.

`permalinks.tsv` in the content has a line for each: address, slug, and the day of its first publication, sorted by
address. A publication adds its own; nothing takes one away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from . import addresses
from .diagnostics import Fault, Position, fault
from .index import Archive, address
from .models import Briefing, Recorded, Work
from .vocabularies import SLUG

LARGEST_TABLE = 32 * 1024 * 1024
"""Bytes of such a file: 300,000 texts have their addresses in it."""

MOST_TOLD = 3
"""Faults of one table that are told: it is written by a program, and mended as a whole by undoing the change."""


class TableRow(NamedTuple):
    """A line of a table: its number, counted from 1, and its columns."""

    line: int
    columns: tuple[str, ...]


def rows_of(
    content: str, path: str, columns: int, faults: list[Fault], *, marks: tuple[str, ...] = ()
) -> Iterator[TableRow]:
    """Yield the lines that have so many columns, or one of `marks` as one more, and report the others."""
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
    """Report a line whose columns say nothing."""
    faults.append(fault("table-line", Position(row.line), path, found="\t".join(row.columns), columns=columns))


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as a file's bytes, in the order in which they come."""
    return "".join("\t".join(map(str, columns)) + "\n" for columns in rows).encode()


def earlier_addresses(work: Work) -> Iterator[tuple[str, str, str]]:
    """Yield what the editor typed, the old address and the new one: an earlier slug has one in each language."""
    for earlier in work.front.redirect_from:
        if "/" in earlier:
            yield earlier, f"{earlier}/", _text_for(work, earlier.split("/")[0])
        else:
            for language in work.texts:
                yield earlier, _with_slug(work, language, earlier), address(work, language)


def _text_for(work: Work, language: str) -> str:
    """Return the address of the text that a reader of an old address is led to: their language's, else the original."""
    return address(work, work.shown(language).language)


def _with_slug(work: Work, language: str, slug: str) -> str:
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, slug)
    return addresses.standing(language, slug)


PERMALINKS = "permalinks.tsv"
_COLUMNS = 3
_FOREIGN = 10  # lost addresses, from which on a table may be another archive's: fewer are told one by one


class Permalink(msgspec.Struct, frozen=True, array_like=True):
    """An address, the slug of the text that went online there, and the day. `line` is its line in the file."""

    address: str
    slug: str
    published: dt.date
    line: int = 1


def parse_permalinks(content: str) -> tuple[dict[str, Permalink], list[Fault]]:
    """Read the file: permalinks by address, and the faults of lines that are none."""
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
    """Yield each address that is neither the page of a text nor a redirect.

    Where these are most of a table, it is that of another archive, which one fault says.
    """
    lost = [permalink for address, permalink in known.items() if address not in there]
    if len(lost) >= _FOREIGN and len(lost) > len(known) / 2:
        yield fault("another-archive", path=PERMALINKS, lost=len(lost), all=len(known))
        return
    for permalink in lost:
        place, address = Position(permalink.line), f"/{permalink.address}"
        yield fault("permalink-lost", place, PERMALINKS, address=address, slug=permalink.slug)


def moved_permalinks(known: Mapping[str, Permalink], archive: Archive, recorded: Recorded) -> Iterator[Fault]:
    """Yield a warning for each address that leads to something else than the text for which it was published.

    A text that was renamed has its old slug in `redirect_from`. If another published text claims that slug, two became
    one: the next publication forgets what it recorded of the first.
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
    """Whether a work is what was published as `slug`: it still has that name, or had it before it got its own."""
    if slug == work.slug:
        return True
    both = all(any((each, language) in recorded for language in work.texts) for each in (slug, work.slug))
    return slug in work.front.redirect_from and not both


def with_published(known: Mapping[str, Permalink], archive: Archive, day: dt.date) -> list[Permalink]:
    """Return the permalinks of before and those of an archive that is published on `day`, sorted."""
    found = dict(known)
    for work in (*archive.briefings, *archive.standing):
        for text in work.texts.values():
            address = archive.address_of_file[text.path]
            found.setdefault(address, Permalink(address, work.slug, day))
    return [found[address] for address in sorted(found)]


def permalinks_file(permalinks: Iterable[Permalink]) -> bytes:
    """Return the file of permalinks."""
    return table((each.address, each.slug, each.published.isoformat()) for each in permalinks)


def _is_address(address: str) -> bool:
    parts = address.removesuffix("/").split("/")
    return address.endswith("/") and len(parts) > 1 and all(SLUG.match(part) or part.isalnum() for part in parts)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
