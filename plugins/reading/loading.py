"""The whole content from disk to an archive, with all faults of all files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.archive.faults import Fault
from plugins.archive.firstdays import taken_offline, with_first_days
from plugins.archive.index import Archive
from plugins.archive.letters import FOLDER, Letter
from plugins.archive.records import Text
from plugins.archive.site import Site
from plugins.archive.vocabularies import TAXONOMIES, Term, parse_vocabulary
from plugins.archive.yamltree import Entry

from .assembly import Works, assemble
from .crossreferences import (
    check_references,
    dead_links,
    own_addresses,
    targets_of,
    unsafe_sources,
    unused_documents,
    unused_pictures,
    unused_terms,
)
from .hints import explained
from .letters import letter_faults, lonely_letters, with_letters
from .publications import Publications, broken_promises, read_publications
from .rawfields import vocabulary_markup
from .redirections import parse_redirects, resolve_redirects
from .scanning import ContentFile, scan
from .texts import Place, decode
from .tree import REDIRECTS, ContentTree, sorted_out
from .wordfiles import word_faults

ReadTexts = Callable[[Path, Sequence[Place]], Iterable[tuple[Text | None, tuple[Fault, ...]]]]
"""Reads files under a folder, in the order in which they are given."""


@dataclass(frozen=True)
class Loaded:
    """What was read: the archive of today, the files of the tree, and every fault and warning, sorted.

    `publications` are what earlier ones left.
    """

    archive: Archive
    tree: ContentTree
    works: Works
    publications: Publications
    faults: tuple[Fault, ...]

    @property
    def stopping(self) -> tuple[Fault, ...]:
        """The faults that stop a build."""
        return tuple(each for each in self.faults if not each.warning)


def load_content(root: Path, site: Site, read: ReadTexts, files: Iterable[ContentFile] | None = None) -> Loaded:
    """Read everything under `root`. Never raises for what an editor wrote: it is in `faults`.

    `files` are those that lie there, where that is known.
    """
    tree = sorted_out(scan(root) if files is None else files, site.tags, site.copied)
    faults = list(tree.faults)
    vocabularies, found = _vocabularies(root, tree, site)
    faults += found
    redirections, found = _redirects(root, tree, site)
    faults += found
    texts: list[Text] = []
    letters: list[Letter] = []
    # a text that is named wrongly is one that could not be read
    misnamed = {each.path.rpartition("/")[0] for each in tree.faults if each.code == "language"}
    unread = set(misnamed)
    for place, (text, problems) in zip(tree.places, read(root, tree.places), strict=True):
        faults += problems
        if place.kind == "letter":
            letters += [Letter(text)] if text and place not in tree.misnamed_letters else []
        elif text is None:
            unread.add(place.folder)
        else:
            texts.append(text)
    works, found = assemble(texts, site, frozenset(unread))
    faults = list(_without_consequences(faults, found, tree))
    faults += [*found, *lonely_letters(tree), *letter_faults(letters, texts, site)]
    works, shown, found = with_letters(works, letters, site)
    faults += found
    publications, found = read_publications(root, tree.data)
    faults += found
    recorded = publications.recorded
    works = replace(works, briefings=tuple(with_first_days(each, recorded, site.day) for each in works.briefings))
    # a misnamed file is a fault itself, and not missing
    pictures, documents = (frozenset(each + tree.misnamed) for each in (tree.pictures, tree.documents))
    faults += check_references(texts, works, vocabularies, pictures, unread)
    faulty = _faulty_folders(tree, works, unread)
    linking = [*texts, *(each.text for each in letters)]
    targets = targets_of(texts, works, shown, documents, {*misnamed, *_faulty_targets(tree, faulty, letters)})
    faults += dead_links(linking, targets)
    faults += own_addresses(linking, site, targets.fragments.keys() | targets.held)
    faults += unsafe_sources(texts)
    if not unread:
        # a file that could not be read may be the one that uses them
        faults += unused_pictures(texts, tree.pictures)
        faults += unused_documents(texts, tree.documents)
        faults += unused_terms(texts, vocabularies)
    archive = Archive(works.briefings, works.standing, works.notices, vocabularies, {}, shown, recorded)
    folders = {text.folder for text in texts}
    redirects, found = resolve_redirects(redirections, archive, site, folders, faulty)
    faults += [each.at(REDIRECTS) for each in found]
    archive = replace(archive, redirects=redirects)
    faults += taken_offline(texts, works.waiting, works.drafts, recorded)
    if all(each.warning for each in faults):
        # what a faulty text would lead to is known when it is mended
        faults += broken_promises(publications, archive, site.day, stops=site.records)
    return Loaded(archive, tree, works, publications, tuple(sorted(set(explained(faults, tree, vocabularies, site)))))


def _faulty_folders(tree: ContentTree, works: Works, unread: Collection[str]) -> set[str]:
    """Return the folders of texts that are not built since one of them has a fault."""
    built = {work.folder for work in (*works.briefings, *works.standing, *works.notices)}
    held = {path.rpartition("/")[0] for path in (*works.drafts, *works.waiting)}
    return {place.folder for place in tree.texts if place.kind != "notice"}.union(unread) - built - held


def _without_consequences(faults: Iterable[Fault], of_folders: Iterable[Fault], tree: ContentTree) -> Iterator[Fault]:
    """Yield the faults of texts without those that follow from a false `translates`, or from none.

    A text that has a folder to itself may say what it may not as a translation. One that lacks `translates` beside
    another original is told of that alone, if it lacks what an original says.
    """
    folders = Counter(place.folder for place in tree.texts)
    alone = {place.path for place in tree.texts if folders[place.folder] == 1}
    originals = {each.path for each in of_folders if each.code == "originals"}
    for each in faults:
        follows = each.code == "belongs-to-original" and each.path in alone | originals
        if not (follows or (each.code == "missing-field" and each.path in originals)):
            yield each


def _faulty_targets(tree: ContentTree, faulty: Collection[str], letters: Iterable[Letter]) -> Iterator[str]:
    """Yield the texts of faulty folders, and the places of letters with a fault on the pages of their briefings."""
    yield from (place.path for place in tree.texts if place.folder in faulty)
    sound = {letter.text.path for letter in letters if letter.text.sound}
    for place in tree.letters:
        if place.path not in sound:
            yield f"{place.folder.removesuffix(f'/{FOLDER}')}#letter-{Path(place.path).stem}"


def _vocabularies(root: Path, tree: ContentTree, site: Site) -> tuple[dict[str, dict[str, Term]], list[Fault]]:
    vocabularies: dict[str, dict[str, Term]] = {}
    faults: list[Fault] = []
    for taxonomy in TAXONOMIES:
        path = f"{taxonomy}.yaml"
        if path not in tree.data:
            vocabularies[taxonomy] = {}
            continue
        content, found = decode((root / path).read_bytes())
        terms, problems = parse_vocabulary(content or "", path, site.tags, site.default)
        published = (contact for term in terms.values() for contact in term.published_contacts)
        found += word_faults(content or "", (*site.newsroom.contacts, *published))
        found += vocabulary_markup(content or "")
        faults += [*(each.at(path) for each in found), *problems]
        if content is not None and (terms or not problems):
            # of one that cannot be read it is not known which terms it has
            vocabularies[taxonomy] = terms
    return vocabularies, faults


def _redirects(root: Path, tree: ContentTree, site: Site) -> tuple[list[Entry], list[Fault]]:
    if REDIRECTS not in tree.data:
        return [], []
    content, faults = decode((root / REDIRECTS).read_bytes())
    entries, found = parse_redirects(content or "")
    faults += word_faults(content or "", site.newsroom.contacts)
    return entries, [each.at(REDIRECTS) for each in (*faults, *found)]
