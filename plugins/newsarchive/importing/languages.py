"""The language of an item: an editor's rule, else what its source says, else the letters and words of its text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from newsarchive.archive.field_types import LANGUAGE_TAG

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
    stated: str, names: Sequence[str], text: str, rules: Sequence[LanguageRule], tags: Sequence[str], default: str
) -> Spoken:
    """Return the language of an item.

    Args:
        stated: What the source says, such as `az`, `en_US` or nothing.
        names: The item's id, address and file, which rules match.
        text: Its title and words.
        rules: The editor's rules; the first that matches is stronger than what the source says.
        tags: The tags of the site's languages.
        default: The tag of the site's default language.

    Returns:
        The tag, which is empty if the item is in a language that the site does not have.
    """
    for rule in rules:
        if any(fnmatchcase(name, rule.pattern) for name in names if name):
            return Spoken(rule.language if rule.language in tags else "", "rule")
    if stated:
        return Spoken(tag_among(stated, tags), "source")
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
    words = [word.lower() for word in _WORD.findall(text)[:_MOST]]
    letters = Counter("".join(words))
    total = sum(letters.values())
    if not total:
        return Spoken(default, "default")
    scripts = Counter[str]()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "UNKNOWN").split()[0]] += count
    script = scripts.most_common(1)[0][0]
    written = [tag for tag in tags if _script_of(tag) == script]
    if not written:
        return Spoken("" if scripts[script] > total * 0.9 else default, "guessed")
    if len(written) == 1:
        return Spoken(written[0], "guessed")
    scores = {tag: _score(tag, words, letters, total) for tag in written}
    best = max(written, key=lambda tag: scores[tag])
    if scores[best] == 0 or [*scores.values()].count(scores[best]) > 1:
        return Spoken(default if default in written else best, "default")
    return Spoken(best, "guessed")


def _script_of(tag: str) -> str:
    first, _, rest = tag.partition("-")
    return _NAMED.get(rest[:4]) or _SCRIPTS.get(first, "LATIN")


def _score(tag: str, words: Sequence[str], letters: Counter[str], total: int) -> float:
    """Return how well a text fits a language: the shares of its common words and of its own letters."""
    first = tag.partition("-")[0]
    common = frozenset(_COMMON.get(first, "").split())
    shared = sum(word in common for word in words) / max(1, len(words))
    return shared + 2 * sum(letters[letter] for letter in _LETTERS.get(first, "")) / total
