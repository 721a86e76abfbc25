"""ASCII slugs and transliterations of words in any script.

A slug is the part of a web address that names a text or term. Our own tables come first: Unidecode would turn
Azerbaijani `ə` into `@`, which is then lost, and Russian is transliterated as in passports. Unidecode does the rest.

`respelled` returns the spellings of a name in the other script by which readers look for it. A slug needs one spelling,
a search all that are in use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from itertools import islice, product
from pathlib import Path

from unidecode import unidecode

from newsarchive.model.addresses import is_reserved

from .alphabets import lower

_LATIN_TO_ASCII = str.maketrans({"ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ß": "ss"})
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        )
    )
    # the Azerbaijani Cyrillic alphabet of 1958, then Ukrainian and Belarusian letters, for names
    | {"ә": "e", "ғ": "g", "ҝ": "g", "ј": "y", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c"}
    | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"}
)
_ALEF = str.maketrans(dict.fromkeys("اأإٱ", "a"))
_ROMANIZATIONS = Path(__file__).with_name("romanizations.tsv")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SILENT = re.compile(r"['`’ʼ]")  # apostrophes, and the marks that Unidecode writes for ejectives


def transliterate(text: str, language: str) -> str:
    """Return text in lower-case ASCII: `"Məmməd Əliyev"` -> `"memmed eliyev"`.

    The language decides whether `I` is a dotless i. What cannot be transliterated is dropped.
    """
    folded = lower(unicodedata.normalize("NFC", text), language)
    return unidecode(folded.translate(_LATIN_TO_ASCII).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return text as a slug, `"Xədicə İsmayılova"` -> `"xedice-ismayilova"`; empty if it has no letter or digit."""
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")


def new_slug(text: str, language: str) -> str:
    """Return text as a slug for something new, by the rules of its language: `"Київ"` in Ukrainian -> `"kyiv"`.

    The rules are those of `romanizations.tsv`. A language without rules is transliterated as by `slugify`, but with
    alef as `a`, which Unidecode drops. The ids of headings, to which readers link, are still those of `slugify`.
    """
    pattern, spellings = _romanization(language.split("-")[0])
    letters = _SILENT.sub("'", lower(text.translate(_ALEF), language))
    return slugify(pattern.sub(lambda found: spellings[(found.lastindex or 1) - 1], letters), language)


@cache
def _romanization(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a pattern with a group for each sequence of letters in a language's rules, and the spelling of each."""
    rows = (row.split("\t") for row in _ROMANIZATIONS.read_text("utf-8").splitlines() if not row.startswith("#"))
    rules = [rule.split() for tag, _, rules in rows if tag == language for rule in rules.split("; ")]
    # an apostrophe within a word neither begins nor ends one
    edges = {"^": r"(?<!\w)(?<!\w')", "$": r"(?!'?\w)"}
    pattern = "|".join("({})".format(re.sub("[$^]", lambda edge: edges[edge[0]], letters)) for letters, _ in rules)
    return re.compile(pattern or "(?!)"), tuple(spelt.replace("-", "") for _, spelt in rules)


LONGEST_SLUG = 80
"""The largest number of characters of a slug that a command makes from a title."""


def free_slug(title: str, language: str, taken: Collection[str], tags: Collection[str]) -> str:
    """Return an unused slug made from a title, or an empty string if the title has no letters or digits to use.

    It is cut to `LONGEST_SLUG` characters, after a word if possible. If it is taken, reserved or a language tag, a
    number from 2 upwards is appended (`press-law-2`). `language` decides how letters are written in ASCII.
    """
    whole = new_slug(title, language)
    slug, number = cut_slug(whole, LONGEST_SLUG), 1
    while slug and (slug in taken or is_reserved(slug) or slug in tags):
        number += 1
        slug = f"{cut_slug(whole, LONGEST_SLUG - len(f'-{number}'))}-{number}"
    return slug


def cut_slug(slug: str, longest: int) -> str:
    """Return a slug of at most so many characters, cut after a word if possible."""
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def _spellings(rules: str) -> dict[str, str]:
    return {letters: spelled for letters, _, spelled in (rule.partition(" ") for rule in rules.split("; "))}


# sequences of letters before single ones, each with its spellings; "^" is the beginning of a word, "$" its end
_RUSSIAN_IN_LATIN = _spellings(
    "дж dzh j dj; кс ks x; ий$ iy y ii ij; ый$ y yy yi; ^е e ye; ае ae aye; ее ee eye; ие ie iye; ое oe oye; "
    "уе ue uye; ые ye yye; эе ee eye; ье e ie ye; ъе e ie ye; ьи i yi; ьё yo e; а a; б b; в v; г g; д d; е e; "
    "з z; и i; к k; л l; м m; н n; о o; п p; р r; с s; т t; у u; ф f; ё e yo; ж zh j; й y i j; х kh h x; ц ts "
    "c; ч ch; ш sh; щ shch sch; ъ; ы y i; ь; э e; ю yu iu ju; я ya ia ja"
)
_UKRAINIAN_IN_LATIN = {
    **{letters: latin for letters, latin in _RUSSIAN_IN_LATIN.items() if "ы" not in letters},
    **_spellings("г h g; и y i; зг zgh zg; ґ g; і i; ї i yi; є ie ye; ^є ye ie"),
}
_BELARUSIAN_IN_LATIN = {**_RUSSIAN_IN_LATIN, **_spellings("г h g; ё io yo; і i; ў u w")}
_AZERBAIJANI_IN_RUSSIAN = _spellings(
    "iye ие; ıye ие; iya ия; ıya ия; ya я; ye е; yə я е; yo йо е; yö йо е; yu ю; yü ю; lı$ лы ли; li$ ли лы; "
    "^e э е; ^ə а э; a а; b б; d д; e е; f ф; g г; i и; j ж; k к; l л; m м; n н; o о; p п; r р; s с; t т; u у; "
    "v в; y й; z з; c дж; ç ч; ə е а; ğ г; h г х; x х; ı ы и; ö о е; q г к; ş ш; ü у ю"
)

_RESPELLED: Mapping[str, Mapping[str, str]] = {
    "ru": _RUSSIAN_IN_LATIN,
    "uk": _UKRAINIAN_IN_LATIN,
    "be": _BELARUSIAN_IN_LATIN,
    "az": _AZERBAIJANI_IN_RUSSIAN,
    "tr": _AZERBAIJANI_IN_RUSSIAN,
}
"""By language, how readers write a name in the other script: for each sequence of letters, the spellings in use.

Latin spellings of Cyrillic names are those of passports (ICAO Doc 9303), of maps (BGN/PCGN), of GOST 7.79, system B, as
far as it has letters, and those of everyday use (`j` for дж, `h` for х). Russian spellings of Azerbaijani names vary
where Russian lacks a letter: Гасанлы and Хасанли, Самед and Самад.
"""

_MOST_SPELLINGS = 48


def respelled(word: str, language: str) -> list[str]:
    """Return how readers may write one word of a name in the other script, in lower case: Хаджиев as `khadzhiev`, ….

    A word is spelled consistently: within it, the same letters are always replaced by the same. Cyrillic names are
    written in Latin, Azerbaijani and Turkish ones in Russian. The list is empty for other languages, and for a word
    with a letter that the language does not have.
    """
    table = _RESPELLED.get(language.split("-")[0], {})
    parts = _sequences(language).findall(f"^{lower(word, language)}$") if table else []
    keys = [next((key for key in (part, part.strip("^$")) if key in table), None) for part in parts if part.strip("^$")]
    if None in keys:
        return []
    known = [key for key in keys if key is not None]
    choices = {key: table[key].split() or [""] for key in known}
    spelled = islice(product(*choices.values()), _MOST_SPELLINGS)
    ways = (dict(zip(choices, way, strict=True)) for way in spelled)
    return list(dict.fromkeys("".join(map(way.__getitem__, known)) for way in ways))


@cache
def _sequences(language: str) -> re.Pattern[str]:
    table = _RESPELLED.get(language.split("-")[0], {})
    longest = sorted(table, key=lambda sequence: (-len(sequence), sequence))
    return re.compile("|".join([*map(re.escape, longest), "."]))
