"""A whole import: from the items of an old archive to the files to write, without writing any.

`plan_import` is the entry. The same input gives the same bytes. A file that an editor has touched since an earlier run
wrote it, or moved, is never written again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from newsarchive.api import (
    REDIRECTS,
    Converter,
    Fault,
    Site,
    TakenAddresses,
    Term,
    TextReader,
    decode,
    home,
    old_address,
    parse_redirects,
    parse_vocabulary,
    taken_slugs,
)

from .drafts import Draft, DraftWriter
from .folders import FORMS
from .headings import HeadingIds
from .items import UNDECODED, ImportFailure, Item, OldArchive
from .links import CopiedFile, FolderFiles, OldPlaces, digest_text, known_names
from .places import ItemPlace, LeftOut, place_items, slug_of
from .tables import WRITTEN, DecidedTerms, Tables, WrittenRow, as_read, decide_authors, decide_terms, read_tables

MOST_ITEMS = 20_000
"""The largest number of items of one import."""

_MOST_NAMED = 40

_EXPORT_AGAIN = "correct these words in the old site and export it again"
"""What to do about a few wrong bytes in an export or feed: `iconv` would destroy its other words."""


class ImportOptions(msgspec.Struct, frozen=True):
    """What an editor asks of an import.

    Attributes:
        language: The language of items whose source and rules do not say it; empty to guess it.
        unpublished: Whether drafts and private texts are imported, too.
        accept_terms: Whether the proposed ids of undecided terms are accepted.
        keep_going: Whether the other items are imported if some cannot be accounted for.
    """

    language: str = ""
    unpublished: bool = False
    accept_terms: bool = False
    keep_going: bool = False


class ImportPlan(msgspec.Struct, frozen=True):
    """What an import does.

    Attributes:
        drafts: The drafts of all items that have a place, also of those that are not written.
        failed: Those that lose something without a word, or have a fault. If there are any, nothing is written unless
            the editor said to keep going.
        files: Functions that return the bytes to write, by path in the content, without what is there already.
        kept: Texts and files that are left alone, with the reason.
        redirects: The new lines of `redirects.yaml`: the old address and the path of the content.
        unredirected: Old addresses that cannot be redirected, with the reason.
        pages: The paths of the old texts that become pages of their own, each with the folder of the standing page of
            the same name that was there before, or an empty string.
        terms: The terms, and those that are new.
        tables: The tables as the run writes them.
    """

    archive: OldArchive
    drafts: tuple[Draft, ...]
    failed: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...]
    files: Mapping[str, Callable[[], bytes]]
    kept: tuple[tuple[str, str], ...]
    redirects: Mapping[str, str]
    unredirected: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...]
    terms: DecidedTerms
    tables: Tables


def plan_import(
    archive: OldArchive,
    site: Site,
    content: Path,
    state: Path,
    footnote_back: Mapping[str, str],
    options: ImportOptions,
    say: Callable[[Fault], str] = lambda fault: fault.code,
) -> ImportPlan:
    """Return what an import of an old archive writes.

    Args:
        content: The content folder.
        state: The folder of the tables.
        footnote_back: The titles of links from footnotes back to the text, by language.
        options: What the editor asks.
        say: Returns the message of a fault.

    Raises:
        ImportFailure: A table is malformed, or the archive is too large.
    """
    if len(archive.items) > MOST_ITEMS:
        raise ImportFailure(archive.name or "the archive", f"it has more than {MOST_ITEMS} items", "import it in parts")
    archive = _without_undecoded(archive, options)
    archive = replace(archive, items=tuple(map(_with_table_names, archive.items)))
    tables = read_tables(state)
    written = _written(tables, content)
    places, left_out = _placed(archive, site, content, tables, written, options)
    vocabularies = vocabularies_of(content, site)
    terms = decide_terms(places, tables.terms, vocabularies, site, accept=options.accept_terms)
    authors, printed = decide_authors(places, tables.authors)
    converters = {tag: Converter(tag, footnote_back[tag]) for tag in site.tags}
    old = OldPlaces(archive, {place.item.id: place.path for place in places}, HeadingIds(converters))
    languages = {tag: site.language(tag) for tag in site.tags}
    reader = TextReader(languages, footnote_back, site.newsroom.contacts, site.fields)
    drafts, copied = _drafts(DraftWriter(reader, converters, old, terms.ids, printed, say), places, old, written)
    failed = tuple(draft for draft in drafts if draft.refused and _is_ours(draft.place.path, written, content))
    if failed and options.keep_going:
        # once more without them: links to them stay at their old addresses
        gone = {draft.place.item.id for draft in failed}
        rest = replace(archive, items=tuple(item for item in archive.items if item.id not in gone))
        again = plan_import(rest, site, content, state, footnote_back, options, say)
        return replace(again, archive=archive, drafts=(*again.drafts, *failed), failed=(*failed, *again.failed))
    outputs = _outputs([draft for draft in drafts if draft not in failed], copied)
    files, kept, rows = _new_files(outputs, written, content)
    redirects, unredirected = _redirects(places, copied, content, site, outputs.keys())
    new_tables = Tables(terms.rows, authors, tables.languages, tuple(sorted(rows)))
    pages = tuple(_pages(places, content, site))
    return ImportPlan(
        archive, drafts, failed, tuple(left_out), files, tuple(kept), redirects, unredirected, pages, terms, new_tables
    )


def _without_undecoded(archive: OldArchive, options: ImportOptions) -> OldArchive:
    """Return an archive without the items that are not of the encoding of their files; those are unread.

    Raise ImportFailure, which names them all, unless the editor said to keep going.
    """
    damaged = {
        item.id: item
        for item in archive.items
        if item.undecoded and (options.unpublished or item.status == "published")
    }
    if not damaged:
        return archive
    files = {item.file for item in damaged.values()}
    exported = any(file and file.suffix.lower() not in FORMS for file in files)
    if not options.keep_going:
        named = [_damage(item) for item in damaged.values()]
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        where = next(iter(files)) if len(files) == 1 else None
        problem = f"{len(named)} texts are not in UTF-8, or in the encoding that their file declares"
        convert = "convert the files, for example with iconv -f WINDOWS-1251 -t UTF-8 old.md > new.md"
        cure = f"{_EXPORT_AGAIN if exported else convert}, or import the other texts with KEEP_GOING=1"
        raise ImportFailure(where or "the old site", f"{problem}: {', '.join(named[:_MOST_NAMED])}{more}", cure)
    cure = _EXPORT_AGAIN if exported else "convert the file and import again"
    reason = f"it is not in UTF-8, or in the encoding that its file declares; {cure}"
    unread = tuple((_damage(item), reason) for item in damaged.values())
    return replace(
        archive,
        items=tuple(item for item in archive.items if item.id not in damaged),
        unread=(*archive.unread, *unread),
    )


def _damage(item: Item) -> str:
    """Return the name of an item that could not be decoded, with the first line of its text that could not."""
    at = item.body.find(UNDECODED)
    line = f", line {item.body.count(chr(10), 0, at) + 1} of its text" if at >= 0 else ""
    return f"{item.id} ({item.undecoded} bytes{line})"


def _with_table_names(item: Item) -> Item:
    """Return an item with its authors and terms as tables have them, or a decision about them would not be found."""
    authors = dict.fromkeys(map(as_read, item.authors))
    terms = dict.fromkeys((as_read(kind), as_read(name)) for kind, name in item.terms)
    return replace(item, authors=tuple(filter(None, authors)), terms=tuple(each for each in terms if each[1]))


def _placed(
    archive: OldArchive,
    site: Site,
    content: Path,
    tables: Tables,
    written: Mapping[str, WrittenRow],
    options: ImportOptions,
) -> tuple[list[ItemPlace], list[LeftOut]]:
    """Return the places of the items, those of earlier runs where there were any, and the items without one."""
    # a run that was killed had chosen places, too
    texts = {row.item: row.file for row in (*tables.writing, *written.values()) if row.file.endswith(".md")}
    taken = taken_slugs(content, "briefings") | taken_slugs(content, "pages")
    taken -= {path.split("/")[-2] for path in texts.values()}
    names = Counter(as_read(item.id) for item in archive.items)
    texts |= {item.id: texts[name] for item in archive.items if names[name := as_read(item.id)] == 1 and name in texts}
    return place_items(
        archive.items,
        site,
        tables.languages,
        texts,
        taken,
        unpublished=options.unpublished,
        language=options.language,
        old_default=archive.language,
    )


def _drafts(
    writer: DraftWriter, places: Iterable[ItemPlace], old: OldPlaces, written: Mapping[str, WrittenRow]
) -> tuple[tuple[Draft, ...], list[CopiedFile]]:
    """Return the drafts of all items, and the files that they need."""
    folders: dict[str, FolderFiles] = {}
    drafts = []
    for place in places:
        if place.folder not in folders:
            known = known_names(((row.item, row.file) for row in written.values()), place.folder)
            folders[place.folder] = FolderFiles(place.folder, place.folder.rpartition("/")[2], old, known)
        drafts.append(writer.draft(place, folders[place.folder]))
    return tuple(drafts), [file for folder in folders.values() for file in folder.copied]


def _written(tables: Tables, content: Path) -> dict[str, WrittenRow]:
    """Return the rows of what earlier runs wrote, by path in the content; paths that lead out of it are refused."""
    for row in (*tables.written, *tables.writing):
        if not re.fullmatch(r"(?:briefings/\d{4}|pages)/[a-z0-9-]+/[A-Za-z0-9][A-Za-z0-9._-]*", row.file):
            raise ImportFailure(
                WRITTEN, f"{row.file!r} is no path of a text or file in {content.name}", "restore the table"
            )
    rows = {row.file: row for row in tables.written}
    for row in tables.writing:
        path = content / row.file
        if path.is_file() and digest_text(path.read_bytes()) == row.digest:
            rows[row.file] = row
    return rows


def _pages(places: Sequence[ItemPlace], content: Path, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path of each page, and the folder of another standing page that has its name, or an empty string."""
    ours = {place.folder for place in places}
    for place in places:
        if place.item.kind == "page":
            other = f"pages/{slug_of(place.item, place.language, (), site)}"
            yield place.path, other if other not in ours and (content / other).is_dir() else ""


def vocabularies_of(content: Path, site: Site) -> dict[str, dict[str, Term]]:
    """Return the terms in the vocabularies of the content, by vocabulary and id."""
    found = {}
    for taxonomy in site.taxonomies:
        path = content / f"{taxonomy}.yaml"
        text = decode(path.read_bytes())[0] if path.is_file() else ""
        found[taxonomy] = parse_vocabulary(text or "", path.name, site.tags, site.default)[0]
    return found


def _is_ours(path: str, written: Mapping[str, WrittenRow], content: Path) -> bool:
    """Return whether a run may write a path: nobody else has written or removed it."""
    file, row = content / path, written.get(path)
    if row is None:
        return not file.exists()
    return file.is_file() and not file.is_symlink() and digest_text(file.read_bytes()) == row.digest


class _Output(NamedTuple):
    """A file to write: for which item or old file, the digest of its bytes, and the function that returns them."""

    identity: str
    digest: str
    read: Callable[[], bytes]


def _outputs(drafts: Iterable[Draft], copied: Iterable[CopiedFile]) -> dict[str, _Output]:
    """Return what the drafts and their files are, by path."""
    outputs = {}
    for draft in drafts:
        data = draft.text.encode()
        outputs[draft.place.path] = _Output(draft.place.item.id, digest_text(data), partial(bytes, data))
    folders = {path.rpartition("/")[0] for path in outputs}
    for file in copied:
        if file.path.rpartition("/")[0] in folders:
            outputs[file.path] = _Output(f"file {file.addresses[0]}", file.digest, file.read)
    return outputs


def _new_files(
    outputs: Mapping[str, _Output], written: Mapping[str, WrittenRow], content: Path
) -> tuple[dict[str, Callable[[], bytes]], list[tuple[str, str]], list[WrittenRow]]:
    """Return the files to write, those that are left alone with the reason, and the rows of the table afterwards."""
    files: dict[str, Callable[[], bytes]] = {}
    kept: list[tuple[str, str]] = []
    rows = dict(written)
    for path, output in sorted(outputs.items()):
        row = WrittenRow(output.identity, path, output.digest)
        if _is_ours(path, written, content):
            if path not in written or row.digest != written[path].digest:
                files[path] = output.read
            rows[path] = row
        elif path not in written:
            kept.append((path, "a file of this name was there before"))
        else:
            there = (content / path).exists()
            kept.append((path, "changed since it was written" if there else "moved or deleted since it was written"))
    return files, kept, list(rows.values())


def _redirects(
    places: Iterable[ItemPlace],
    copied: Iterable[CopiedFile],
    content: Path,
    site: Site,
    outputs: Collection[str],
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the redirects that the content lacks, by old address, and the addresses that cannot have one."""
    path = content / REDIRECTS
    folders = {place.folder for place in places}
    for pattern in ("briefings/*/*", "pages/*"):
        folders |= {path.relative_to(content).as_posix() for path in content.glob(pattern)}
    there = parse_redirects(decode(path.read_bytes())[0] or "")[0] if path.is_file() else []
    known = {old_address(entry.key).casefold() for entry in there}
    texts = (f"{tag}/{folder.partition('/')[2]}/" for tag in site.tags for folder in folders)
    taken = TakenAddresses(site, map(home, site.tags), texts)
    for entry in there:
        taken.claim(old_address(entry.key))
    wanted = [(address, place.path) for place in places for address in (place.item.address, *place.item.aliases)]
    wanted += [(address, file.path) for file in copied for address in file.addresses]
    redirects: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    for address, target in wanted:
        typed = _from_root(address)
        if not typed or target not in outputs:
            continue
        try:
            old = old_address(typed)
        except ValueError:
            refused.append((address, "no rule of a web server can state it"))
            continue
        if old.casefold() in known:
            continue
        clash = taken.claim(old)
        if clash is not None:
            beside = f"no disk can hold its page beside {clash}"
            refused.append((address, beside if clash else "a page of this site has it, or may get it"))
            continue
        known.add(old.casefold())
        redirects[old] = target
    return dict(sorted(redirects.items())), tuple(refused)


def _from_root(address: str) -> str:
    """Return an old address from the site's root, with its query but without its fragment; empty for the front page."""
    bare = re.sub(r"\A(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", "", address, flags=re.IGNORECASE)
    return bare.partition("#")[0].lstrip("/")
