"""Load the whole content from disk to an archive, with all faults of all files.

`load_content` is the entry: it takes the content folder and returns `Loaded`, with the archive and all faults and
warnings. `build.site_loader` calls it, for builds and for the commands of editors. It never raises for an error in the
content.

A text is one file in one language; a work is an original with its translations, in one folder; a letter is a reader's
reply, which is printed below a briefing. A work or letter is held back if it is a draft or waits for its day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.diagnostics import TOP, Fault, fault
from newsarchive.archive.index import Archive
from newsarchive.archive.ledger import (
    LARGEST_TABLE,
    PERMALINKS,
    Permalink,
    earlier_addresses,
    lost_permalinks,
    moved_permalinks,
    parse_permalinks,
)
from newsarchive.archive.models import FOLDER, Letter, Recorded, Text, day_of_file
from newsarchive.archive.revisions import (
    REVISIONS,
    contradicted_days,
    left_minor,
    parse_revisions,
    taken_offline,
    unexplained,
    with_first_days,
)
from newsarchive.archive.settings import Site
from newsarchive.archive.vocabularies import TAXONOMIES, Term, parse_vocabulary
from newsarchive.archive.withholding import unwithheld
from newsarchive.archive.yaml_text import MappingEntry

from .cross_references import (
    check_references,
    dead_links,
    own_addresses,
    targets_of,
    unsafe_sources,
    unused_documents,
    unused_pictures,
    unused_terms,
)
from .files import ContentFile, scan
from .limits import word_faults
from .raw_markup import vocabulary_markup
from .redirects import parse_redirects, resolve_redirects
from .suggestions import explained
from .text import Place, decode
from .translations import Works, assemble
from .tree import REDIRECTS, ContentTree, sorted_out


def lonely_letters(tree: ContentTree) -> Iterator[Fault]:
    """Yield a fault for each letter, that is, a reader's reply, in a folder without a briefing."""
    briefings = {place.folder for place in tree.texts}
    for place in tree.letters:
        if place.folder.removesuffix(f"/{FOLDER}") not in briefings:
            yield fault("letter-alone", path=place.path)


def letter_faults(letters: Sequence[Letter], texts: Iterable[Text], site: Site) -> Iterator[Fault]:
    """Yield the faults of letters that concern their files as a whole: date, empty text, file name, anchor.

    A letter's date must be the day in its file name, its file name must not reveal a withheld name, and no text of its
    briefing may use the letter's anchor as an id. Faults of a letter's words are found when it is read.

    Args:
        letters: The letters that could be read.
        texts: All texts, some of which may be the letters' briefings.
        site: The settings, which have the day of the build.
    """
    fragments: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    answered = {letter.briefing for letter in letters}
    for text in texts if letters else ():
        if text.fragments and text.folder in answered:
            fragments[text.folder].append((text.path, text.fragments))
    for letter in letters:
        text, front = letter.text, letter.text.front
        yield from _day_faults(letter, site.day)
        # a text that could not be converted has no revision and already has a fault
        if text.revision and text.wordless and front.status != "draft":
            yield fault("empty-text", TOP, text.path)
        if front.name and not letter.name and not letter.is_numbered:
            yield fault("letter-named", text.place("name"), text.path, found=letter.stem)
        for path, ids in fragments[letter.briefing]:
            if letter.anchor in ids:
                yield fault("doubled-id", path=path, found=letter.anchor)


def _day_faults(letter: Letter, today: dt.date) -> Iterator[Fault]:
    text, front, day = letter.text, letter.text.front, day_of_file(letter.stem)
    if front.date and front.date.iso != day:
        yield fault("letter-date", text.place("date"), text.path, date=front.date.iso, file=day)
    elif front.date and front.date.start > today:
        yield fault("in-future", text.place("date"), text.path, field="date", found=front.date.iso)
    if front.modified and front.modified > today:
        yield fault("in-future", text.place("modified"), text.path, field="modified", found=front.modified)


def with_letters(
    works: Works, letters: Iterable[Letter], site: Site
) -> tuple[Works, Mapping[str, tuple[Letter, ...]], list[Fault]]:
    """Sort letters into those that pages show and those that are held back.

    A letter is held back if it is a draft (unless `site.drafts` is set) or if its briefing is held back. A letter is
    left out if it has a fault, or if its briefing has one and is not built.

    Args:
        works: The works that are built, and the paths of those held back.
        letters: The letters that could be read.
        site: The settings.
    Returns:
        The works, with the paths of held-back letters added to `drafts` and `waiting`; the other letters by the folder
        of their briefing; a warning for each letter that no page shows because its briefing is hidden or withdrawn in
        every language.
    """
    drafts, waiting, faults = list(works.drafts), list(works.waiting), []
    built = {briefing.folder: briefing for briefing in works.briefings}
    held = {folder: paths for paths in (drafts, waiting) for folder in _folders(paths)}
    shown: dict[str, list[Letter]] = defaultdict(list)
    for letter in sorted(letters, key=lambda each: (each.briefing, each.stem)):
        path, briefing = letter.text.path, built.get(letter.briefing)
        if not letter.text.sound:
            continue
        if letter.text.front.status == "draft" and not site.drafts:
            drafts.append(path)
        elif briefing is None:
            # a briefing that is neither built nor held back has a fault: its letters are in no list
            held.get(letter.briefing, []).append(path)
        else:
            shown[letter.briefing].append(letter)
            if not any(briefing.readable(language) for language in briefing.texts):
                faults.append(fault("letter-withheld", TOP, path, warning=True))
    works = replace(works, drafts=tuple(drafts), waiting=tuple(waiting))
    return works, {folder: tuple(found) for folder, found in shown.items()}, faults


def _folders(paths: Sequence[str]) -> set[str]:
    return {path.rpartition("/")[0] for path in paths}


Table = TypeVar("Table")


@dataclass(frozen=True)
class Publications:
    """What earlier publications of the site recorded.

    Attributes:
        permalinks: The record of each address that was ever published, by address.
        recorded: The published revisions, that is, states, of each text.
    """

    permalinks: Mapping[str, Permalink]
    recorded: Recorded


def read_publications(root: Path, data: Collection[str]) -> tuple[Publications, list[Fault]]:
    """Load the tables of published addresses and revisions, `permalinks.tsv` and `revisions.tsv`.

    Args:
        root: The content folder.
        data: The paths of the content's data files. A table that is not among them is empty.

    Returns:
        The tables, and a fault for each line that cannot be parsed.
    """
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
    """Yield faults and warnings where the archive contradicts what earlier publications promised to readers.

    Every published address must still lead to its text. Changed words need a correction or `minor: true`, which must be
    removed again after the publication. Withheld words must be gone from all texts. Days of publication must be true.

    Args:
        publications: The records of earlier publications.
        archive: The archive of today.
        today: The day of the build.
        stops: Whether the archive is about to be published: unexplained changes are faults then, else warnings.
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


ReadTexts = Callable[[Path, Sequence[Place]], Iterable[tuple[Text | None, tuple[Fault, ...]]]]
"""A function that takes the content folder and the locations of files, and reads them.

For each file, in order, it yields the text, or None if the file is unreadable, and the text's faults.
"""


@dataclass(frozen=True)
class Loaded:
    """The loaded content.

    Attributes:
        archive: Everything that is built today, with look-ups.
        tree: The files of the content folder, by type.
        works: The works that are built today, and the paths of the texts and letters held back.
        publications: The records of earlier publications.
        faults: All faults and warnings of all files, sorted.
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
    """Load all content under a folder, and find its faults.

    An error in the content never raises; it is in the result's `faults`.

    Args:
        root: The content folder.
        site: The settings.
        read: The function that reads texts and letters.
        files: The files under `root`, if they are known already; by default the folder is scanned.
    """
    tree = sorted_out(scan(root) if files is None else files, site.tags, site.copied)
    faults = list(tree.faults)
    vocabularies, found = _vocabularies(root, tree, site)
    faults += found
    redirections, found = _redirects(root, tree, site)
    faults += found
    texts: list[Text] = []
    letters: list[Letter] = []
    # a text file with a wrong name is not read at all
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
    # a misnamed file has a fault already: a text that names it must not be told that it is missing
    pictures, documents = (frozenset(each + tree.misnamed) for each in (tree.pictures, tree.documents))
    faults += check_references(texts, works, vocabularies, pictures, unread)
    faulty = _faulty_folders(tree, works, unread)
    linking = [*texts, *(each.text for each in letters)]
    targets = targets_of(texts, works, shown, documents, {*misnamed, *_faulty_targets(tree, faulty, letters)})
    faults += dead_links(linking, targets)
    faults += own_addresses(linking, site, targets.fragments.keys() | targets.held)
    faults += unsafe_sources(texts)
    if not unread:
        # a file that could not be read may use them
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
        # the address of a faulty text is not known until it is corrected, so nothing can be said of it
        faults += broken_promises(publications, archive, site.day, stops=site.records)
    return Loaded(archive, tree, works, publications, tuple(sorted(set(explained(faults, tree, vocabularies, site)))))


def _faulty_folders(tree: ContentTree, works: Works, unread: Collection[str]) -> set[str]:
    """Return the folders of works that should be built but are not, because of a fault in them.

    The folder of a notice is included only if one of its files is unreadable.
    """
    built = {work.folder for work in (*works.briefings, *works.standing, *works.notices)}
    held = {path.rpartition("/")[0] for path in (*works.drafts, *works.waiting)}
    return {place.folder for place in tree.texts if place.kind != "notice"}.union(unread) - built - held


def _without_consequences(faults: Iterable[Fault], of_folders: Iterable[Fault], tree: ContentTree) -> Iterator[Fault]:
    """Yield the faults of texts, except those that only follow from a wrong or missing field `translates`.

    A translation names its original in that field. If a translation is the only text of its folder, it is not reported
    for having fields of an original. If a folder has several originals, the one that probably lacks `translates` is
    reported for that alone, not for its missing fields.

    Args:
        faults: The faults of texts.
        of_folders: The faults of folders.
        tree: The files of the content.
    """
    folders = Counter(place.folder for place in tree.texts)
    alone = {place.path for place in tree.texts if folders[place.folder] == 1}
    originals = {each.path for each in of_folders if each.code == "originals"}
    for each in faults:
        follows = each.code == "belongs-to-original" and each.path in alone | originals
        if not (follows or (each.code == "missing-field" and each.path in originals)):
            yield each


def _faulty_targets(tree: ContentTree, faulty: Collection[str], letters: Iterable[Letter]) -> Iterator[str]:
    """Yield the link targets that are missing because of a fault: paths of texts, and anchors of letters."""
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
            # the terms of an unreadable vocabulary are unknown: without it, no text is reported for using them
            vocabularies[taxonomy] = terms
    return vocabularies, faults


def _redirects(root: Path, tree: ContentTree, site: Site) -> tuple[list[MappingEntry], list[Fault]]:
    if REDIRECTS not in tree.data:
        return [], []
    content, faults = decode((root / REDIRECTS).read_bytes())
    entries, found = parse_redirects(content or "")
    faults += word_faults(content or "", site.newsroom.contacts)
    return entries, [each.at(REDIRECTS) for each in (*faults, *found)]
