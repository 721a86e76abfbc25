"""Readers' letters: the faults of their files as a whole, and which of them pages show.

A letter is a reader's reply, which is printed below a briefing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from newsarchive.model.diagnostics import TOP, Fault, fault
from newsarchive.model.index import Archive
from newsarchive.model.models import FOLDER, Letter, Text, day_of_file
from newsarchive.model.settings import Site

from .tree import ContentTree


def lonely_letters(tree: ContentTree) -> Iterator[Fault]:
    """Yield a fault for each letter, that is, a reader's reply, whose folder does not belong to a briefing."""
    briefings = {place.folder for place in tree.texts}
    for place in tree.letters:
        if place.folder.removesuffix(f"/{FOLDER}") not in briefings:
            yield fault("stray-file", path=place.path, hint="letter")


def letter_faults(letters: Sequence[Letter], texts: Iterable[Text], site: Site) -> Iterator[Fault]:
    """Yield the faults of readers' letters that concern their files as a whole: date, empty text, file name, anchor.

    A letter's date must be the day in its file name and not in the future, its file name must not reveal a withheld
    name, and none of `texts` in its briefing may use the letter's anchor as an id. Faults of a letter's words are found
    when it is read.
    """
    for letter in letters:
        text, front, day = letter.text, letter.text.front, day_of_file(letter.stem)
        if front.date and front.date.iso != day:
            yield fault("letter-name", text.place("date"), text.path, date=front.date.iso, file=day, hint="date")
        elif front.date and front.date.start > site.day:
            yield fault("in-future", text.place("date"), text.path, field="date", found=front.date.iso)
        if front.modified and front.modified > site.day:
            yield fault("in-future", text.place("modified"), text.path, field="modified", found=front.modified)
        # a text that could not be converted has no revision and already has a fault
        if text.revision and text.wordless and front.status != "draft":
            yield fault("empty-text", TOP, text.path)
        if front.name and not letter.name and not letter.is_numbered:
            yield fault("letter-name", text.place("name"), text.path, found=letter.stem, hint="named")
    taken = {(letter.briefing, letter.anchor) for letter in letters}
    for text in texts if letters else ():
        for used in text.fragments:
            if (text.folder, used) in taken:
                yield fault("doubled-id", path=text.path, found=used)


def with_letters(archive: Archive, letters: Iterable[Letter], site: Site) -> tuple[Archive, list[Fault]]:
    """Return `archive` with the letters that pages show, and the paths of those that are not public yet; and warnings.

    Not shown are drafts (unless `site.drafts` is set) and letters to a briefing that is not public yet. Letters with a
    fault, and those to a briefing with a fault, are in none of the results. A warning names each letter that readers
    cannot see, because all texts of its briefing are withdrawn or hidden (online, but in no listing).
    """
    drafts, waiting, faults = list(archive.drafts), list(archive.waiting), []
    built = {briefing.folder: briefing for briefing in archive.briefings}
    held = {path.rpartition("/")[0]: paths for paths in (drafts, waiting) for path in paths}
    shown: dict[str, tuple[Letter, ...]] = {}
    for letter in sorted((each for each in letters if each.text.sound), key=lambda each: (each.briefing, each.stem)):
        path, briefing = letter.text.path, built.get(letter.briefing)
        if letter.text.front.status == "draft" and not site.drafts:
            drafts.append(path)
        elif briefing is None:
            # a briefing that is neither built nor held back has a fault: its letters are in no list
            held.get(letter.briefing, []).append(path)
        else:
            shown[letter.briefing] = (*shown.get(letter.briefing, ()), letter)
            if not any(briefing.readable(language) for language in briefing.texts):
                faults.append(fault("letter-withheld", TOP, path, warning=True))
    return replace(archive, letters=shown, drafts=tuple(drafts), waiting=tuple(waiting)), faults
