"""Fold words to one form; patterns and telephone numbers in the forms that people write.

A search goes back as often as a pattern has ways to read a text. Where every repeat has an end, that number can be
told from the pattern alone, and is kept small.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import lru_cache

from newsarchive.archive.characters import strange_in

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


class _FoldTable(dict[int, str]):
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


_TABLE = _FoldTable()


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


MOST_REPEATS = 50
MOST_WAYS = 10_000

_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<choice>\|)"
    r"|(?P<repeat>[*+?]|\{\d*(?:,\d*)?\})|(?P<other>.)",
    re.DOTALL,
)
_REPEATABLE = frozenset(("escape", "set", "close", "other"))


class PatternError(ValueError):
    """A pattern is none, or may take too long. The message is the code of its fault."""


@dataclass
class _Group:
    """In how many ways a group can be read: its earlier choices, what comes before its last part, and that part."""

    choices: int = 0
    before: int = 1
    part: int = 1

    @property
    def ways(self) -> int:
        return min(self.choices + self.before * self.part, MOST_WAYS + 1)

    def add(self, ways: int) -> None:
        self.before, self.part = min(self.before * self.part, MOST_WAYS + 1), ways

    def choose(self) -> None:
        self.choices, self.before, self.part = self.ways, 1, 1


def bounded_pattern(source: str) -> re.Pattern[str]:
    """Return a pattern, compiled without regard to case. PatternError for one that is refused."""
    if _ways(source) > MOST_WAYS:
        raise PatternError("redactions-unbounded")
    try:
        with warnings.catch_warnings():
            # a set in a set, which may come to mean something else, and the warning would show the pattern
            warnings.simplefilter("error")
            pattern = re.compile(source, re.IGNORECASE)
    except (re.error, OverflowError, Warning):
        raise PatternError("redactions-pattern") from None
    if pattern.match(""):
        raise PatternError("redactions-pattern")
    return pattern


def _ways(source: str) -> int:
    groups, last = [_Group()], ""
    for token in _TOKEN.finditer(source):
        kind, now = token.lastgroup or "", groups[-1]
        if kind == "open":
            groups.append(_Group())
        elif kind == "close":
            if len(groups) == 1:
                raise PatternError("redactions-pattern")
            ways = groups.pop().ways
            groups[-1].add(ways)
        elif kind == "choice":
            now.choose()
        elif kind == "repeat":
            # a question mark after a repeat has it try the shorter first
            if last != "repeat" or token[0] != "?":
                _repeat(token[0], now, last)
        elif kind == "escape" and token[0][1].isdigit():
            raise PatternError("redactions-unbounded")
        else:
            now.add(1)
        last = kind
    if len(groups) > 1:
        raise PatternError("redactions-pattern")
    return groups[0].ways


def _repeat(repeat: str, now: _Group, last: str) -> None:
    if last not in _REPEATABLE:
        raise PatternError("redactions-pattern")
    least, comma, most = repeat.strip("{}").partition(",")
    if repeat == "?":
        low, high = 0, 1
    elif repeat in ("*", "+") or (comma and not most):
        raise PatternError("redactions-unbounded")
    elif not (least or most):
        raise PatternError("redactions-pattern")
    else:
        low, high = int(least or 0), int(most or least)
    if not low <= high <= MOST_REPEATS:
        raise PatternError("redactions-unbounded")
    now.part = (high - low + 1) * min(now.part, MOST_WAYS + 1) ** high


_LEAST_ABROAD, _LEAST = 7, 8  # digits that are left; 01.02.1990 is no telephone number
_ABROAD = re.compile(r"\A[^\w+]*(?:\+|00)")
# the codes of one digit and of two (ITU-T E.164); all others have three
_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
_OWN = re.compile(r"994(?=\d{9}\Z)|[78](?=\d{10}\Z)")
"""Codes of Azerbaijan and of Russia without their plus, and the 8 that is dialled in Russia."""


def national(line: str, digits: str) -> str:
    """Return the digits that stand in a number however it is written: without a country's code and leading zeros.

    Args:
        line: The number as the list has it.
        digits: Its digits alone.
    """
    abroad = _ABROAD.match(line)
    rest = digits.removeprefix("00") if abroad else digits
    code = (_CODE if abroad else _OWN).match(rest)
    rest = rest[code.end() if code else 0 :].lstrip("0")
    return rest if len(rest) >= (_LEAST_ABROAD if abroad else _LEAST) else digits
