"""How a word of a name is spelt in Azerbaijani, English, Russian and in addresses, and which endings it takes.

Words of a text are compared by their Latin form: Cyrillic ones as the archive's own slugs spell them, Latin ones
without marks, but for ə. The word of a list is read as all its Latin forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugins.languages.transliteration import transliterate

CYRILLIC = "~"
"""Ends the Latin form of a word that is written in Cyrillic letters: only there may any name have Russian endings."""

# a letter or letters, and what stands for them; "-" is nothing
_COMMON = """
    b b bb; d d dd; f f ff ph; l l ll; m m mm; n n nn; p p pp; r r rr; t t tt; z z zz; s s ss; v v w; w v w; a a ya
    e e ye ie; i i y; o o yo; u u yu ou; y y i j -; h h kh g x; x kh x h ks; k k kk q c; g g gh q k; q q g gh k
    j j zh dzh dj c; c c j dzh dj zh; ks ks x
"""
_AZERBAIJANI = (
    "oğlu oglu ogly oghlu; ə ə a e ya ye; ö o yo oe; ü u yu iu ue; ı i y; i i y iy; ç ch c tch; ş sh s; ğ g gh"
)
_ENGLISH = """
    oglu oglu ogly oghlu; ogly oglu ogly oghlu; a a ə e ya; e e ə a ye ie; i i y iy yi; c c k j dzh dj zh s
    kh kh x h q; sh sh s; ch ch c; gh gh g q; zh zh j; dzh dzh dj j c; dj dzh dj j c; ts ts c; ya ya yə ia a ə e
    yu yu iu u; ye ye ie e ə a; ie ye ie e ə a; yo yo io o e; ee i ee; oo u oo; ou u ou
"""
_RUSSIAN = """
    оглы oglu ogly oghlu; а a ə e ya; б b bb; в v w; г g gh h q; д d dd; е e ye ie ə a; ё yo io e o; ж zh j
    дж dzh dj j c; з z zz; и i y iy yi; й y i j yi -; кс ks x; к k kk q g c; л l ll; м m mm; н n nn; о o yo; п p pp
    р r rr; с s ss; т t tt; у u yu ou; ф f ff ph; х kh x h; ц ts c tz; ч ch c tch; ш sh s; щ shch sch sh s; ъ - y
    ы y i; ь - y i iy; э e ə a; ю yu iu u; я ya yə ia a ə e; ә ə a e; ғ g gh; ҝ g; ј y i j -; ө o; ү u yu; һ h g
    ҹ j c dzh; і i y; ї i yi; є e ye ie; ґ g; ў u v
"""


def _table(*sources: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for source in sources for entry in re.split(r"[;\n]", source) if entry.strip())
    return {spelt: tuple("" if each == "-" else each for each in others) for spelt, *others in entries}


_IN_AZERBAIJANI = _table(_COMMON, _AZERBAIJANI)
_IN_ENGLISH = _table(_COMMON, _ENGLISH)
_IN_RUSSIAN = _table(_RUSSIAN)
_RUSSIAN_LETTER = re.compile("[а-яёәғҝјөүһҹіїєґў]")
_AZERBAIJANI_LETTER = re.compile("[əöüıçşğ]")

# the cases of names and of adjectives, in Latin letters
_OF_NAME = "(?:y?[aeiu]|y|[oe]yu?|y?[oeyi]m)"
_OF_ADJECTIVE = "(?:[yi]y|[oe]y|[oe]go|[oe]mu|[yi]m|[oe]m|aya|yaya|uyu|yuyu)"
_RUSSIAN_STEM = re.compile("(?P<adjective>.{2,}?)(?:[ыио]й|ая|яя)|(?P<name>..+?)[аяйьə]?")
_LATIN_STEM = re.compile("(..+?)[aəy]?")
# of Azerbaijani, and the English s; a longer word takes any
_SUFFIX, _ANY_SUFFIX, _LONG = "(?:n?[iu]n|[ny]?[aeəiu]|[dt][aeə]n?|l[aeə]|s)?", "[a-zə0-9]{0,8}", 5
_LEAST = 3  # letters of a word that takes any

# Cyrillic letters that are folded into Latin ones, as in `folding`
_LATIN_ALIKE, _CYRILLIC_ALIKE = "abekmhopctyxijəɵ", "авекмнорстухіјәө"
_UNFOLDED = str.maketrans(_LATIN_ALIKE, _CYRILLIC_ALIKE)
_ALL_ALIKE = re.compile(f"[{_LATIN_ALIKE}]+")


def latin_forms(word: str) -> Iterator[str]:
    """Yield the Latin forms of a folded word: two, where all its letters may be either script's."""
    if word.isascii():
        yield word
    elif not _RUSSIAN_LETTER.search(word):
        yield _latin(word)
    else:
        yield _latin(word.translate(_UNFOLDED)) + CYRILLIC
        return
    if _ALL_ALIKE.fullmatch(word):
        yield _latin(word.translate(_UNFOLDED)) + CYRILLIC


def _latin(word: str) -> str:
    return "ə".join(transliterate(part, "ru") for part in word.split("ə"))


@dataclass(frozen=True)
class Spelling:
    """A word of the list in Latin letters.

    Attributes:
        units: What may stand for each of its letters.
        stem: How many of these come before an ending.
        inflected: The ending of a Latin form, where the stem is read.
        suffixed: The ending of a Latin form, where the word is read; it is the last one of a name.
    """

    units: tuple[tuple[str, ...], ...]
    stem: int
    inflected: re.Pattern[str]
    suffixed: re.Pattern[str]


def spelling(word: str, *, english: bool) -> Spelling:
    """Return how a word in lower case is spelt. `english`: whether `a` may be `ə` in it, and `sh` be `ş`."""
    if _RUSSIAN_LETTER.search(word):
        found = _RUSSIAN_STEM.fullmatch(word)
        stem = (found["adjective"] or found["name"]) if found else word
        ending = _OF_ADJECTIVE if found and found["adjective"] else _OF_NAME
        table, inflected = _IN_RUSSIAN, f"{ending}{CYRILLIC}?"
    else:
        found = _LATIN_STEM.fullmatch(word)
        stem = found[1] if found else word
        table, inflected = _IN_ENGLISH if english else _IN_AZERBAIJANI, _OF_NAME + CYRILLIC
    suffixed = _ANY_SUFFIX if len(word) >= _LONG else _SUFFIX if len(word) >= _LEAST else ""
    units = tuple(_units(word, table))
    before_ending = min(len(tuple(_units(stem, table))), len(units))
    return Spelling(units, before_ending, re.compile(inflected), re.compile(suffixed))


def is_english(words: Iterable[str]) -> bool:
    """Whether words in Latin letters have none that only Azerbaijani has."""
    return not any(map(_AZERBAIJANI_LETTER.search, words))


def _units(word: str, table: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield what may stand for each letter, or for letters that are spelt as one."""
    place = 0
    while place < len(word):
        for length in (4, 3, 2, 1):
            part = word[place : place + length]
            if part in table or length == 1:
                break
        # a doubled letter is one
        while len(part) == 1 and part.isalpha() and word[place + 1 : place + 2] == part:
            place += 1
        place += len(part)
        yield table.get(part) or (_latin(part),)
