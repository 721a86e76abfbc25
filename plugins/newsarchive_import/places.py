"""Where each item goes: its language, its folder in the content, and of which text it is a translation."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from newsarchive.api import EARLIEST_YEAR, LANGUAGE_TAG, LONGEST_SLUG, ArchiveDate, Site, cut_slug, free_slug

from .account import seen_in
from .folders import unread_date
from .items import Item, why_no_date

_COMMON = {
    "ar": "في من على أن إلى عن التي الذي هذا كان مع بعد ما لا وقد",
    "az": "və bu bir ilə üçün ki də da onun olan deyil isə görə edib olunub sonra ancaq daha haqqında tərəfindən",
    "be": "і у на не што з для гэта да як быў ад па але гэтага яго",
    "de": "der die und das ist in den von zu mit nicht auf für eine dem sich des auch",
    "en": "the of and to in that is was for on with as by at from his her they have has had were not be this",
    "es": "de la que el en los del se las por un para con no una su al lo como",
    "fa": "و در به از که این است را با برای آن شد یک تا بود",
    "fr": "de la le et les des en un du une que est pour dans qui par sur pas au plus",
    "hy": "և է որ են այդ հետ մեջ համար այս նա",
    "ka": "და რომ ეს არ იყო მისი როგორც თუ მაგრამ ის რომელიც შესახებ",
    "kk": "және мен бұл бір үшін да де деп болған ол бойынша емес осы",
    "pl": "w i na z do się nie że o jest to jak po przez od za ale",
    "pt": "de a o que e do da em um para com não uma os no se na por",
    "ru": "и в не на что с по он как это но из к у за от о для был его так же все было",
    "tr": "ve bir bu için ile da de olarak olan gibi daha çok sonra ama kadar değil en ne",
    "uk": "і в не на що з та до як це за від про але він вона були його для які",
}
_LETTERS = {"az": "əğıöüşç", "tr": "ğıöüşç", "ru": "ыэъё", "uk": "іїєґ", "be": "ўі", "kk": "әғқңөұүһі", "fa": "پچژگک"}
_SCRIPTS = {
    **dict.fromkeys("be bg kk ky mk ru sr tg uk mn".split(), "CYRILLIC"),
    **dict.fromkeys("ar fa ur ps ckb".split(), "ARABIC"),
    **{"ka": "GEORGIAN", "hy": "ARMENIAN", "he": "HEBREW", "el": "GREEK", "zh": "CJK", "ja": "CJK", "ko": "HANGUL"},
    **{"hi": "DEVANAGARI", "th": "THAI", "am": "ETHIOPIC"},
}
_NAMED = {"Cyrl": "CYRILLIC", "Arab": "ARABIC", "Latn": "LATIN"}
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 2_000  # words that are read of a text
_OBVIOUS = 0.9  # the share of letters of one script with which a text is obviously in one of its languages

How = Literal["source", "rule", "guessed", "default"]


class LanguageRule(NamedTuple):
    """An editor's rule: items whose id, file or address match a pattern (`*/az/*`) are in a language."""

    pattern: str
    language: str


class Spoken(NamedTuple):
    """The language of an item, as a tag of the site or an empty string, and how it is known."""

    language: str
    how: How


def language_of(
    stated: str,
    names: Sequence[str],
    text: str,
    rules: Sequence[LanguageRule],
    tags: Sequence[str],
    default: str,
    *,
    by_site: bool = False,
) -> Spoken:
    """Return the language of an item.

    Args:
        stated: What the source says, such as `az`, `en_US` or nothing.
        names: The item's id, address and file, which rules match.
        text: Its title and words.
        rules: The editor's rules; the first that matches is stronger than what the source says.
        tags: The tags of the site's languages.
        default: The tag of the site's default language.
        by_site: Whether the source says it of the whole old site only. This gives way to the letters of the text, if
            almost all of them are those of another language of the site.

    Returns:
        The tag, which is empty if the item is in a language that the site does not have.
    """
    for rule in rules:
        if any(fnmatchcase(name, rule.pattern) for name in names if name):
            return Spoken(rule.language if rule.language in tags else "", "rule")
    if stated:
        tag = tag_among(stated, tags)
        script = _script_in(_letters(text), _OBVIOUS) if by_site else ""
        if script != _script_of(tag or stated.replace("_", "-")) and script in map(_script_of, tags):
            return guessed(text, tags, default)
        return Spoken(tag, "source")
    return guessed(text, tags, default)


def tag_among(stated: str, tags: Sequence[str]) -> str:
    """Return the site's tag for a language as another program writes it (`en_US`, `AZ`), or an empty string."""
    first, _, rest = stated.strip().replace("_", "-").partition("-")
    whole = first.lower() + (f"-{rest.title() if len(rest) == 4 else rest.upper()}" if rest else "")
    if whole in tags:
        return whole
    same = [tag for tag in tags if tag.partition("-")[0] == first.lower()]
    return same[0] if same and LANGUAGE_TAG.match(first.lower()) else ""


def guessed(text: str, tags: Sequence[str], default: str) -> Spoken:
    """Return the language of a text among those of the site, by its script, its letters and its common words."""
    letters = _letters(text)
    if not letters:
        return Spoken(default, "default")
    script = _script_in(letters)
    written = [tag for tag in tags if _script_of(tag) == script]
    if not written:
        return Spoken("" if _script_in(letters, _OBVIOUS) else default, "guessed")
    if len(written) == 1:
        return Spoken(written[0], "guessed")
    scores = {tag: _score(tag, _words(text), letters) for tag in written}
    best = max(written, key=lambda tag: scores[tag])
    if scores[best] == 0 or [*scores.values()].count(scores[best]) > 1:
        return Spoken(default if default in written else best, "default")
    return Spoken(best, "guessed")


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)[:_MOST]]


def _letters(text: str) -> Counter[str]:
    return Counter("".join(_words(text)))


def _script_in(letters: Counter[str], least: float = 0) -> str:
    """Return the script of most letters, or an empty string if it is not that of more than a share of them."""
    scripts = Counter[str]()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "UNKNOWN").split()[0]] += count
    script, count = max(scripts.items(), key=lambda each: each[1], default=("", 0))
    return script if count > least * letters.total() else ""


def _script_of(tag: str) -> str:
    first, _, rest = tag.partition("-")
    return _NAMED.get(rest[:4]) or _SCRIPTS.get(first.lower(), "LATIN")


def _score(tag: str, words: Sequence[str], letters: Counter[str]) -> float:
    """Return how well a text fits a language: the shares of its common words and of its own letters."""
    first = tag.partition("-")[0]
    common = frozenset(_COMMON.get(first, "").split())
    shared = sum(word in common for word in words) / max(1, len(words))
    return shared + 2 * sum(letters[letter] for letter in _LETTERS.get(first, "")) / letters.total()


_YEAR = re.compile(r"(?:^|/)((?:19|20)\d\d)(?:[/-](\d\d)(?:[/-](\d\d))?)?(?=[/-]|\Z)")
_HEAD = 20_000  # characters of a body by which its language is guessed


class LeftOut(NamedTuple):
    """An item that is not imported, and why."""

    item: Item
    reason: str


class ItemPlace(msgspec.Struct, frozen=True):
    """Where an item goes.

    Attributes:
        language: A tag of the site.
        how: How the language is known.
        date: The date of the briefing, or None for a page.
        date_from: Where the date is from, if not from the source: `address` or `change`.
        path: The path of the text in the content; empty while it is not chosen.
        original: The item of which this is a translation, or None.
        translations: The items that are translations of this.
    """

    item: Item
    language: str
    how: How
    date: ArchiveDate | None
    date_from: str = ""
    path: str = ""
    original: Item | None = None
    translations: tuple[Item, ...] = ()

    @property
    def tied(self) -> bool:
        """Whether a translation has the same time of publication, so that which is the original is not certain."""
        items = (self.item, *self.translations)
        timed = all(each.moment for each in items)
        first, *others = (each.moment if timed else each.day for each in items)
        return self.date is not None and first in others

    @property
    def folder(self) -> str:
        """The folder of the text in the content."""
        return self.path.rpartition("/")[0]


def place_items(
    items: Iterable[Item],
    site: Site,
    rules: Sequence[LanguageRule],
    written: Mapping[str, str],
    taken: Collection[str],
    *,
    unpublished: bool = False,
    language: str = "",
    old_default: str = "",
) -> tuple[list[ItemPlace], list[LeftOut]]:
    """Return the place of each item that can be imported, and the others with the reason.

    Args:
        items: The items in the order of the source.
        site: The settings, for the languages.
        rules: The editor's rules for languages.
        written: The paths of texts that earlier runs wrote, by item: these stay where they are.
        taken: The slugs that the content has already.
        unpublished: Whether drafts and private texts are imported, too.
        language: The language of items whose source and rules do not say it; empty to guess it.
        old_default: The default language of the old site, or an empty string.
    """
    ready: list[ItemPlace] = []
    left_out: list[LeftOut] = []
    for item in items:
        found = _ready(item, site, rules, unpublished=unpublished, fallback=language)
        if isinstance(found, LeftOut):
            left_out.append(found)
        else:
            ready.append(found)
    used = {*taken, *(path.split("/")[-2] for path in written.values())}
    places = []
    for members in _grouped(ready, tag_among(old_default, site.tags) or site.default):
        places += _placed(members, site, written, used)
    order = {each.id: number for number, each in enumerate(each.item for each in ready)}
    return sorted(places, key=lambda place: order[place.item.id]), left_out


def _ready(
    item: Item, site: Site, rules: Sequence[LanguageRule], *, unpublished: bool, fallback: str
) -> ItemPlace | LeftOut:
    """Return an item with its language and date, or why it cannot be imported."""
    if item.status != "published" and not unpublished:
        return LeftOut(item, f"it was {item.status}, and what is committed can be read; UNPUBLISHED=1 imports it")
    if not item.title.strip() and not item.body.strip():
        return LeftOut(item, "it has neither a title nor words")
    text = f"{item.title} {seen_in(item.body[:_HEAD]).text}"
    names = (item.id, item.address, str(item.file or ""))
    stated = fallback or item.language if item.by_site else item.language or fallback
    by_site = item.by_site and not fallback
    language, how = language_of(stated, names, text, rules, site.tags, site.default, by_site=by_site)
    if not language:
        said = item.language if how == "source" else "by its letters"
        return LeftOut(item, f"its language ({said}) is none of the site's; write a rule into languages.tsv")
    if item.kind == "page":
        return ItemPlace(item, language, how, None)
    if typed := unread_date(item):
        return LeftOut(item, why_no_date(typed))
    date, source = date_of(item)
    if date is None:
        return LeftOut(item, "it has no date; give it one in the old archive")
    if date.year < EARLIEST_YEAR:
        return LeftOut(item, f"its date, {date.iso}, is before {EARLIEST_YEAR}; correct it in the old archive")
    if date.start > site.day and not unpublished:
        reason = "its day has not come, so it may not have been public; UNPUBLISHED=1 imports it"
        return LeftOut(item, reason)
    return ItemPlace(item, language, how, date, source)


def date_of(item: Item) -> tuple[ArchiveDate | None, str]:
    """Return the date of an item, and `address` or `change` if it is from there; None if there is none."""
    if isinstance(item.date, dt.date):
        return ArchiveDate(item.date.year, item.date.month, item.date.day), ""
    if item.date is not None:
        return item.date, ""
    found = _YEAR.search(item.address) or _YEAR.search(item.id)
    if found:
        try:
            dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
            return ArchiveDate(int(found[1]), int(found[2] or 0), int(found[3] or 0)), "address"
        except ValueError:
            return ArchiveDate(int(found[1])), "address"
    if item.modified:
        return ArchiveDate(item.modified.year, item.modified.month, item.modified.day), "change"
    return None, ""


def _grouped(ready: Iterable[ItemPlace], default: str) -> list[list[ItemPlace]]:
    """Return the items by folder, the original first: the earliest, and of several that in the default language.

    If the moments of all are known, these decide: a day depends on the time zone in which it is written. If not, texts
    of one day count as equally early.
    Of two items of a group in the same language, the later one gets a folder of its own.
    """
    groups: dict[tuple[str, str], list[ItemPlace]] = defaultdict(list)
    for each in ready:
        groups[each.item.kind, f"g {each.item.group}" if each.item.group else f"i {each.item.id}"].append(each)
    folders = []
    for members in groups.values():
        timed = all(each.item.moment for each in members)
        members.sort(key=partial(_precedence, default=default, timed=timed))
        while members:
            first: dict[str, ItemPlace] = {}
            for each in members:
                first.setdefault(each.language, each)
            folders.append(list(first.values()))
            members = [each for each in members if first[each.language] is not each]
    return folders


def _precedence(place: ItemPlace, default: str, *, timed: bool) -> tuple[object, ...]:
    """Return the key by which the original is the first of its translations; `timed` if their moments count."""
    parts = enumerate(re.split(r"([0-9]+)", place.item.id))
    number = tuple(int(part) if index % 2 else part for index, part in parts)  # `post 9` before `post 10`
    return timed and place.item.moment, place.date or ArchiveDate(1), place.language != default, number


def _placed(members: Sequence[ItemPlace], site: Site, written: Mapping[str, str], used: set[str]) -> list[ItemPlace]:
    """Return the places of the items of one folder; their slug is added to those in use."""
    known = [written[each.item.id] for each in members if each.item.id in written]
    first = members[0]
    if known:
        folder = known[0].rpartition("/")[0]
        # the original is the one that an earlier run took for it, even if an earlier text came with this run
        stayed = [each for each in members if written.get(each.item.id, "").rpartition("/")[0] == folder]
        first = stayed[0]
    else:
        slug = slug_of(first.item, first.language, used, site)
        used.add(slug)
        folder = f"pages/{slug}" if first.date is None else f"briefings/{first.date.year}/{slug}"
    translations = [each for each in members if each is not first]
    others = tuple(each.item for each in translations)
    return [
        replace(first, path=f"{folder}/{first.language}.md", translations=others),
        *(replace(each, path=f"{folder}/{each.language}.md", original=first.item) for each in translations),
    ]


def slug_of(item: Item, language: str, used: Collection[str], site: Site) -> str:
    """Return an unused slug for an item: its old one if that is in use as little as possible, else from its title."""
    old = re.sub(r"\A\d{4}-\d{1,2}-\d{1,2}-", "", item.slug)
    for words in (old, item.title, seen_in(item.body[:_HEAD]).text[:LONGEST_SLUG], item.id):
        slug = free_slug(cut_slug(words, 4 * LONGEST_SLUG) if words == old else words, language, used, site.tags)
        if slug and not slug.isdigit():
            return slug
    return free_slug("text", "en", used, site.tags)
