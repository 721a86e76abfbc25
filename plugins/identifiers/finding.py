"""Where identifiers of people stand in a text.

Numbers of the newsroom's own region are known as they are written there; any other telephone number by its `+` or
`00`. Addresses of the web, dates, years, case numbers, sums and the numbers of books and articles are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import NamedTuple

from .checksums import is_account, is_card

# one sign between the groups of a number: a space, a no-break, thin or narrow one, a hyphen, a dash or a full stop
_S = "[ .\u00a0\u2009\u202f\u2010-\u2013-]"
_TRUNK = "[   -]?"  # after the digit that is dialled first
_B, _A = r"(?<![\w+.,/§№-])", r"(?![\w/§%°])(?![.,:-]\d)"
# digit by digit: groups of any length could be parted in thousands of ways
_GROUPED = rf"(?:{_S}?[(]?\d[)]?)"

# addresses of the web, and numbers of articles, books and journals
_OTHERS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'»”]+|\bwww\.[^\s<>\"'»”]+|\bdoi:\s?\S+|\b10\.\d{4,9}/\S+"
    r"|\bIS[BS]N(?:-1[03])?:? ?[\dX-][\dX -]{7,16}",
    re.IGNORECASE,
)
_AT, _DOT = r"(?:@| ?[\[(]at[\])] ?)", r"(?:\.| ?[\[(]dot[\])] ?)"


class Found(NamedTuple):
    """An identifier: the code of its warning, where it begins and ends, and what of it may be shown."""

    code: str
    start: int
    end: int
    shown: str


def _bare(text: str) -> str:
    """Return letters, digits and the sign of a mailbox alone."""
    return re.sub(r"[^\w@]", "", text).casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_phone(text: str) -> bool:
    return 9 <= len(_digits(text)) <= 15


def _is_mailbox(text: str) -> bool:
    """Whether a mailbox can be one: names of RFC 2606 belong to nobody."""
    host = re.split(r"@|[\[(]at[\])]", text, flags=re.IGNORECASE)[-1].strip().lower()
    return not re.search(r"(?:\A|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\Z", host)


def _has_digit_and_letter(text: str) -> bool:
    code = text[-7:]
    return any(each.isdigit() for each in code) and any(each.isalpha() for each in code)


class _Kind(NamedTuple):
    """The code of a warning, how such an identifier is written, and whether what is written so can be one.

    `sign`: what a text has that holds any. It is told at once, and few texts have it.
    """

    code: str
    sign: Callable[[str], object]
    pattern: re.Pattern[str]
    holds: Callable[[str], bool]


# A set of signs in front is looked for fastest, and a plain word faster still.
# nine digits, with no more than blanks, brackets and one sign between each two, or seven together
_NUMBER = re.compile(r"\d(?:(?:[ .()\u00a0\u2009\u202f\u2010-\u2013-]{0,4}\d){8}|\d{6})").search
_CODE = re.compile(r"[A-Z][A-Z]\d\d").search


def _mailbox(text: str) -> bool:
    return "@" in text or any(each in text for each in ("at]", "at)", "AT]", "AT)", "At]", "At)", "aT]", "aT)"))


def _personal_number(text: str) -> bool:
    return any(each in text for each in ("FIN", "FİN", "ФИН", "PIN", "PİN", "ПИН"))


def _path(text: str) -> bool:
    return any(each in text for each in ("file:///", ":\\", "/home/", "/Users/", "/storage/emulated/"))


_SIGNS: tuple[Callable[[str], object], ...] = (_CODE, _NUMBER, _mailbox, _personal_number, _path)


@cache
def _kinds() -> tuple[_Kind, ...]:
    """Return all kinds: by need, since few texts have anything like them."""
    return (
        _Kind(
            "personal-account",
            _CODE,
            re.compile(r"(?<![\w/])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)"),
            lambda text: is_account(re.sub(r"\s", "", text)),
        ),
        _Kind(
            "personal-card",
            _NUMBER,
            re.compile(
                rf"{_B}(?:\d{{4}}(?:{_S}\d{{4}}){{3}}(?:{_S}\d{{3}})?|\d{{4}}{_S}\d{{6}}{_S}\d{{4,5}}|\d{{13,19}}){_A}"
            ),
            lambda text: is_card(_digits(text)),
        ),
        _Kind(
            "personal-mailbox",
            _mailbox,
            re.compile(
                rf"(?<![\w.%+-])[\w.%+-]*\w{_AT}\w[\w-]*(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}",
                re.IGNORECASE,
            ),
            _is_mailbox,
        ),
        # Azerbaijan's identity cards, old and new, and residence permits
        _Kind(
            "personal-identity",
            _NUMBER,
            re.compile(r"(?<!\w)(?:AZE|AA|MYİ|DYİ)[ \u00a0]?№?[ \u00a0]?\d{7,8}(?!\w)"),
            bool,
        ),
        # the personal number, which is a word like any other without what it is called
        _Kind(
            "personal-identity",
            _personal_number,
            re.compile(
                r"(?<!\w)(?:F[İI]N|ФИН|P[İI]N|ПИН)(?:[ -]?(?:kodu?|code|код))?[\w]{0,3} ?[:№#=–—-]? ?"
                r"(?=[0-9A-HJ-NP-Z]{7}(?!\w))[0-9A-HJ-NP-Z]{7}",
            ),
            _has_digit_and_letter,
        ),
        _Kind("personal-phone", _NUMBER, re.compile(rf"(?<![\w+])\+[1-9]{_GROUPED}{{8,14}}(?!\w)"), _is_phone),
        _Kind("personal-phone", _NUMBER, re.compile(rf"{_B}00{_TRUNK}[1-9]{_GROUPED}{{8,13}}{_A}"), _is_phone),
        # Azerbaijan: the codes of cities and of mobile networks
        _Kind(
            "personal-phone",
            _NUMBER,
            re.compile(
                rf"{_B}[(]?0(?:1[0-28]|2\d|36|4[04]|5[015]|60|7[07]|99)[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d{_A}",
            ),
            bool,
        ),
        # Russia
        _Kind(
            "personal-phone",
            _NUMBER,
            re.compile(rf"{_B}8{_TRUNK}[(]?[3489]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d{_A}"),
            bool,
        ),
        # a file on somebody's machine, whose folders often bear the name of its user
        _Kind(
            "personal-path",
            _path,
            re.compile(
                r"\bfile:/+(?:[A-Za-z]:|(?:home|Users|storage)/)[^\s<>\"'»”)]+|(?<!\w)[A-Za-z]:(?:\\{1,2}|/(?=Users/))\w[^\s<>\"'»”)]*"
                r"|(?<![\w.~/-])/(?:home|Users|storage/emulated)/\w[^\s<>\"'»”)]*"
            ),
            bool,
        ),
        # Georgia: mobiles, and Tbilisi
        _Kind("personal-phone", _NUMBER, re.compile(rf"{_B}(?:5\d\d|0?32{_S}?2){_S}\d\d{_S}\d\d{_S}\d\d{_A}"), bool),
        # Türkiye
        _Kind(
            "personal-phone",
            _NUMBER,
            re.compile(rf"{_B}0{_TRUNK}[(]?[2-5]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d{_A}"),
            bool,
        ),
    )


def identifiers_in(text: str, published: Collection[str] = ()) -> Iterator[Found]:
    """Yield the identifiers of a text, in order; those that are `published` on purpose are passed over."""
    signs = {sign for sign in _SIGNS if sign(text)}
    if not signs:
        return
    words = _OTHERS.sub(lambda found: " " * len(found[0]), text)
    allowed = {_bare(each) for each in published}
    taken: list[Found] = []
    covered = bytearray(len(words))
    for kind in (each for each in _kinds() if each.sign in signs):
        for each in kind.pattern.finditer(words):
            # what is taken is marked, letter by letter: a text can hold ten thousand of them
            if not any(covered[each.start() : each.end()]) and kind.holds(each[0]):
                covered[each.start() : each.end()] = b"\1" * (each.end() - each.start())
                taken.append(Found(kind.code, each.start(), each.end(), _shown(each[0])))
    for found in sorted(taken, key=lambda found: found.start):
        if _bare(words[found.start : found.end]) not in allowed:
            yield found


def _shown(text: str) -> str:
    """Return a beginning by which an editor knows it, and no more."""
    return f"{text[:1] if '@' in text else text[:3]}…"
