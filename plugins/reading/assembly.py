"""Texts into works: each folder's original with its translations, and what the folder itself gets wrong."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plugins.archive.addresses import is_reserved, names_device
from plugins.archive.faults import TOP, Fault, fault
from plugins.archive.firstdays import goes_online
from plugins.archive.records import Briefing, Notice, StandingPage, Text, Work
from plugins.archive.site import Site
from plugins.archive.vocabularies import SLUG


@dataclass(frozen=True)
class Works:
    """The works of an archive that are built today, and the paths of those held back (drafts, embargoes)."""

    briefings: tuple[Briefing, ...]
    standing: tuple[StandingPage, ...]
    notices: tuple[Notice, ...]
    drafts: tuple[str, ...]
    waiting: tuple[str, ...]


def is_translation(text: Text) -> bool:
    """Whether a text says that it is a translation, even where what it says of its original cannot be read."""
    return bool(text.front.translates) or "translates" in text.positions


def assemble(texts: Iterable[Text], site: Site, unread: frozenset[str] = frozenset()) -> tuple[Works, list[Fault]]:
    """Group texts by folder, and name what the folders get wrong.

    `unread` are folders with a file whose fields could not be read. A folder with any fault is not built.
    """
    folders: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        folders[text.folder].append(text)
    faults: list[Fault] = []
    briefings: list[Briefing] = []
    standing: list[StandingPage] = []
    notices: list[Notice] = []
    held = _Held()
    for folder, members in sorted(folders.items()):
        found = [] if folder in unread else list(_folder_faults(folder, members, site))
        faults += found
        original = next((text for text in members if not text.front.translates), None)
        faulty = folder in unread or any(not each.warning for each in found)
        if faulty or original is None or not all(text.sound for text in members):
            continue
        slug = folder.rpartition("/")[2]
        by_language = {text.language: text for text in members}
        ordered = {tag: by_language[tag] for tag in site.tags if tag in by_language}
        shown = held.shown(Work(slug, folder, original, ordered), site)
        if shown is None:
            continue
        if folder.startswith("briefings/"):
            briefings.append(Briefing(slug, folder, original, shown))
        elif folder.startswith("pages/"):
            standing.append(StandingPage(slug, folder, original, shown))
        else:
            notices.append(Notice(slug, folder, original, shown))
    briefings.sort(key=lambda each: (each.date, each.slug))
    works = Works(tuple(briefings), tuple(standing), tuple(notices), tuple(held.drafts), tuple(held.waiting))
    return works, faults


class _Held:
    """Decides which texts of a folder are built, and remembers those that are not."""

    def __init__(self) -> None:
        self.drafts: list[str] = []
        self.waiting: list[str] = []

    def shown(self, work: Work, site: Site) -> dict[str, Text] | None:
        """Return the built texts by language in the site's order, or None where the whole folder is held back."""
        if site.drafts:
            return work.texts
        kept = {tag: text for tag, text in work.texts.items() if not self._holds(text, work, site.day)}
        return kept if work.original.language in kept else None

    def _holds(self, text: Text, work: Work, day: dt.date) -> bool:
        """Whether a text is held back, by itself or by its original; it is then remembered."""
        if "draft" in (text.front.status, work.front.status):
            self.drafts.append(text.path)
            return True
        if goes_online(text, work) > day:
            self.waiting.append(text.path)
            return True
        return False


def _folder_faults(folder: str, members: list[Text], site: Site) -> Iterator[Fault]:
    slug = folder.rpartition("/")[2]
    first = members[0].path
    if not SLUG.match(slug):
        yield fault("slug", path=first, found=slug)
    elif is_reserved(slug) or slug in site.tags:
        yield fault("reserved-slug", path=first, found=slug)
    originals = [text for text in members if not is_translation(text)]
    by_language = {text.language: text for text in members}
    if not originals and all(text.front.translates for text in members):
        # where all are made from texts that are not here, one that is added mends all
        yield next(each for text in members for each in _translation_faults(text, by_language))
        return
    if len(originals) != 1:
        languages = ", ".join(text.language for text in originals) or "0"
        yield fault("originals", TOP, path=_likely_translation(originals or members).path, found=languages)
        return
    yield from _year_faults(folder, originals[0])
    for earlier in originals[0].front.redirect_from:
        if is_reserved(earlier) or earlier in site.tags or names_device(earlier):
            place = originals[0].place("redirect_from", earlier)
            yield fault("reserved-slug", place, originals[0].path, found=earlier)
    for text in members:
        yield from _translation_faults(text, by_language)
        yield from _word_faults(text, originals[0])
        yield from _future_faults(text, site.day)


def _likely_translation(texts: list[Text]) -> Text:
    """Return the one of several originals that says the least of what an original must; else the last."""
    return next((text for text in texts if not text.front.date), texts[-1])


def _word_faults(text: Text, original: Text) -> Iterator[Fault]:
    """A text has words, unless it is withdrawn or not begun; a withdrawn one has none left, and a reason."""
    withdrawn = "withdrawn" in (text.front.status, original.front.status)
    if withdrawn and not text.wordless:
        yield fault("withdrawn-words", TOP, text.path, warning=True)
    # a reason that the original lacks, or that cannot be read, is named as a fault of its fields
    named = not original.sound or "withdrawal" in text.positions
    if withdrawn and not named and not (text.front.withdrawal or original.front.withdrawal):
        yield fault("missing-field", TOP, text.path, field="withdrawal")
    # a text that could not be converted has no revision, and a fault that says so
    if text.revision and text.wordless and not withdrawn and text.front.status != "draft":
        yield fault("empty-text", TOP, text.path)


def _future_faults(text: Text, day: dt.date) -> Iterator[Fault]:
    """What has happened, been changed or corrected was so before today.

    A date in the future holds nothing back: that is said by `published`, or by `status: draft`.
    """
    front = text.front
    held = front.status == "draft" or (front.published and front.published > day)
    if front.date and front.date.start > day and not held:
        yield fault("date-in-future", text.place("date"), text.path, found=front.date.iso)
    if text.front.modified and text.front.modified > day:
        yield fault("in-future", text.place("modified"), text.path, field="modified", found=text.front.modified)
    for correction in text.front.corrections:
        if correction.date > day:
            place = text.place("corrections", correction.date.isoformat())
            yield fault("in-future", place, text.path, field="corrections", found=correction.date)


def _year_faults(folder: str, original: Text) -> Iterator[Fault]:
    if folder.startswith("briefings/") and original.front.date:
        year = folder.split("/")[1]
        if year != str(original.front.date.year):
            yield fault(
                "folder-year",
                original.place("date"),
                path=original.path,
                folder=year,
                year=original.front.date.year,
            )


def _translation_faults(text: Text, by_language: Mapping[str, Text]) -> Iterator[Fault]:
    """A translation names a text of its folder, not itself, and in the end the original."""
    seen, current = {text.language}, text
    while current.front.translates:
        target = by_language.get(current.front.translates)
        if target is None:
            yield fault("translates-missing", text.place("translates"), path=text.path, found=current.front.translates)
            return
        if target.language in seen:
            yield fault("translates-circle", text.place("translates"), path=text.path, found=current.front.translates)
            return
        seen.add(target.language)
        current = target
