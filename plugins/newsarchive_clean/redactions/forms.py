"""Fold words to one form; patterns and telephone numbers in the forms that people write.

The redaction list names what must not be published. Its lines and each text that a build wants to publish are folded,
that is, rewritten in one spelling, so that a list's "Əliyev" also matches a text's "ƏLİYEV".

A line may be a regular expression. Each repeat in it needs an upper limit, so that the number of ways in which it can
match is known before it is used.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from .letters import has_invisible, is_invisible

# letters that look alike in lower or upper case: Cyrillic and Greek ones as Latin ones, and what old fonts and
# scanners write for Azerbaijani ones. No Latin letter replaces two letters of the same script.
_ALIKE = dict(
    zip(
        "авекмнорстухіјѕһԁԛԝәөαβεζηικμνορτυχıɑɡȷǝ",
        "abekmhopctyxijshdqwəɵabezhikmnoptyxiagjə",
        strict=True,
    )
)
_ALIKE |= {"ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه"}  # as Arabic keyboards write them
_ALIKE |= {"ԍ": "g", "ѡ": "w", "ꙍ": "w"}
# Greek and Cyrillic letters that are taken for these Latin ones beside Latin letters, but in their own words for others
_AMID_LATIN = str.maketrans("γημνσςυωϲϳүҮҫҪѵѴӏӀ", "ynuvocuwcjyYçÇvVlI")
_RARE = re.compile("[γημνσςυωϲϳүҮҫҪѵѴӏӀ\u00a8\u00ad\u00b4\u00b8\u02c7\u02d8\u02d9\u02da¹²³⁰⁴-⁹]")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_])[¹²³⁰⁴-⁹]{1,3}(?![^\W_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024fəƏ]")
# at the end of a line a soft hyphen is visible: many programs write it there into a PDF
_SHOWN_HYPHEN = re.compile(r"\u00ad(?=\s)")
# TeX draws an accent and its letter one after the other; ´ beside a space is a soft sign
_ACCENT_APART = re.compile("(?<=[^\\W\\d_])(?: ?[\u00a8\u00b8\u02c7\u02d8\u02d9\u02da] ?|\u00b4)(?=[^\\W\\d_])")
# most of them count as letters
_APOSTROPHES = "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u02ee\u2018\u2019\u201b\u2032\ua78c`"
SOFT_SIGNS = f"'{_APOSTROPHES}\ua78b\uff07\u00b4\u2033”"
"""All signs that people write for an apostrophe, a soft or a hard sign."""
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_MARKS = {"\u0326": "\u0327", "\u030c": "\u0306"}  # comma below as cedilla, caron as breve
LEFT_MARKS = re.compile("[\u0300-\u036f\ufe20-\ufe2f]")  # those that make no letter: š, a tie as in t͡s
# Arabic vowel signs, hamza, madda and tatweel; lines over, under and through a letter; stress marks
_LAID_OVER = ((0x640, 0x640), (0x64B, 0x655), (0x670, 0x670), (0x305, 0x305), (0x332, 0x338), (0x300, 0x301))


class _FoldTable(dict[int, str]):
    """A `str.translate` table for `fold`, which expects text in NFKD and in lower case; filled on demand."""

    def __missing__(self, number: int) -> str:
        self[number] = _folded(chr(number))
        return self[number]


def _folded(character: str) -> str:
    number = ord(character)
    if is_invisible(character) or any(first <= number <= last for first, last in _LAID_OVER):
        return ""
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    character = _MARKS.get(character, _plain_cyrillic(character))
    return _ALIKE.get(character, character)


# letters that have spellings of their own in `spellings.tsv` are no others with a mark
_NOT_PLAIN = frozenset("ґғҝүҹһәө")
_WITH_A_MARK = re.compile(r"(?:COMBINING )?CYRILLIC (?:SMALL )?LETTER (?:.+ )??(\w+)(?: WITH .+)?")


def _plain_cyrillic(character: str) -> str:
    """Return the letter of а to я that a rare Cyrillic one looks like, by its name: ԡ (el with middle hook) as л."""
    if not ("\u048a" <= character <= "\u052f" or "\u2de0" <= character <= "\ua69f") or character in _NOT_PLAIN:
        return character
    found = _WITH_A_MARK.fullmatch(unicodedata.name(character, ""))
    try:
        plain = unicodedata.lookup(f"CYRILLIC SMALL LETTER {found[1]}") if found else character
    except KeyError:
        return character
    return plain if character not in _ALIKE and "а" <= plain <= "я" else character


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Return a text in the one spelling in which it is compared with the redaction list: `"İLHAM ١٢"` -> `"ilham 12"`.

    It ignores what readers do not see or people do not type: case, composition, the dots of i and ё, stress marks, the
    script of digits and of letters that look alike (Cyrillic "а", Latin "a"), accents that are drawn apart,
    note marks (¹) and invisible characters. Line feeds stay, so that lines can still be counted.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    if _RARE.search(text):
        text = _LETTERS.sub(_as_latin, _ACCENT_APART.sub("", _SHOWN_HYPHEN.sub("-", _NOTE_MARK.sub("", text))))
    # NFKD would turn № into letters
    letters = unicodedata.normalize("NFKD", text.replace("№", " ")).casefold().replace("i\u0307", "i")
    composed = unicodedata.normalize("NFC", letters.translate(_TABLE).replace("e\u0308", "e"))
    return LEFT_MARKS.sub("", composed)


def _as_latin(word: re.Match[str]) -> str:
    return word[0].translate(_AMID_LATIN) if _LATIN.search(word[0]) else word[0]


_SET_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_][^\W\d_](?![^\W_])){2,}")


def closed_up(folded: str, words: Sequence[str]) -> str:
    """Return a folded text with letters that stand apart by one sign or space joined: `"а л и  x"` -> `"али  x"`.

    The line feeds between them follow. `words` are those of the text.
    """
    single = bytes(map((1).__eq__, map(len, words)))
    place = single.find(b"\1\1\1")
    while place >= 0:
        if min(words[place : place + 3]) > "9":
            return _SET_APART.sub(_closed, folded)
        place = single.find(b"\1\1\1", place + 1)
    return folded


def _closed(letters: re.Match[str]) -> str:
    return letters[0][::2] + "\n" * letters[0].count("\n")


class _Seen(dict[int, str]):
    """A `str.translate` table that removes invisible characters, such as soft hyphens."""

    def __missing__(self, number: int) -> str:
        self[number] = "" if is_invisible(chr(number)) else chr(number)
        return self[number]


_SEEN = _Seen()


@lru_cache(maxsize=4)
def seen(text: str) -> str:
    """Return a text composed (NFC) and without invisible characters, otherwise as it is."""
    return unicodedata.normalize("NFC", text.translate(_SEEN) if has_invisible(text) else text)


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
    r"|![0-9]{1,2}[a-z](?=-?[0-9])"  # in the address of a map, !3d40.4!4d49.8
)
_DOTS = re.compile(rf"\s{_DOT}\s")
_SIDE_OF_EARTH = re.compile(rf"(?<=\d)[\s°]{{0,3}}(?:{_SIDE})(?![^\W_])")


def with_signs(folded: str) -> str:
    """Return a folded text with ` ~` for each word that people write for a sign: "at" for "@", "dot", "No", "latitude".

    So an address or number is found however it is written: `"ali (at) mail [dot] org"` -> `"ali  ~ mail  ~ org"`.
    """
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
    """A regular expression is invalid or may take too long; the message is the code of the fault."""


class _Group(msgspec.Struct):
    """In how many ways a group (parentheses, or the whole expression) can match, counted while it is parsed.

    Ways of alternatives are added, those of parts in a row multiplied: `a?b{1,3}|c` has 2 * 3 + 1 = 7.

    Attributes:
        choices: Ways of the alternatives that have ended.
        before: Ways of the current alternative, excluding its last part.
        part: Ways of the last part, to which a repeat that follows applies.
    """

    choices: int = 0
    before: int = 1
    part: int = 1

    @property
    def ways(self) -> int:
        """Return the ways of the whole group, at most `MOST_WAYS` + 1."""
        return min(self.choices + self.before * self.part, MOST_WAYS + 1)

    def add(self, ways: int) -> None:
        """Count a new part (a character, a set or an inner group) of the current alternative."""
        self.before, self.part = min(self.before * self.part, MOST_WAYS + 1), ways

    def choose(self) -> None:
        """End the current alternative, at a `|`."""
        self.choices, self.before, self.part = self.ways, 1, 1


def bounded_pattern(source: str) -> re.Pattern[str]:
    """Compile a regular expression of the redaction list, given without its slashes; it ignores case.

    Raises:
        PatternError: It is invalid, matches an empty text, has a repeat without an upper limit (`*`, `+`), or can match
            in more than `MOST_WAYS` ways.
    """
    if _ways(source) > MOST_WAYS:
        raise PatternError("redactions-unbounded")
    try:
        with warnings.catch_warnings():
            # Python warns of nested sets, whose meaning may change, and the warning would print the secret pattern
            warnings.simplefilter("error")
            pattern = re.compile(source, re.IGNORECASE)
    except (re.error, OverflowError, Warning):
        raise PatternError("redactions-pattern") from None
    if pattern.match(""):
        raise PatternError("redactions-pattern")
    return pattern


def _ways(source: str) -> int:
    """Return in how many ways an expression can match (above `MOST_WAYS` is too many), or raise PatternError."""
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
            # `?` after a repeat only makes it lazy
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
    """Multiply the ways of a group's last part by the repeat (`{2,5}`) that follows it, or raise PatternError."""
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


_LEAST_ABROAD, _LEAST = 7, 8  # digits that must remain, so that 01.02.1990 is not read as a telephone number
_ABROAD = re.compile(r"\A[^\w+]*(?:\+|00)")
# country codes of one and two digits (ITU-T E.164); all others have three
_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
_OWN = re.compile(r"994(?=\d{9}\Z)|[78](?=\d{10}\Z)")
"""How numbers of Azerbaijan and Russia begin without a plus: the country code, or the 8 dialled within Russia."""


def national(line: str, digits: str) -> str:
    """Return a number without country code and leading zeros: `"+994 50 123 45 67"` -> `"501234567"`.

    All digits are returned if fewer than eight would remain (seven after `+` or `00`), as for the date 01.02.1990.
    `line` is the number as the list has it, `digits` its digits alone.
    """
    abroad = _ABROAD.match(line)
    rest = digits.removeprefix("00") if abroad else digits
    code = (_CODE if abroad else _OWN).match(rest)
    rest = rest[code.end() if code else 0 :].lstrip("0")
    return rest if len(rest) >= (_LEAST_ABROAD if abroad else _LEAST) else digits
