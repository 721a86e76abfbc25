"""Group texts into works; compare a translation with its original: revision, parts, numbers.

A work is one folder of the content: an original and its translations, one file per language.

*Structure*: headings, paragraphs, lists, links and numbers are counted. Differences are warnings, because a translator
may have good reasons to join two paragraphs. A missing number, however, is rarely intended. The marks between groups of
digits and before decimals are those of CLDR. `1.234` and `1,234` are ambiguous (1234 or 1.234). Three digits after a
single mark are read as a group in both languages, so the comparison is right in either case.

*Staleness*: a translation records the revision (a digest of the words) of the text from which it was translated. It is
stale, that is, out of date, if that text has another revision now. The dates of files do not matter: saving a
translation again does not bring it up to date.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import msgspec

from newsarchive.digests import digest
from newsarchive.html import TAG_NAME, TOKENS, VERBATIM
from newsarchive.i18n.dates import long_date
from newsarchive.model.addresses import SLUG, is_reserved
from newsarchive.model.characters import address_start, is_host
from newsarchive.model.diagnostics import TOP, Fault, fault
from newsarchive.model.index import address
from newsarchive.model.models import Briefing, Notice, Number, StandingPage, Text, Work
from newsarchive.model.revisions import held_back
from newsarchive.model.settings import Site


class Works(msgspec.Struct, frozen=True):
    """The briefings, pages and notices that are built today, and the paths of the texts that are not public yet.

    Attributes:
        briefings: Sorted by date and slug.
        standing: The pages without a date, such as “About us”, sorted by folder.
        notices: The announcements that other pages show for some time, sorted by folder.
        drafts: The paths of drafts, which are left out.
        waiting: The paths of texts left out because the day in their `published` field is in the future.
    """

    briefings: tuple[Briefing, ...]
    standing: tuple[StandingPage, ...]
    notices: tuple[Notice, ...]
    drafts: tuple[str, ...]
    waiting: tuple[str, ...]


def is_translation(text: Text) -> bool:
    """Return whether a text has the field `translates`, which translations have, even if its value is invalid."""
    return bool(text.front.translates) or "translates" in text.positions


def assemble(texts: Iterable[Text], site: Site, unread: frozenset[str] = frozenset()) -> tuple[Works, list[Fault]]:
    """Group texts by folder into briefings, pages and notices; return what is built, and the faults of all folders.

    A folder is left out if it has a fault that is not a warning, one of its texts has a fault of its own, or its
    original is not public yet. Folders in `unread`, with a file whose front matter could not be parsed, are neither
    built nor checked.
    """
    folders: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        folders[text.folder].append(text)
    faults: list[Fault] = []
    briefings: list[Briefing] = []
    standing: list[StandingPage] = []
    notices: list[Notice] = []
    drafts: list[str] = []
    waiting: list[str] = []
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
        shown = _public(Work(slug, folder, original, ordered), site, drafts, waiting)
        if shown is None:
            continue
        if folder.startswith("briefings/"):
            briefings.append(Briefing(slug, folder, original, shown))
        elif folder.startswith("pages/"):
            standing.append(StandingPage(slug, folder, original, shown))
        else:
            notices.append(Notice(slug, folder, original, shown))
    briefings.sort(key=lambda each: (each.date, each.slug))
    works = Works(tuple(briefings), tuple(standing), tuple(notices), tuple(drafts), tuple(waiting))
    return works, faults


def _public(work: Work, site: Site, drafts: list[str], waiting: list[str]) -> dict[str, Text] | None:
    """Return the texts of a folder that are public today, by language, or None if the original is not.

    If the site shows drafts, all are returned; otherwise `drafts` and `waiting` get the paths of those left out.
    """
    if site.drafts:
        return work.texts
    reasons = {tag: held_back(text, work, site.day) for tag, text in work.texts.items()}
    for reason, paths in (("draft", drafts), ("waiting", waiting)):
        paths += [work.texts[tag].path for tag in reasons if reasons[tag] == reason]
    kept = {tag: text for tag, text in work.texts.items() if not reasons[tag]}
    return kept if work.original.language in kept else None


def _folder_faults(folder: str, members: list[Text], site: Site) -> Iterator[Fault]:
    """Yield the faults of a folder as a whole: its name, its number of originals, and how its texts fit together."""
    slug = folder.rpartition("/")[2]
    first = members[0].path
    if not SLUG.match(slug):
        yield fault("slug", path=first, found=slug)
    elif is_reserved(slug) or slug in site.tags:
        yield fault("reserved-slug", path=first, found=slug)
    originals = [text for text in members if not is_translation(text)]
    by_language = {text.language: text for text in members}
    if not originals and all(text.front.translates for text in members):
        # if no original is here, report only one fault: adding the missing text fixes those of all translations
        yield next(each for text in members for each in _translation_faults(text, by_language))
        return
    if len(originals) != 1:
        languages = ", ".join(text.language for text in originals) or "0"
        yield fault("originals", TOP, path=_likely_translation(originals or members).path, found=languages)
        return
    yield from _year_faults(folder, originals[0])
    for earlier in originals[0].front.redirect_from:
        if is_reserved(earlier) or earlier in site.tags:
            place = originals[0].place("redirect_from", earlier)
            yield fault("reserved-slug", place, originals[0].path, found=earlier)
    for text in members:
        yield from _translation_faults(text, by_language)
        yield from _word_faults(text, originals[0])
        yield from _future_faults(text, site.day)


def _likely_translation(texts: list[Text]) -> Text:
    """Return the text that probably lacks `translates`: the first without a date, which originals have, or the last."""
    return next((text for text in texts if not text.front.date), texts[-1])


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


def _year_faults(folder: str, original: Text) -> Iterator[Fault]:
    """Yield a fault if a briefing's date is in another year than the one that its folder names."""
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
    """Yield a fault if a translation cannot be traced back to an original.

    `translates` names the language of the text from which it was translated, which may be a translation itself. It is a
    fault if one of these texts is missing, or if they form a circle.
    """
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
_TOKEN = re.compile(r"(?<!\S)[^\s\d]*+\d\S*")  # only words with a digit matter here
_DATE = re.compile(
    r"(?<![\w.-])(?:(\d{1,2})\.\d{1,2}\.(\d{4})|(\d{4})-\d{2}-(\d{2}))(?![\d-]|\.\d)"
    r"|(?<!\d)(\d{4})年\d{1,2}月(?:(\d{1,2})日)?"
)
# not inside a word, as in az24saat; Chinese and Japanese have no spaces between words
_NUMBER = re.compile(r"(?<![^\W\u2e80-\uffef])\d+(?:(?:[.,٫٬'’]|\s)\d{3}(?!\d)|[.,٫]\d+)*")
_PARTS = re.compile(r"\d+")
_GROUPED = re.compile(r"(\d{1,3}(?:[.,٫٬'’\s]\d{3})+)(?:[.,٫](\d+))?")


Numbers = Sequence[Number]


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers in plain text, in order, in a notation that is the same for all languages.

    `1 234,5` in Russian and `1,234.5` in English both have the value `1234.5`. Suffixes are ignored (2023-cü, 40th). A
    numeric date yields its day and year, as does one with the month in words. Numbers in web addresses and within words
    (`az24saat`) are left out.
    """
    plain = _TOKEN.sub(lambda match: _without_address(match[0]), text)
    plain = _DATE.sub(_day_and_year, plain)
    return tuple(number for match in _NUMBER.finditer(plain) for number in _read(match[0]))


def _day_and_year(date: re.Match[str]) -> str:
    day, year = date[1] or date[4] or date[6] or "", date[2] or date[3] or date[5]
    return f"{day}\x1f{year}"


def unmatched(expected: Numbers, found: Numbers) -> tuple[list[str], list[str]]:
    """Return the numbers that a translation lacks, and those that only it has, each in order of size.

    A number that only one text has is split at its marks if the other text has all of its parts as unmatched numbers.
    So the list `8, 10` in one text matches `8,10` in the other, which reads as the number 8.10.
    """
    wanted, given = Counter(each.value for each in expected), Counter(each.value for each in found)
    missing, extra = wanted - given, given - wanted
    _take_apart(missing, extra, expected)
    _take_apart(extra, missing, found)
    return _sorted(missing), _sorted(extra)


def _without_address(token: str) -> str:
    """Return a word without the web address, mailbox or file name in it: the numbers there do not count."""
    if len(token) < _SHORTEST_ADDRESS:
        return token
    start = 0 if is_host(token) else address_start(token)
    return token if start < 0 else f"{token[:start]}\x1f"


@lru_cache(maxsize=256)
def _read(typed: str) -> tuple[Number, ...]:
    """Return the numbers in digits, spaces and marks: `1 234,5` is one; `2023 100`, not grouped as one, is two."""
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
    """Return decimal digits of any script, such as Arabic ones, as ASCII digits."""
    return typed if typed.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in typed)


def _bare(typed: str) -> str:
    """Return a whole number in ASCII digits and without leading zeros: `"007"` -> `"7"`."""
    return _digits(typed).lstrip("0") or "0"


def _take_apart(joined: Counter[str], parted: Counter[str], numbers: Numbers) -> None:
    """Remove numbers that one text has as a whole and the other in parts, as `8,10` and `8, 10`, from both counts."""
    for number in numbers:
        if len(number.parts) == 1 or joined[number.value] <= 0:
            continue
        parts = Counter(number.parts)
        if all(parted[part] >= count for part, count in parts.items()):
            joined[number.value] -= 1
            parted.subtract(parts)


def _sorted(left: Counter[str]) -> list[str]:
    """Return counted numbers as a list in order of size, in which one counted twice occurs twice.

    They are compared as strings, because converting a number of a million digits to an integer is too slow.
    """
    values = sorted(left, key=lambda value: (len(value.partition(".")[0]), value))
    shown = {value: value if len(value) <= LONGEST else f"{value[:LONGEST]}…" for value in values}
    return [shown[value] for value in values for _ in range(left[value])]


MOST_SHOWN = 5

_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_OF_A_TITLE = 4  # words: fewer may be a name
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r' id="fn:')
_MARK = re.compile(r' id="fnref[0-9]*:| class="footnote-(?:back)?ref"')
_KINDS = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "headings"),
    **dict.fromkeys("ul ol dl".split(), "lists"),
    "img": "pictures",
    "p": "paragraphs",
    "li": "li",
    "dd": "items",
}
_FORMS = {
    "headings": "## {}",
    "pictures": "![{}]",
    "links": "[{}]",
    "footnotes": "[^…]: {}",
    **dict.fromkeys(("lists", "items"), "- {}"),
}
"""How messages show the parts of a text, by kind: as they are typed."""
_LONGEST_SHOWN = 60
_MOST_ALIGNED = 1_000  # parts: aligning takes time that grows with the square of their number
_ALT = re.compile(r' alt="([^"]+)"')
_CITED = re.compile(r' href="#source:([^"]+)"')  # as `markdown.SOURCE`
_FOOTNOTES = '<div class="footnote">'
_COUNTED = ("headings", "pictures", "links", "footnotes", "lists", "items", "paragraphs")


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


class _Part(NamedTuple):
    """A heading, paragraph, list, link and so on in the HTML of a text, with its words until the next part begins."""

    kind: str
    element: str
    words: list[str]
    cited: list[str]

    @property
    def sign(self) -> tuple[object, ...]:
        """What the part has in common with that of a translation."""
        return self.element, _numbers([self]), tuple(self.cited)


def structure_of(tokens: Sequence[str]) -> bytes:
    """Return a digest of how many headings, lists, links and so on the HTML of a text has, and of its numbers.

    `tokens` are the HTML, split by `TOKENS`.
    """
    parts = _parts_of(tokens)
    counts = Counter(part.kind for part in parts)
    return digest(repr(([counts[kind] for kind in _COUNTED], _numbers(parts))).encode())


def _numbers(parts: Iterable[_Part]) -> tuple[Number, ...]:
    return numbers_in(unescape("\x1f".join(run for part in parts for run in part.words if _DIGIT.search(run))))


def _parts_of(tokens: Sequence[str]) -> list[_Part]:
    """Return the parts of a text, the first of them for words before all others; paragraphs in list items are none.

    Words in code and in footnote marks are left out, and so is a paragraph that has a picture and no words.
    """
    parts = [_Part("", "", [], [])]
    verbatim = marks = items = notes = 0
    for run, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if run not in ("", "\n") and not verbatim and not marks:
            parts[-1].words.append(run)
        kind, step, special, counted = _kind(tag)
        begins = ""
        if kind == "verbatim":
            verbatim = max(0, verbatim + step)
        elif kind in ("links", "sup") and (marks or special):
            marks = max(0, marks + step)
            parts[-1].cited.extend(_CITED.findall(tag))
        elif kind == "li" and (notes or special):
            notes = max(0, notes + step)
            begins = "footnotes" if notes == 1 and step == 1 else ""
        elif kind in ("li", "items"):
            items = max(0, items + step)
            begins = "items" if step == 1 else ""
        elif kind in _COUNTED and step == 1 and not notes and counted and not (kind == "paragraphs" and items):
            begins = kind
        if begins:
            parts.append(_Part(begins, tag.partition(" ")[0].rstrip(">"), _ALT.findall(tag), []))
    lists = [index for index, part in enumerate(parts) if part.kind == "lists"] if _FOOTNOTES in tokens else []
    for index in lists[-1:]:
        del parts[index]  # Markdown generates it for the footnotes
    pairs = pairwise([*parts, _Part("", "", [], [])])
    return [part for part, after in pairs if part.words or (part.kind, after.kind) != ("paragraphs", "pictures")]


@lru_cache(maxsize=1024)
def _kind(tag: str) -> tuple[str, int, bool, bool]:
    """Return how `structure_of` counts an HTML tag: (kind of element, step, in footnote, counted).

    The kind is empty if the tag does not matter; the step is 1 for a start tag and -1 for an end tag.
    """
    match = TAG_NAME.match(tag)
    name = match[1].lower() if match else ""
    step = -1 if tag.startswith("</") else 1
    if name in ("a", "sup"):
        return ("links" if name == "a" else name), step, _MARK.search(tag) is not None, " href=" in tag
    kind = "verbatim" if name in VERBATIM else _KINDS.get(name, "")
    if step < 0 and kind in _COUNTED and kind != "items":
        kind = ""
    return kind, step, name == "li" and _NOTE.search(tag) is not None, True


def structure_warnings(text: Text, source: Text, html: Callable[[Text], str] = attrgetter("html")) -> Iterator[Fault]:
    """Yield a warning for the first part without a counterpart, and for the numbers and citations of other parts.

    `html` returns the body of a text.
    """
    own, other = (_parts_of(TOKENS.split(html(each))) for each in (text, source))
    lacking, surplus = _unpaired(other, own), _unpaired(own, other)
    for hint, parts, found in (("missing", other, lacking), ("extra", own, surplus)):
        # parts of another kind in place of those that are missing, such as paragraphs for a list, are one mistake
        if found and not (hint == "extra" and lacking):
            shown = _FORMS.get(parts[found[0]].kind, "{}").format(_beginning(parts[found[0] :]))
            yield fault("structure", TOP, text.path, warning=True, found=shown, source=source.path, hint=hint)
    gone, new = [other[index] for index in lacking], [own[index] for index in surplus]
    told = [{number.value for number in _numbers(parts)} for parts in (gone, new)]
    numbers = unmatched(_numbers(other), _numbers(own))
    missing, extra = ([each for each in found if each not in known] for found, known in zip(numbers, told, strict=True))
    if missing or extra:
        yield fault("structure-numbers", TOP, text.path, warning=True, missing=_shown(missing), extra=_shown(extra))
    cited, expected = ({link.target for link in each.citations} for each in (text, source))
    missing = sorted(expected - cited - {each for part in gone for each in part.cited})
    extra = sorted(cited - expected - {each for part in new for each in part.cited})
    if missing or extra:
        yield fault("structure-citations", TOP, text.path, warning=True, missing=_shown(missing), extra=_shown(extra))


def _unpaired(parts: Sequence[_Part], others: Sequence[_Part]) -> list[int]:
    """Return the indexes of the parts without a counterpart among `others`, of kinds of which those have fewer.

    Parts with the same numbers and citations are counterparts, if in the same order; others by their order alone.
    """
    excess = Counter(part.kind for part in parts) - Counter(part.kind for part in others)
    if not excess:
        return []
    blocks = [(0, len(parts), 0, len(others))]
    if max(len(parts), len(others)) <= _MOST_ALIGNED:
        first, second = ([part.sign for part in each] for each in (parts, others))
        blocks = [block[1:] for block in SequenceMatcher(None, first, second).get_opcodes()]
    found = []
    for start, end, other_start, other_end in blocks:
        room = Counter(part.kind for part in others[other_start:other_end])
        for index in range(start, end):
            kind = parts[index].kind
            room[kind] -= 1
            if room[kind] < 0 < excess[kind]:
                found.append(index)
    return found


def _beginning(parts: Iterable[_Part]) -> str:
    """Return the first words of these parts: a paragraph can begin with a link."""
    runs = (part.words[:1] if part.kind in ("links", "pictures") else part.words for part in parts)
    first = next(filter(None, (" ".join(unescape("".join(each)).split()) for each in runs)), "")
    return first if len(first) <= _LONGEST_SHOWN else f"{first[:_LONGEST_SHOWN].rstrip()}…"


def _shown(numbers: list[str]) -> str:
    """Return the first `MOST_SHOWN` numbers as text for a message, or a dash if there are none."""
    return ", ".join(numbers[:MOST_SHOWN]) + (", …" if len(numbers) > MOST_SHOWN else "") or "—"


class Staleness(msgspec.Struct, frozen=True):
    """The text `source` from which an out-of-date translation was made, and the day of its change; None if unknown."""

    source: Text
    changed: dt.date | None


def staleness(text: Text, work: Work) -> Staleness | None:
    """Return why a translation is out of date, or None if it is up to date.

    None is also returned for an original, for a translation that does not record the revision of its source, and if
    either text is withdrawn, because then there are no words to compare.
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
    """Return what the page of an out-of-date translation tells readers in `language`, or None if it is up to date.

    It is a dictionary: the `address` of the text from which it was translated (empty if the page may not link to it),
    its `language`, and the `date` of its change (None if unknown).
    """
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
    """Return warnings for translations if it is unknown whether, or since when, they are out of date.

    Either the field `translated_revision` is missing. Or the text from which it was translated has changed, but states
    the day neither in `modified` nor in a correction.
    """
    found = []
    for text in work.texts.values():
        if text.front.translates and not text.front.translated_revision and work.status(text.language) != "withdrawn":
            revision = work.texts[text.front.translates].revision if text.front.translates in work.texts else ""
            found.append(fault("revision-absent", TOP, text.path, warning=True, revision=revision))
        stale = staleness(text, work)
        if stale and not stale.changed:
            found.append(fault("stale-undated", TOP, text.path, warning=True, source=stale.source.path))
    return found
