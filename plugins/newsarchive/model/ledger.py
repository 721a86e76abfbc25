"""The tables that publications keep in the content, and permalinks: every address ever published.

A publication is one run of `newsarchive publish`. It writes these tables of tab-separated values; checks read them.
Editors commit them but need not edit them. A permalink is an address that was published once: it must lead to its text
for ever, at least by a redirect. Earlier versions published copies of sources, as `kept/SHA256.wacz`; their lines
redirect to the text whose source it was.

`permalinks.tsv` in the content folder has one line for each address: address, slug, and the day of its first
publication, sorted by address. A publication adds lines and never removes any.

`editions.tsv` has one line for each file that has the archive in it, such as an EPUB of a year.

`publications.tsv` is the ledger: number, day, commit (or `none`), the day by which the next publication is due, the
SHA-256 digests of `SHA256SUMS` and of STATE, and a check. The check is a digest of the archive's permanent name
(`NEWSROOM["tag_authority"]`), of the check before it and of the line. It shows where a line was changed, or that the
table belongs to another archive: a changed ledger would make the next publication a fork, which observers refuse.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Annotated

import msgspec
from msgspec.structs import replace

from newsarchive.digests import digest

from .addresses import SLUG
from .diagnostics import Fault, Position, fault
from .index import Archive, address
from .models import Briefing, Issue, Recorded, Work
from .tables import Record, cells_of, row_of, rows_of


def earlier_addresses(work: Work) -> Iterator[tuple[str, str, str]]:
    """Yield (entry, old address, new address) for each entry of a text's field `redirect_from`, its earlier names.

    An entry that is an address (`az/2020/old-law`) leads to the text that readers of its language see. An entry that is
    a slug (`old-law`) stands for one old address in each language.
    """
    for earlier in work.front.redirect_from:
        if "/" in earlier:
            yield earlier, f"{earlier}/", address(work, work.shown(earlier.split("/")[0]).language)
        else:
            before = replace(work, slug=earlier)
            yield from ((earlier, address(before, language), address(work, language)) for language in work.texts)


PERMALINKS = "permalinks.tsv"
REVISIONS = "revisions.tsv"
PUBLICATIONS = "publications.tsv"
EDITIONS = "editions.tsv"
TABLES = (PERMALINKS, REVISIONS, EDITIONS, PUBLICATIONS)
"""What publications write, and editors commit."""
_COPY = re.compile(r"kept/[0-9a-f]{64}\.wacz\Z")
_FOREIGN = 10  # a table with this many lines of unknown texts may belong to another archive
_ADDRESS = rf"^(?:kept/[0-9a-f]{{64}}\.wacz|\w+(?:-\w+)*(?:/{SLUG.pattern[:-2]})+/)\Z"


class Permalink(msgspec.Struct, frozen=True, array_like=True):
    """An address that was published once, the slug of the text that was first there, and the day."""

    address: Annotated[str, msgspec.Meta(pattern=_ADDRESS)]
    slug: Annotated[str, msgspec.Meta(pattern=f"^{SLUG.pattern}")]
    published: dt.date


def parse_permalinks(content: str) -> tuple[dict[str, Permalink], list[Fault]]:
    """Parse `permalinks.tsv`; return the permalinks by address, and faults for malformed and repeated lines."""
    return _distinct(content, PERMALINKS, Permalink, lambda row: row.address)


def parse_editions(content: str) -> tuple[dict[str, Issue], list[Fault]]:
    """Parse `editions.tsv`; return the issues by the path of the file, and faults for malformed and repeated lines."""
    return _distinct(content, EDITIONS, Issue, lambda row: row.path)


def _distinct(
    content: str, path: str, kind: type[Record], key: Callable[[Record], str]
) -> tuple[dict[str, Record], list[Fault]]:
    faults: list[Fault] = []
    found: dict[str, Record] = {}
    for line, row in rows_of(content, path, faults, partial(row_of, kind)):
        if found.setdefault(key(row), row) is not row:
            faults.append(fault("doubled", Position(line), path, field=path, found=key(row)))
    return found, faults


def of_another_archive(
    permalinks: Mapping[str, Permalink], recorded: Recorded, slugs: Collection[str]
) -> Iterator[Fault]:
    """Yield a single fault if the tables are those of another archive: most of their texts are not in this one.

    That is so if at least 10 and more than half of a table's lines name no slug of this archive. `slugs` are those of
    all texts of this archive, earlier ones included, whether or not they have a fault.
    """
    tables = {
        PERMALINKS: [permalink.slug for permalink in permalinks.values()],
        REVISIONS: [slug for (slug, _), revisions in recorded.items() for _ in revisions],
    }
    for path, named in tables.items():
        strange = sum(slug not in slugs for slug in named)
        if strange >= _FOREIGN and strange > len(named) / 2:
            yield fault("another-archive", path=path, lost=strange, all=len(named))
            return


def lost_permalinks(known: Mapping[str, Permalink], there: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each published address that is not among the present ones (`there`), redirects included."""
    for line, permalink in enumerate(known.values(), start=1):
        if permalink.address not in there and not _COPY.match(permalink.address):
            address = f"/{permalink.address}"
            yield fault("permalink-lost", Position(line), PERMALINKS, address=address, slug=permalink.slug)


def copy_redirects(known: Mapping[str, Permalink], archive: Archive) -> dict[str, str]:
    """Return the original text by the address of each copy of a source that an earlier version published.

    The text names the source with its address. A copy whose text is gone, or is untold, has no redirect.
    """
    copies = [each for each in known.values() if _COPY.match(each.address)]
    named: dict[str, Briefing] = {}
    for briefing in archive.briefings if copies else ():
        named |= dict.fromkeys(briefing.front.redirect_from, briefing)
    named |= archive.by_slug
    texts = {each.address: named[each.slug].original for each in copies if each.slug in named}
    untold = archive.untold_files
    return {f"{old}/": archive.address_of_file[text.path] for old, text in texts.items() if text.path not in untold}


def moved_permalinks(known: Mapping[str, Permalink], archive: Archive, recorded: Recorded) -> Iterator[Fault]:
    """Yield a warning for each published address that now redirects to another text than the one published there.

    A redirect to the same text under a new slug is right: the text has its old slug in `redirect_from`. But if another
    published text names that slug, two texts were merged, and the next publication would delete the first text's
    versions from the table of revisions.
    """
    live = set(archive.address_of_file.values())
    works = (*archive.briefings, *archive.standing)
    by_address = {address(work, tag): work for work in works for tag in work.texts}
    targets = {old: new for work in works for _, old, new in earlier_addresses(work)} | dict(archive.redirects)
    for line, (old, permalink) in enumerate(known.items(), start=1):
        if old in live or old not in targets:
            continue
        work = by_address.get(targets[old])
        if work is None or not _is_named(work, permalink.slug, recorded):
            values = {"address": f"/{old}", "target": f"/{targets[old]}", "slug": permalink.slug}
            yield fault("permalink-lost", Position(line), PERMALINKS, True, **values, hint="moved")


def _is_named(work: Work, slug: str, recorded: Recorded) -> bool:
    """Return whether a briefing or page is the one that was published as `slug`: it has or had this slug.

    If versions were published under both the present and the earlier slug, two texts were merged: the result is False.
    """
    if slug == work.slug:
        return True
    both = all(any((each, language) in recorded for language in work.texts) for each in (slug, work.slug))
    return slug in work.front.redirect_from and not both


def with_published(known: Mapping[str, Permalink], archive: Archive, day: dt.date) -> list[Permalink]:
    """Return the permalinks after a publication on `day`: the known ones and one for each new address, sorted."""
    found = dict(known)
    for work in (*archive.briefings, *archive.standing):
        for text in work.texts.values():
            address = archive.address_of_file[text.path]
            found.setdefault(address, Permalink(address, work.slug, day))
    return [found[address] for address in sorted(found)]


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
