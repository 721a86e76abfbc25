"""Group texts and readers' letters into works, and check how a translation fits its original.

A work is one folder of the content: an original and its translations, one file per language. A letter is a reader's
reply, which is printed below a briefing. `content.structure`
compares their parts and numbers.

A translation records the revision (a digest of the words) of the text from which it was translated. It is stale, that
is, out of date, if that text has another revision now. The dates of files do not matter: saving a translation again
does not bring it up to date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from newsarchive.i18n.dates import long_date
from newsarchive.model.addresses import SLUG, is_reserved
from newsarchive.model.diagnostics import TOP, Fault, fault
from newsarchive.model.index import Archive, address
from newsarchive.model.models import FOLDER, Briefing, Letter, Notice, StandingPage, Text, Work, day_of_file
from newsarchive.model.revisions import held_back
from newsarchive.model.settings import Site

from .tree import ContentTree

_KINDS = {"briefings": Briefing, "pages": StandingPage, "notices": Notice}
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_OF_A_TITLE = 4  # words: fewer may be a name


def is_translation(text: Text) -> bool:
    """Return whether a text has the field `translates`, which translations have, even if its value is invalid."""
    return bool(text.front.translates) or "translates" in text.positions


def assemble(texts: Iterable[Text], site: Site, unread: Collection[str] = ()) -> tuple[Archive, list[Fault]]:
    """Group texts by folder into briefings, pages and notices; return what is built, and the faults of all folders.

    A folder is left out if it has a fault that is not a warning, one of its texts has a fault of its own, or its
    original is not public yet. Folders in `unread`, with a file whose front matter could not be parsed, are neither
    built nor checked. The archive has no vocabularies, letters and tables yet.
    """
    folders: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        folders[text.folder].append(text)
    faults: list[Fault] = []
    works: list[Work] = []
    held: dict[str, list[str]] = {"draft": [], "waiting": []}
    for folder, members in sorted(folders.items()):
        found = [] if folder in unread else [*_folder_faults(folder, members, site)]
        faults += found
        original = next((text for text in members if not text.front.translates), None)
        sound = all(each.warning for each in found) and all(text.sound for text in members)
        if folder in unread or original is None or not sound:
            continue
        by_language = {text.language: text for text in members}
        slug = folder.rpartition("/")[2]
        work = Work(slug, folder, original, {tag: by_language[tag] for tag in site.tags if tag in by_language})
        reasons = {} if site.drafts else {tag: held_back(text, work, site.day) for tag, text in work.texts.items()}
        for tag in (tag for tag, reason in reasons.items() if reason):
            held[reasons[tag]].append(work.texts[tag].path)
        public = {tag: text for tag, text in work.texts.items() if not reasons.get(tag)}
        if original.language in public:
            works.append(_KINDS[folder.partition("/")[0]](slug, folder, original, public))
    briefings = sorted((each for each in works if isinstance(each, Briefing)), key=lambda each: (each.date, each.slug))
    standing = tuple(each for each in works if isinstance(each, StandingPage))
    notices = tuple(each for each in works if isinstance(each, Notice))
    drafts, waiting = map(tuple, held.values())
    return Archive(tuple(briefings), standing, notices, {}, {}, drafts=drafts, waiting=waiting), faults


def _folder_faults(folder: str, members: list[Text], site: Site) -> Iterator[Fault]:
    """Yield the faults of a folder as a whole: its name, its number of originals, and how its texts fit together."""
    slug = folder.rpartition("/")[2]
    if not SLUG.match(slug):
        yield fault("slug", path=members[0].path, found=slug)
    elif is_reserved(slug) or slug in site.tags:
        yield fault("slug", path=members[0].path, found=slug, hint="reserved")
    originals = [text for text in members if not is_translation(text)]
    if not originals and all(text.front.translates for text in members):
        # if no original is here, report only one fault: adding the missing text fixes those of all translations
        yield next(each for text in members for each in _chain_faults(text, members))
        return
    if len(originals) != 1:
        languages = ", ".join(text.language for text in originals) or "0"
        # the one that probably lacks `translates` has no date, which originals have
        likely = next((text for text in originals or members if not text.front.date), (originals or members)[-1])
        yield fault("originals", TOP, path=likely.path, found=languages)
        return
    (original,) = originals
    year = folder.split("/")[1]
    if folder.startswith("briefings/") and original.front.date and year != str(original.front.date.year):
        place = original.place("date")
        yield fault("folder-year", place, path=original.path, folder=year, year=original.front.date.year)
    for earlier in original.front.redirect_from:
        if is_reserved(earlier) or earlier in site.tags:
            yield fault("slug", original.place("redirect_from", earlier), original.path, found=earlier, hint="reserved")
    for text in members:
        yield from _chain_faults(text, members)
        yield from _word_faults(text, original)
        yield from _future_faults(text, site.day)


def _chain_faults(text: Text, members: Iterable[Text]) -> Iterator[Fault]:
    """Yield a fault if a translation cannot be traced back to an original.

    `translates` names the language of the text from which it was translated, which may be a translation itself. It is a
    fault if one of these texts is missing, or if they form a circle.
    """
    by_language = {each.language: each for each in members}
    seen, current = {text.language}, text
    while wanted := current.front.translates:
        if wanted not in by_language or wanted in seen:
            hint = "circle" if wanted in by_language else "missing"
            yield fault("translates-chain", text.place("translates"), path=text.path, found=wanted, hint=hint)
            return
        seen.add(wanted)
        current = by_language[wanted]


def _word_faults(text: Text, original: Text) -> Iterator[Fault]:
    """Yield faults if a text lacks words that it needs, or if a withdrawn text lacks a reason or still has words.

    An empty draft has a warning. The reason (`withdrawal`) may be in the text's own file or in that of its original.
    """
    withdrawn = "withdrawn" in (text.front.status, original.front.status)
    if withdrawn and not text.wordless:
        yield fault("withdrawn-words", TOP, text.path, warning=True)
    # reading the front matter has already reported an original without a reason and a reason that is invalid
    named = not original.sound or "withdrawal" in text.positions
    if withdrawn and not named and not (text.front.withdrawal or original.front.withdrawal):
        yield fault("missing-field", TOP, text.path, field="withdrawal")
    # a text that could not be converted has no revision, and its fault is already reported
    if text.revision and text.wordless and not withdrawn:
        yield fault("empty-text", TOP, text.path, warning=text.front.status == "draft")


def _future_faults(text: Text, day: dt.date) -> Iterator[Fault]:
    """Yield a fault for each date in a text that is after `day`: of the event, a modification or a correction.

    The date of the event may be in the future in a draft, or in a text whose `published` day has not come.
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
        if day and front.date and front.date.iso != day:
            yield fault("letter-name", text.place("date"), text.path, date=front.date.iso, file=day, hint="date")
        elif front.date and front.date.start > site.day:
            yield fault("in-future", text.place("date"), text.path, field="date", found=front.date.iso)
        if front.modified and front.modified > site.day:
            yield fault("in-future", text.place("modified"), text.path, field="modified", found=front.modified)
        # a text that could not be converted has no revision and already has a fault
        if text.revision and text.wordless and front.status != "draft":
            yield fault("empty-text", TOP, text.path)
        if day and front.name and not letter.name and not letter.is_numbered:
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


def unlike_translations(work: Work) -> Iterator[tuple[Text, Text]]:
    """Yield each translation whose structure, numbers or citations differ from those of its source, with that source.

    They may differ for a good reason: `structure_warnings` tells. A text without words is compared with none.
    """
    for text, source in _translated(work):
        cited = [{link.target for link in each.citations} for each in (text, source)]
        if text.structure != source.structure or cited[0] != cited[1]:
            yield text, source


def _translated(work: Work) -> Iterator[tuple[Text, Text]]:
    for text in work.texts.values():
        source = work.texts.get(text.front.translates)
        if source is not None and source is not text and not (text.wordless or source.wordless):
            yield text, source


def untranslated_warnings(work: Work) -> Iterator[Fault]:
    """Yield warnings for translations whose title or summary is that of the source.

    It may be a name: Human Rights Watch.
    """
    for text, source in _translated(work):
        for field in ("title", "summary"):
            own, other = (_LETTERS.findall(getattr(each.front, field)) for each in (text, source))
            if own == other and len(own) >= _LEAST_OF_A_TITLE and not all(word[0].isupper() for word in own):
                yield fault("untranslated", text.place(field), text.path, warning=True, field=field, source=source.path)


def stale_source(text: Text, work: Work) -> Text | None:
    """Return the text from which an out-of-date translation was made, or None if it is up to date.

    None is also returned for an original, for a translation that does not record the revision of its source, and if
    either text is withdrawn, because then there are no words to compare.
    """
    source = work.texts.get(text.front.translates)
    if source is None or text.front.translated_revision in ("", source.revision):
        return None
    return None if "withdrawn" in (work.status(text.language), work.status(source.language)) else source


def stale_sign(text: Text, work: Work, language: str) -> dict[str, object] | None:
    """Return what the page of an out-of-date translation tells readers in `language`, or None if it is up to date.

    It is a dictionary: the `address` of the text from which it was translated (empty if the page may not link to it),
    its `language`, and the `date` of its change (None if unknown).
    """
    source = stale_source(text, work)
    if source is None:
        return None
    return {
        "address": address(work, source.language) if work.leads(text.language, source.language) else "",
        "language": source.language,
        "date": source.changed and long_date(source.changed, language),
    }


def staleness_warnings(work: Work) -> list[Fault]:
    """Return warnings for translations if it is unknown whether, or since when, they are out of date.

    Either the field `translated_revision` is missing. Or the text from which it was translated has changed, but states
    the day neither in `modified` nor in a correction.
    """
    found = []
    for text in work.texts.values():
        if text.front.translates and not text.front.translated_revision and work.status(text.language) != "withdrawn":
            revision = work.texts[text.front.translates].revision if text.front.translates in work.texts else ""
            found.append(fault("revision-absent", TOP, text.path, warning=True, revision=revision))
        source = stale_source(text, work)
        if source and not source.changed:
            found.append(fault("stale-undated", TOP, text.path, warning=True, source=source.path))
    return found
