"""Permalinks: every address under which a text was ever published, which must lead somewhere for ever.

`permalinks.tsv` in the content has a line for each: address, slug, and the day of its first publication, sorted by
address. A publication adds its own; nothing takes one away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from .faults import Fault, Position, fault
from .index import Archive
from .tables import refuse_row, rows_of, table
from .vocabularies import SLUG

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
