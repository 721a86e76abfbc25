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

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Archive
from newsarchive.model.ledger import copy_redirects, of_another_archive
from newsarchive.model.models import FOLDER, Letter, Text
from newsarchive.model.pages import SourceNotes
from newsarchive.model.revisions import taken_offline, with_first_days
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import TAXONOMIES, Term
from newsarchive.model.yaml_text import MappingEntry
from newsarchive.signals import answers, sources_described

from .cross_references import (
    check_references,
    citation_faults,
    dead_links,
    own_addresses,
    unsafe_sources,
    unused_files,
    unused_terms,
)
from .files import ContentFile, scan
from .house_style import STYLE, DeskWord, parse_style
from .published import Publications, broken_promises, read_publications, read_table
from .redirects import parse_redirects, resolve_redirects
from .suggestions import explained
from .translations import assemble, letter_faults, lonely_letters, with_letters
from .tree import REDIRECTS, ContentTree, may_be_text, sorted_out
from .typed_text import LARGEST_FILE, Place


class ReadContent(Protocol):
    """Parses files of words, with or without a cache."""

    def texts(self, root: Path, places: Sequence[Place]) -> Iterable[tuple[Text | None, tuple[Fault, ...]]]:
        """Yield the text of each file, in order, or None if it is unreadable, and its faults."""

    def vocabulary(self, data: bytes, path: str, site: Site) -> tuple[dict[str, Term] | None, tuple[Fault, ...]]:
        """Parse a vocabulary (`text.read_vocabulary`)."""


class Loaded(msgspec.Struct, frozen=True, dict=True):
    """The whole content, loaded: the result of `load_content`. It is checked when its faults are asked for.

    Attributes:
        publications: The tables of addresses and versions that earlier publications wrote.
        avoided: The words that each language's desk does not use, by tag.
        texts: The texts that could be parsed, whether or not they get a page.
        letters: The letters that could be parsed.
        unread: The folders with a file that could not be parsed or has a wrong name.
        faulty: The folders of briefings and pages that should be built but are not, because of a fault in them.
        found: The faults of single files and folders.
        described: What plugins know of the sources.
        left_out: The faulty texts and folders that a preview leaves out.
    """

    site: Site
    tree: ContentTree
    archive: Archive
    publications: Publications
    avoided: Mapping[str, tuple[DeskWord, ...]] = {}
    texts: tuple[Text, ...] = ()
    letters: tuple[Letter, ...] = ()
    unread: frozenset[str] = frozenset()
    faulty: frozenset[str] = frozenset()
    found: tuple[Fault, ...] = ()
    described: tuple[SourceNotes, ...] = ()
    left_out: Collection[str] = ()

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """All faults and warnings of all files, sorted by file and position."""
        archive = self.archive
        found = [*self.tree.faults, *self.found, *_reference_faults(self)]
        for notes in self.described:
            # a file that could not be read may name any source
            found += notes.check(None if self.unread else self.texts)
        permalinks, recorded = self.publications.permalinks, self.publications.recorded
        foreign = tuple(of_another_archive(permalinks, recorded, self._slugs))
        found += foreign or taken_offline(self.texts, archive.waiting, archive.drafts, recorded)
        # the addresses of a faulty text are not known until it is corrected
        if all(each.warning for each in found) and not self.left_out:
            found += broken_promises(self.publications, archive, self.site.day, stops=self.site.records)
        return tuple(sorted(set(explained(found, self.tree, archive.vocabularies))))

    @property
    def _slugs(self) -> set[str]:
        """The slugs of all texts, also of those that cannot be parsed, and earlier ones."""
        earlier = {each.rstrip("/").rpartition("/")[2] for text in self.texts for each in text.front.redirect_from}
        redirected = {each.slug for old, each in self.publications.permalinks.items() if old in self.archive.redirects}
        return {place.folder.rpartition("/")[2] for place in self.tree.texts} | earlier | redirected


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
    entries = read_table(root, REDIRECTS, tree.data, partial(_redirects, site), faults, LARGEST_FILE) or []
    avoided = read_table(root, STYLE, tree.data, partial(parse_style, languages=site.tags), faults, LARGEST_FILE) or {}
    publications, found = read_publications(root, tree.data, site.newsroom.tag_authority, site.day)
    faults += found
    described: tuple[SourceNotes, ...] = (*answers(sources_described, site, root=root, data=tree.data),)
    # of two notes on one source, the first counts
    notes = {url: note for each in reversed(described) for url, note in each.notes.items()} if described else None

    refused = (each.path for each in tree.faults if each.code in ("language", "too-large"))
    unread = {path.rpartition("/")[0] for path in refused if may_be_text(path)}.union(left_out)
    texts, letters, of_texts = _texts(root, tree, read, unread)
    archive, of_folders = assemble(texts, site, unread)
    faults += [*_without_consequences(of_texts, of_folders, tree), *of_folders]
    faults += [*lonely_letters(tree), *letter_faults(letters, texts, site)]
    archive, found = with_letters(archive, letters, site)
    faults += found

    recorded = publications.recorded
    briefings = tuple(with_first_days(each, recorded, site.day) for each in archive.briefings)
    tables = {"vocabularies": vocabularies, "recorded": recorded, "source_notes": notes}
    archive = replace(archive, briefings=briefings, **tables)
    built = {work.folder for work in (*briefings, *archive.standing, *archive.notices)}
    built |= {path.rpartition("/")[0] for path in (*archive.drafts, *archive.waiting)}
    faulty = {place.folder for place in tree.texts if place.kind != "notice"}.union(unread) - built
    paths = {*(place.path for place in tree.texts), *tree.pictures, *tree.documents, *tree.misnamed}
    redirects, found = resolve_redirects(entries, archive, site, faulty, paths, copied)
    archive = replace(archive, redirects=redirects | copy_redirects(publications.permalinks, archive))
    return Loaded(
        site,
        tree,
        archive,
        publications,
        avoided,
        tuple(texts),
        tuple(letters),
        frozenset(unread),
        frozenset(faulty),
        (*faults, *found),
        described,
        left_out,
    )


def _texts(
    root: Path, tree: ContentTree, read: ReadContent, unread: set[str]
) -> tuple[list[Text], list[Letter], list[Fault]]:
    """Parse texts and letters; return them and their faults, and add the folders of unreadable texts to `unread`."""
    texts: list[Text] = []
    letters: list[Letter] = []
    faults: list[Fault] = []
    for place, (text, problems) in zip(tree.places, read.texts(root, tree.places), strict=True):
        faults += problems
        if place.kind == "letter":
            letters += [Letter(text)] if text else []
        elif text is None:
            unread.add(place.folder)
        else:
            texts.append(text)
    return texts, letters, faults


def _reference_faults(loaded: Loaded) -> Iterator[Fault]:
    """Yield the faults of what texts name: terms, briefings, pictures, documents, links, sources."""
    texts, archive, unread, tree = loaded.texts, loaded.archive, loaded.unread, loaded.tree
    # a misnamed file has a fault already: a text that names it must not be told that it is missing
    pictures, documents = (frozenset(each + tree.misnamed) for each in (tree.pictures, tree.documents))
    yield from check_references(texts, archive, pictures, unread)
    linking = [*texts, *(each.text for each in loaded.letters)]
    # a file that could not be read may list or cite any source of its folder
    yield from citation_faults(each for each in linking if each.folder not in unread)
    sound = {letter.text.path for letter in loaded.letters if letter.text.sound}
    others = (place for place in tree.letters if place.path not in sound)
    unsound = {f"{each.folder.removesuffix(f'/{FOLDER}')}#letter-{Path(each.path).stem}" for each in others}
    yield from dead_links(linking, texts, archive, documents, loaded.faulty | unsound)
    paths = [text.path for text in texts if not text.path.startswith("notices/")]
    yield from own_addresses(linking, loaded.site, paths)
    yield from unsafe_sources(texts)
    if not unread:
        # a file that could not be read may use them
        yield from unused_files(texts, tree.pictures + tree.documents)
        yield from unused_terms(texts, archive.vocabularies)


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


def _vocabularies(
    root: Path, tree: ContentTree, site: Site, read: ReadContent
) -> tuple[dict[str, dict[str, Term]], list[Fault]]:
    """Load the vocabularies (`tags.yaml`, `people.yaml`, …): their terms by vocabulary and id, and their faults.

    A vocabulary without a file is empty. One that cannot be parsed or has a wrong name is left out, so that no text is
    reported for using its terms.
    """
    vocabularies: dict[str, dict[str, Term]] = {}
    faults: list[Fault] = []
    misnamed = {dict(each.values).get("meant") for each in tree.faults}
    for taxonomy in TAXONOMIES:
        path = f"{taxonomy}.yaml"
        if taxonomy not in site.taxonomies:
            faults += [fault("stray-file", path=path, hint="unused")] if path in tree.data else []
        elif path in tree.data:
            terms, found = read.vocabulary((root / path).read_bytes(), path, site)
            faults += found
            vocabularies |= {} if terms is None else {taxonomy: terms}
        elif path not in misnamed:
            vocabularies[taxonomy] = {}
    return {taxonomy: vocabularies[taxonomy] for taxonomy in site.taxonomies if taxonomy in vocabularies}, faults


def _redirects(site: Site, content: str) -> tuple[list[MappingEntry], list[Fault]]:
    from .limits import word_faults  # most archives have no such file, and its patterns take time to compile

    entries, found = parse_redirects(content)
    return entries, [*found, *word_faults(content, site.newsroom.contacts)]
