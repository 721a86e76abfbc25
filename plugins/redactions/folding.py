"""Spellings that a reader takes for the same, folded into one: for comparing alone, never for printing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from plugins.archive.characters import strange_in

# alike in print, in lower or upper case: Cyrillic and Greek letters as Latin ones, and what old fonts and scanners
# write for letters of Azerbaijani. One Latin letter never stands for two of the same script.
_ALIKE = dict(
    zip(
        "авекмнорстухіјѕһԁԛԝәөαβεζηικμνορτυχıɑɡȷǝ",
        "abekmhopctyxijshdqwəɵabezhikmnoptyxiagjə",
        strict=True,
    )
)
_APOSTROPHES = "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2018\u2019\u201b\u2032`\u00b4"  # letters to Unicode, some
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_MARKS = {"\u0326": "\u0327", "\u030c": "\u0306"}  # a comma as a cedilla, a caron as a breve
# Arabic vowels and lengthening; lines over, under and through a letter; stress
_LAID_OVER = ((0x640, 0x640), (0x64B, 0x652), (0x670, 0x670), (0x305, 0x305), (0x332, 0x338), (0x300, 0x301))


class _Table(dict[int, str]):
    """What becomes of each character of normal form KD in lower case, by its number; found out once."""

    def __missing__(self, number: int) -> str:
        self[number] = _folded(chr(number))
        return self[number]


def _folded(character: str) -> str:
    number = ord(character)
    if strange_in(character) or any(first <= number <= last for first, last in _LAID_OVER):
        return ""
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    digit = unicodedata.decimal(character, None)
    return str(digit) if digit is not None else _MARKS.get(character, _ALIKE.get(character, character))


_TABLE = _Table()


def fold(text: str) -> str:
    """Return a text in one spelling.

    Case, composed and decomposed letters, forms for compatibility, dotted and dotless i, ё and е, stress, digits of
    other scripts, letters that are alike in print, and what is not seen at all make no difference. Line feeds are kept.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    # the sign for a number would become letters
    letters = unicodedata.normalize("NFKD", text.replace("№", " ")).casefold().replace("i\u0307", "i")
    return unicodedata.normalize("NFC", letters.translate(_TABLE).replace("e\u0308", "e"))


class _Seen(dict[int, str]):
    """What is seen of each character, by its number."""

    def __missing__(self, number: int) -> str:
        self[number] = "" if strange_in(chr(number)) else chr(number)
        return self[number]


_SEEN = _Seen()


@lru_cache(maxsize=4)
def seen(text: str) -> str:
    """Return a text in its own letters, composed, without what is not seen."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_SEEN))


_AT, _DOT = (f"(?:{fold(each)})" for each in ("at|ət|собака|собачка", "dot|nöqtə|точка"))
_BEFORE_NUMBER = fold(
    "seri(?:ya(?:lı|sı)?|es)|сери[ияй]|no|nr|num(?:ber)?|nömrə(?:si)?|номер|lat(?:itude)?|lo?ng?(?:itude)?|широта|долгота|enlik|uzunluq"
)
_SIDE = fold(r"[nsew]|[сю]\. ?ш|[вз]\. ?д|[şc]m?\. ?e|[şq]\. ?u")
_FOR_A_SIGN = re.compile(
    # name (at) mail [dot] org, name (a) mail.org; name at mail dot org
    rf"[\W_](?:\s?(?:{_AT}|{_DOT}|a|d)\s?[)\]}}»>*]|{_AT}\s(?P<host>(?:[\w.-]{{1,64}}\s{_DOT}\s){{1,4}})(?=\w)"
    # AZE No 12345678, latitude 40.4, N 40.4
    rf"|(?:{_BEFORE_NUMBER})(?=[\W_]{{0,4}}\d)|[nsew]\s?(?=\d{{1,3}}[.,°]))"
)
_DOTS = re.compile(rf"\s{_DOT}\s")
_SIDE_OF_EARTH = re.compile(rf"(?<=\d)[\s°]{{0,3}}(?:{_SIDE})(?![^\W_])")


def with_signs(folded: str) -> str:
    """Return a folded text with a sign for each word that people write for one, in an address or beside a number."""
    return _SIDE_OF_EARTH.sub(_sign, _FOR_A_SIGN.sub(_sign, folded))


def _sign(found: re.Match[str]) -> str:
    host = found.groupdict().get("host") or ""
    return " ~" + "\n" * found[0].count("\n") + _DOTS.sub(" ", host).replace("\n", " ")
