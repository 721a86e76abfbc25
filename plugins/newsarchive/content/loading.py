"""Load the whole content from disk to an archive, with all faults of all files.

`load_content` is the entry: it takes the content folder and returns `Loaded`, with the archive and all faults and
warnings. `build.site_loader` calls it, for builds and for the commands of editors. It never raises for an error in the
content.

A text is one Markdown file in one language. An original and its translations share a folder, and together are a
briefing, a page without a date, or a notice, that is, an announcement on other pages. A letter is a reader's reply,
which is printed below a briefing. A text or letter is not public yet if it is a draft, or if the day in its field
`published` is in the future.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from newsarchive.model.answers import SourceNotes
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Archive
from newsarchive.model.ledger import (
    EDITIONS,
    PERMALINKS,
    PUBLICATIONS,
    REVISIONS,
    Permalink,
    copy_redirects,
    earlier_addresses,
    lost_permalinks,
    moved_permalinks,
    of_another_archive,
    parse_editions,
    parse_permalinks,
)
from newsarchive.model.models import FOLDER, Issue, Letter, Recorded, Revision, Text
from newsarchive.model.publications import PublicationRow, parse_ledger
from newsarchive.model.revisions import contradicted_days, parse_revisions, taken_offline, unexplained, with_first_days
from newsarchive.model.settings import Site
from newsarchive.model.tables import LARGEST_TABLE
from newsarchive.model.vocabularies import TAXONOMIES, Term
from newsarchive.model.withholding import unwithheld
from newsarchive.model.yaml_text import MappingEntry
from newsarchive.signals import answers, sources_described

from .cross_references import (
    Vocabularies,
    check_references,
    citation_faults,
    dead_links,
    own_addresses,
    private_sources,
    targets_of,
    unsafe_sources,
    unused_documents,
    unused_pictures,
    unused_terms,
)
from .files import ContentFile, scan
from .house_style import STYLE, DeskWord, parse_style
from .letters import letter_faults, lonely_letters, with_letters
from .redirects import parse_redirects, resolve_redirects
from .suggestions import explained
from .translations import Works, assemble
from .tree import REDIRECTS, ContentTree, may_be_text, sorted_out
from .typed_text import LARGEST_FILE, Place, decode

Table = TypeVar("Table")


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

        def replaced(revision: Revision) -> Revision:
            return revision if revision.date <= day else replace(revision, date=latest)

        return Publications(
            {
                address: each if each.published <= day else replace(each, published=latest)
                for address, each in self.permalinks.items()
            },
            {key: tuple(map(replaced, revisions)) for key, revisions in self.recorded.items()},
            {path: each for path, each in self.issued.items() if each.day <= day},
            self.ledger,
        )


def read_publications(
    root: Path, data: Collection[str], authority: str, day: dt.date
) -> tuple[Publications, list[Fault]]:
    """Load the tables of published addresses, of published versions of texts, and of publications.

    Args:
        data: The paths of the content's data files; a table that is not among them is empty.
        authority: The archive's permanent name (`NEWSROOM["tag_authority"]`).
        day: The day of the build (see `Publications.as_of`).

    Returns:
        The tables, and a fault for each line that cannot be parsed.
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
    yield from lost_permalinks(publications.permalinks, _addresses(archive))
    yield from moved_permalinks(publications.permalinks, archive, publications.recorded)
    for briefing in archive.briefings:
        yield from unwithheld(archive, briefing, publications.recorded, today, stops=stops)
    if publications.recorded or stops:
        for briefing in archive.briefings:
            yield from unexplained(briefing, publications.recorded, stops=stops)
            yield from contradicted_days(briefing, publications.recorded, today, stops=stops)


def _addresses(archive: Archive) -> set[str]:
    """Return all addresses that lead to a text of the archive, also by a redirect."""
    works = (*archive.briefings, *archive.standing)
    earlier = {old for work in works for _, old, _ in earlier_addresses(work)}
    return earlier.union(archive.address_of_file.values(), archive.redirects)


def _certainly_lost(publications: Publications, archive: Archive, root: Path, tree: ContentTree) -> Iterator[Fault]:
    """Yield the faults of `lost_permalinks` that do not follow from another fault.

    The addresses of a faulty text are not known until it is corrected. So an address counts as that of a text without a
    page, or of a misplaced file, if the end of the address is the name of its folder or is in the file.
    """
    unbuilt = [place for place in tree.texts if place.path not in archive.address_of_file]
    held = [place.folder for place in unbuilt] + [each.path for each in tree.faults]
    names = {part for path in held for part in path.split("/")}
    there = _addresses(archive)
    known = {old: each for old, each in publications.permalinks.items() if old not in there and each.slug not in names}
    paths = [root / path for path in (*(place.path for place in unbuilt), REDIRECTS) if known]
    words = b"\n".join(path.read_bytes() for path in paths if path.is_file())
    yield from lost_permalinks({old: each for old, each in known.items() if each.slug.encode() not in words}, there)


class ReadContent(Protocol):
    """Parses files of words, with or without a cache."""

    def texts(self, root: Path, places: Sequence[Place]) -> Iterable[tuple[Text | None, tuple[Fault, ...]]]:
        """Parse texts and letters in the content folder, `root`.

        For each file, in order, yield the text, or None if the file is unreadable, and the text's faults.
        """
        ...

    def vocabulary(self, data: bytes, path: str, site: Site) -> tuple[dict[str, Term] | None, tuple[Fault, ...]]:
        """Parse a vocabulary (`vocabularies.read_vocabulary`)."""
        ...


class Loaded(msgspec.Struct, frozen=True, dict=True):
    """The whole content, loaded: the result of `load_content`. It is checked when its faults are asked for.

    Attributes:
        works: The briefings, pages and notices that are built today, and the paths of the files that are not public
            yet.
        publications: The tables of addresses and versions that earlier publications wrote.
        avoided: The words that each language's desk does not use, by tag.
        check: Checks the content and returns all faults and warnings, in any order.
    """

    archive: Archive
    tree: ContentTree
    works: Works
    publications: Publications
    avoided: Mapping[str, tuple[DeskWord, ...]]
    check: Callable[[], Iterable[Fault]]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """All faults and warnings of all files, sorted by file and position."""
        return tuple(sorted(set(self.check())))


class _Parsed(msgspec.Struct, frozen=True):
    """The parsed texts and letters with what is built of them.

    Attributes:
        texts: The texts that could be parsed, whether or not they get a page.
        letters: The letters that could be parsed.
        unread: The folders with a file that could not be parsed or has a wrong name.
        misnamed: The folders with a text whose file has a wrong name, and what a preview leaves out.
        works: The briefings, pages and notices that are built.
        shown: The letters that pages show, by the folder of their briefing.
    """

    texts: tuple[Text, ...]
    letters: tuple[Letter, ...]
    unread: frozenset[str]
    misnamed: frozenset[str]
    works: Works
    shown: Mapping[str, tuple[Letter, ...]]


def load_content(
    root: Path,
    site: Site,
    read: ReadContent,
    files: Iterable[ContentFile] | None = None,
    copied: Collection[str] = (),
    left_out: Collection[str] = (),
) -> Loaded:
    """Load all content under a folder.

    An error in the content never raises an exception; it is a `Fault` in the result's `faults`.

    Args:
        root: The content folder.
        read: What parses texts, letters and vocabularies, with or without a cache.
        files: The files under `root`, if they are known already; by default the folder is scanned.
        copied: The addresses of files that are published unchanged.
        left_out: The faulty texts and folders that a preview leaves out of `files`. That they are missing is not
            reported.
    """
    tree = sorted_out(scan(root) if files is None else files, site.tags, site.copied)
    vocabularies, faults = _vocabularies(root, tree, site, read)
    redirections = _redirects(root, tree, site, faults)
    avoided = read_table(root, STYLE, tree.data, partial(parse_style, languages=site.tags), faults, LARGEST_FILE) or {}
    parsed, found = _parsed(root, tree, site, read, left_out)
    faults += found
    publications, found = read_publications(root, tree.data, site.newsroom.tag_authority, site.day)
    faults += found
    described: list[SourceNotes] = [*answers(sources_described, site, root=root, data=tree.data)]
    # of two notes on one source, the first counts
    notes = {url: note for each in reversed(described) for url, note in each.notes.items()} if described else None
    works, recorded = parsed.works, publications.recorded
    works = replace(works, briefings=tuple(with_first_days(each, recorded, site.day) for each in works.briefings))
    parsed = replace(parsed, works=works)
    built = works.briefings, works.standing, works.notices
    archive = Archive(*built, vocabularies, {}, parsed.shown, recorded, notes)
    faulty = _faulty_folders(tree, works, parsed.unread)
    folders = {text.folder for text in parsed.texts}
    paths = {*(place.path for place in tree.texts), *tree.pictures, *tree.documents, *tree.misnamed}
    redirects, found = resolve_redirects(redirections, archive, site, folders, faulty, paths, copied)
    faults += [each.at(REDIRECTS) for each in found]
    archive = replace(archive, redirects={**redirects, **copy_redirects(publications.permalinks, archive)})

    def slugs() -> set[str]:
        redirected = (publications.permalinks[old].slug for old in redirects if old in publications.permalinks)
        return _slugs(parsed.texts, tree).union(redirected)

    def check() -> Iterable[Fault]:
        every = [*tree.faults, *faults, *_reference_faults(parsed, vocabularies, tree, site, faulty)]
        for each in described:
            # a file that could not be read may name any source
            every += each.check(None if parsed.unread else parsed.texts)
        foreign = tuple(of_another_archive(publications.permalinks, recorded, slugs()))
        every += foreign or taken_offline(parsed.texts, works.waiting, works.drafts, recorded)
        if all(each.warning for each in every) and not left_out:
            every += broken_promises(publications, archive, site.day, stops=site.records)
        elif not (foreign or left_out):
            every += _certainly_lost(publications, archive, root, tree)
        return explained(every, tree, vocabularies)

    return Loaded(archive, tree, works, publications, avoided, check)


def _slugs(texts: Iterable[Text], tree: ContentTree) -> set[str]:
    """Return the slugs of all texts, also of those that cannot be parsed, and the earlier ones of `redirect_from`."""
    earlier = (each.rstrip("/").rpartition("/")[2] for text in texts for each in text.front.redirect_from)
    return {place.folder.rpartition("/")[2] for place in tree.texts}.union(earlier)


def _parsed(
    root: Path, tree: ContentTree, site: Site, read: ReadContent, left_out: Collection[str]
) -> tuple[_Parsed, list[Fault]]:
    """Parse all texts and letters; return them, and the faults of single files and folders."""
    texts: list[Text] = []
    letters: list[Letter] = []
    of_texts: list[Fault] = []
    # a text file with a wrong name, or one that is too large, is not read at all
    refused = (each.path for each in tree.faults if each.code in ("language", "too-large"))
    misnamed = {path.rpartition("/")[0] for path in refused if may_be_text(path)}.union(left_out)
    unread = set(misnamed)
    for place, (text, problems) in zip(tree.places, read.texts(root, tree.places), strict=True):
        of_texts += problems
        if place.kind == "letter":
            letters += [Letter(text)] if text and place not in tree.misnamed_letters else []
        elif text is None:
            unread.add(place.folder)
        else:
            texts.append(text)
    works, of_folders = assemble(texts, site, frozenset(unread))
    faults = [*_without_consequences(of_texts, of_folders, tree), *of_folders]
    faults += [*lonely_letters(tree), *letter_faults(letters, texts, site)]
    works, shown, found = with_letters(works, letters, site)
    parsed = _Parsed(tuple(texts), tuple(letters), frozenset(unread), frozenset(misnamed), works, shown)
    return parsed, [*faults, *found]


def _reference_faults(
    parsed: _Parsed, vocabularies: Vocabularies, tree: ContentTree, site: Site, faulty: Collection[str]
) -> Iterator[Fault]:
    """Yield the faults of what texts name: terms, briefings, pictures, documents, links, sources."""
    texts, works, unread = parsed.texts, parsed.works, parsed.unread
    # a misnamed file has a fault already: a text that names it must not be told that it is missing
    pictures, documents = (frozenset(each + tree.misnamed) for each in (tree.pictures, tree.documents))
    yield from check_references(texts, works, vocabularies, pictures, unread)
    linking = [*texts, *(each.text for each in parsed.letters)]
    # a file that could not be read may list or cite any source of its folder
    yield from citation_faults(each for each in linking if each.folder not in unread)
    unknown = {*parsed.misnamed, *_faulty_targets(tree, faulty, parsed.letters)}
    targets = targets_of(texts, works, parsed.shown, documents, unknown)
    yield from dead_links(linking, targets)
    yield from own_addresses(linking, site, targets.fragments.keys() | targets.held)
    yield from private_sources(texts)
    yield from unsafe_sources(texts)
    if not unread:
        # a file that could not be read may use them
        yield from unused_pictures(texts, tree.pictures)
        yield from unused_documents(texts, tree.documents)
        yield from unused_terms(texts, vocabularies)


def _faulty_folders(tree: ContentTree, works: Works, unread: Collection[str]) -> set[str]:
    """Return the folders of briefings and pages that should be built but are not, because of a fault in them.

    The folder of a notice, that is, an announcement on other pages, is included only if it is in `unread`: one of its
    files is unreadable.
    """
    built = {work.folder for work in (*works.briefings, *works.standing, *works.notices)}
    held = {path.rpartition("/")[0] for path in (*works.drafts, *works.waiting)}
    return {place.folder for place in tree.texts if place.kind != "notice"}.union(unread) - built - held


def _without_consequences(faults: Iterable[Fault], of_folders: Iterable[Fault], tree: ContentTree) -> Iterator[Fault]:
    """Yield the faults of texts, except those that only follow from a wrong or missing field `translates`.

    A translation names its original in that field. If a translation is the only text of its folder, it is not reported
    for having fields of an original. If a folder has several originals, the one that probably lacks `translates` is
    reported for that alone, not for its missing fields. `of_folders` are the faults of folders.
    """
    folders = Counter(place.folder for place in tree.texts)
    alone = {place.path for place in tree.texts if folders[place.folder] == 1}
    originals = {each.path for each in of_folders if each.code == "originals"}
    for each in faults:
        follows = each.code == "belongs-to-original" and each.path in alone | originals
        if not (follows or (each.code == "missing-field" and each.path in originals)):
            yield each


def _faulty_targets(tree: ContentTree, faulty: Collection[str], letters: Iterable[Letter]) -> Iterator[str]:
    """Yield what links cannot lead to because of a fault: texts in `faulty` folders, and anchors of letters."""
    yield from (place.path for place in tree.texts if place.folder in faulty)
    sound = {letter.text.path for letter in letters if letter.text.sound}
    for place in tree.letters:
        if place.path not in sound:
            yield f"{place.folder.removesuffix(f'/{FOLDER}')}#letter-{Path(place.path).stem}"


def _vocabularies(
    root: Path, tree: ContentTree, site: Site, read: ReadContent
) -> tuple[dict[str, dict[str, Term]], list[Fault]]:
    """Load the vocabularies (`tags.yaml`, `people.yaml`, …): their terms by vocabulary and id, and their faults.

    A vocabulary without a file is empty. One that cannot be parsed or has a wrong name is left out, so that no text is
    reported for using its terms.
    """
    vocabularies: dict[str, dict[str, Term]] = {}
    faults: list[Fault] = []
    unused = (f"{taxonomy}.yaml" for taxonomy in TAXONOMIES if taxonomy not in site.taxonomies)
    faults += [fault("stray-file", path=path, hint="unused") for path in unused if path in tree.data]
    misnamed = {dict(each.values).get("meant") for each in tree.faults}
    for taxonomy in site.taxonomies:
        path = f"{taxonomy}.yaml"
        if path not in tree.data:
            if path not in misnamed:
                vocabularies[taxonomy] = {}
            continue
        terms, found = read.vocabulary((root / path).read_bytes(), path, site)
        faults += found
        if terms is not None:
            # the terms of an unreadable vocabulary are unknown: without it, no text is reported for using them
            vocabularies[taxonomy] = terms
    return vocabularies, faults


def _redirects(root: Path, tree: ContentTree, site: Site, faults: list[Fault]) -> list[MappingEntry]:
    """Load the entries of the file of redirects, none if it does not exist, and append its faults."""

    def parse(content: str) -> tuple[list[MappingEntry], list[Fault]]:
        # imported late: most archives have no such file
        from .limits import word_faults

        entries, found = parse_redirects(content)
        return entries, [*found, *word_faults(content, site.newsroom.contacts)]

    return read_table(root, REDIRECTS, tree.data, parse, faults, LARGEST_FILE) or []
