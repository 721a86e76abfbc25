"""Letters to their briefings: what a letter's file gets wrong, which are shown, and which are held back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from plugins.archive.faults import TOP, Fault, fault
from plugins.archive.letters import FOLDER, Letter, day_of_file
from plugins.archive.records import Text
from plugins.archive.site import Site

from .assembly import Works
from .tree import ContentTree


def lonely_letters(tree: ContentTree) -> Iterator[Fault]:
    """Yield letters that lie beside no briefing."""
    briefings = {place.folder for place in tree.texts}
    for place in tree.letters:
        if place.folder.removesuffix(f"/{FOLDER}") not in briefings:
            yield fault("letter-alone", path=place.path)


def letter_faults(letters: Sequence[Letter], texts: Iterable[Text], site: Site) -> Iterator[Fault]:
    """Yield what letters get wrong beside their words: the day, a missing text, an anchor that a text has taken."""
    fragments: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    answered = {letter.briefing for letter in letters}
    for text in texts if letters else ():
        if text.fragments and text.folder in answered:
            fragments[text.folder].append((text.path, text.fragments))
    for letter in letters:
        text, front = letter.text, letter.text.front
        yield from _day_faults(letter, site.day)
        # a text that could not be converted has no revision, and a fault that says so
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
    """Return the works with the paths of letters that are held back, the others by their briefing's folder, and faults.

    A letter waits with its briefing. One on a briefing that can be read in no language is shown nowhere: a warning.
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
            # a briefing that is neither built nor held has a fault of its own
            held.get(letter.briefing, []).append(path)
        else:
            shown[letter.briefing].append(letter)
            if not any(briefing.readable(language) for language in briefing.texts):
                faults.append(fault("letter-withheld", TOP, path, warning=True))
    works = replace(works, drafts=tuple(drafts), waiting=tuple(waiting))
    return works, {folder: tuple(found) for folder, found in shown.items()}, faults


def _folders(paths: Sequence[str]) -> set[str]:
    return {path.rpartition("/")[0] for path in paths}
