"""Group texts into works; compare a translation with its original: revision, parts, numbers.

Grouping and decimal marks are CLDR's. `1.234` and `1,234` mean two numbers each; as both languages of a pair
are read by the same rule, three digits after a single mark are taken for a group and compare right either way.

All are warnings. A translator may join two paragraphs for good reasons; a number that is gone is rarely meant.

A translation records the revision of the text that it was made from. Only that comparison counts, never a
file's date: touching a translation does not make it true again.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from newsarchive.archive.addresses import is_reserved, names_device
from newsarchive.archive.characters import address_start, is_host
from newsarchive.archive.diagnostics import TOP, Fault, fault
from newsarchive.archive.index import address
from newsarchive.archive.models import Briefing, Notice, Number, StandingPage, Text, TextStructure, Work
from newsarchive.archive.revisions import goes_online
from newsarchive.archive.settings import Site
from newsarchive.archive.vocabularies import SLUG
from newsarchive.html.strings import TAG
from newsarchive.i18n.dates import long_date


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


LONGEST = 40

_SHORTEST_ADDRESS = 4
_TOKEN = re.compile(r"(?<!\S)[^\s\d]*+\d\S*")  # only one with a digit matters here
_DATE = re.compile(r"(?<![\w.-])(?:(\d{1,2})\.\d{1,2}\.(\d{4})|(\d{4})-\d{2}-(\d{2}))(?![\d-]|\.\d)")
_NUMBER = re.compile(r"(?<!\w)\d+(?:(?:[.,٫٬'’]|\s)\d{3}(?!\d)|[.,٫]\d+)*")
_PARTS = re.compile(r"\d+")
_GROUPED = re.compile(r"(\d{1,3}(?:[.,٫٬'’\s]\d{3})+)(?:[.,٫](\d+))?")


Numbers = Sequence[Number]


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers of plain text but those of addresses; digits inside a name (`az24saat`) are its own.

    Endings do not count (2023-cü, 40th). A date in figures gives its day and year, as one in words does.
    """
    plain = _TOKEN.sub(lambda match: _without_address(match[0]), text)
    plain = _DATE.sub(lambda match: f"{match[1] or match[4]}\x1f{match[2] or match[3]}", plain)
    return tuple(number for match in _NUMBER.finditer(plain) for number in _read(match[0]))


def unmatched(expected: Numbers, found: Numbers) -> tuple[list[str], list[str]]:
    """Return what is missing and what is extra, each in order of size.

    A list that one text writes as `8, 10` and the other as `8,10` is no difference: what reads as one number
    on one side is taken apart where all its parts are left over on the other.
    """
    wanted, given = Counter(each.value for each in expected), Counter(each.value for each in found)
    missing, extra = wanted - given, given - wanted
    _take_apart(missing, extra, expected)
    _take_apart(extra, missing, found)
    return _sorted(missing), _sorted(extra)


def _without_address(token: str) -> str:
    if len(token) < _SHORTEST_ADDRESS:
        return token
    start = 0 if is_host(token) else address_start(token)
    return token if start < 0 else f"{token[:start]}\x1f"


@lru_cache(maxsize=256)
def _read(typed: str) -> tuple[Number, ...]:
    """Read one run of digits and marks; a year and what follows it (2023 100) are two numbers."""
    if typed.isdigit():
        value = _bare(typed)
        return (Number(value, (value,)),)
    grouped = _GROUPED.fullmatch(typed)
    parts = tuple(_bare(part) for part in _PARTS.findall(typed))
    if grouped:
        whole = _bare(re.sub(r"\D", "", grouped[1]))
        return (Number(f"{whole}.{_digits(grouped[2])}" if grouped[2] else whole, parts),)
    if re.search(r"[\s'’٬]", typed):
        return tuple(number for piece in re.split(r"[\s'’٬]", typed) for number in _read(piece))
    first, *rest = _PARTS.findall(typed)
    return (Number(".".join([_bare(first), *map(_digits, rest)]), parts),)


def _digits(typed: str) -> str:
    """Return the same digits in ASCII."""
    return typed if typed.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in typed)


def _bare(typed: str) -> str:
    return _digits(typed).lstrip("0") or "0"


def _take_apart(joined: Counter[str], parted: Counter[str], numbers: Numbers) -> None:
    for number in numbers:
        if len(number.parts) == 1 or joined[number.value] <= 0:
            continue
        parts = Counter(number.parts)
        if all(parted[part] >= count for part, count in parts.items()):
            joined[number.value] -= 1
            parted.subtract(parts)


def _sorted(left: Counter[str]) -> list[str]:
    """In order of size, without reading them as integers: a text may hold a number of a million digits."""
    values = sorted(left, key=lambda value: (len(value.partition(".")[0]), value))
    shown = {value: value if len(value) <= LONGEST else f"{value[:LONGEST]}…" for value in values}
    return [shown[value] for value in values for _ in range(left[value])]


MOST_SHOWN = 5

_TOKENS = re.compile(f"({TAG.pattern})")
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_NOTE = re.compile(r' id="fn:')
_MARK = re.compile(r' id="fnref[0-9]*:| class="footnote-(?:back)?ref"')
_VERBATIM = frozenset("pre code kbd samp var".split())
_KINDS = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "headings"),
    **dict.fromkeys("ul ol dl".split(), "lists"),
    "img": "pictures",
    "p": "paragraphs",
    "li": "li",
    "dd": "items",
}
_COUNTED = ("headings", "pictures", "links", "footnotes", "lists", "items", "paragraphs")


def structure_warnings(work: Work) -> list[Fault]:
    """Compare each translation with the text that it was made from.

    A text without words, as one that is withdrawn or not yet begun, is left out.
    """
    found: list[Fault] = []
    for text in work.texts.values():
        source = work.texts.get(text.front.translates)
        if source is None or source is text or text.wordless or source.wordless:
            continue
        found += _differences(text.structure, source.structure, text.path)
    return found


def structure_of(html: str) -> TextStructure:
    """Count the parts of a text's HTML, and gather the numbers that stand in its words."""
    parts: Counter[str] = Counter()
    words: list[str] = []
    verbatim = marks = items = notes = 0
    tokens = [*_TOKENS.split(html), ""]
    for run, tag in zip(tokens[::2], tokens[1::2], strict=True):
        if run not in ("", "\n") and not verbatim and not marks and _DIGIT.search(run):
            words.append(run)
        kind, step, special, counted = _kind(tag)
        if not kind:
            continue
        if kind == "verbatim":
            verbatim = max(0, verbatim + step)
        elif kind in ("links", "sup") and (marks or special):
            marks = max(0, marks + step)
        elif kind == "li" and (notes or special):
            notes = max(0, notes + step)
            parts["footnotes"] += notes == 1 and step == 1
        elif kind in ("li", "items"):
            items = max(0, items + step)
            parts["items"] += step == 1
        elif kind in _COUNTED and step == 1 and not notes:
            parts[kind] += counted and not (kind == "paragraphs" and items)
    # the list that holds the notes is Markdown's, not the editor's
    parts["lists"] -= '<div class="footnote">' in html
    return TextStructure(dict(parts), numbers_in(unescape("\x1f".join(words))))


@lru_cache(maxsize=1024)
def _kind(tag: str) -> tuple[str, int, bool, bool]:
    """Return what a tag is, 1 or -1 as it begins or ends, whether it is of a note, and whether it counts."""
    match = _NAME.match(tag)
    name = match[1].lower() if match else ""
    step = -1 if tag.startswith("</") else 1
    if name in ("a", "sup"):
        return ("links" if name == "a" else name), step, _MARK.search(tag) is not None, " href=" in tag
    kind = "verbatim" if name in _VERBATIM else _KINDS.get(name, "")
    if step < 0 and kind in _COUNTED and kind != "items":
        kind = ""
    return kind, step, name == "li" and _NOTE.search(tag) is not None, True


def _differences(own: TextStructure, source: TextStructure, path: str) -> Iterable[Fault]:
    for kind in _COUNTED:
        found, expected = own.parts.get(kind, 0), source.parts.get(kind, 0)
        # another number of lists has another number of items: one warning is enough
        if found != expected and not (kind == "items" and own.parts.get("lists", 0) != source.parts.get("lists", 0)):
            yield fault(f"structure-{kind}", TOP, path, warning=True, found=found, expected=expected)
    if own.numbers == source.numbers:
        return
    missing, extra = unmatched(source.numbers, own.numbers)
    if missing or extra:
        yield fault("structure-numbers", TOP, path, warning=True, missing=_shown(missing), extra=_shown(extra))


def _shown(numbers: list[str]) -> str:
    """Print at most five numbers; a dash where there is none, so that a message reads on."""
    return ", ".join(numbers[:MOST_SHOWN]) + (", …" if len(numbers) > MOST_SHOWN else "") or "—"


@dataclass(frozen=True)
class Staleness:
    """The text that changed after the translation was made, and when, where that text says so."""

    source: Text
    changed: dt.date | None


def staleness(text: Text, work: Work) -> Staleness | None:
    """Return how a translation is out of date; None for an original and for a translation up to date.

    A text that is withdrawn has no words that could differ.
    """
    source = work.texts.get(text.front.translates)
    if source is None or not text.front.translated_revision:
        return None
    if "withdrawn" in (work.status(text.language), work.status(source.language)):
        return None
    if text.front.translated_revision == source.revision:
        return None
    return Staleness(source, source.changed)


def stale_sign(text: Text, work: Work, language: str) -> dict[str, object] | None:
    """Return what a page says of a translation out of date; without an address where none may be told."""
    stale = staleness(text, work)
    if stale is None:
        return None
    source = stale.source.language
    return {
        "address": address(work, source) if work.leads(text.language, source) else "",
        "language": source,
        "date": stale.changed and long_date(stale.changed, language),
    }


def staleness_warnings(work: Work) -> list[Fault]:
    """Name what would let a stale translation pass unseen or undated: a missing revision, a missing `modified`."""
    found = []
    for text in work.texts.values():
        if text.front.translates and not text.front.translated_revision and work.status(text.language) != "withdrawn":
            revision = work.texts[text.front.translates].revision if text.front.translates in work.texts else ""
            found.append(fault("revision-absent", TOP, text.path, warning=True, revision=revision))
        stale = staleness(text, work)
        if stale and not stale.changed:
            found.append(fault("stale-undated", TOP, text.path, warning=True, source=stale.source.path))
    return found
