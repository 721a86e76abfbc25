"""Identifiers of people in texts: telephone numbers, cards, accounts, documents.

Telephone numbers of the newsroom's own region (Azerbaijan, Georgia, Russia, Türkiye) are recognised in their local
forms, all others by `+`, `00` or a word such as “tel” before them. In web addresses, only unmistakable identifiers
count. Dates, years, case numbers, sums and the numbers of books and articles are not identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

_YEARS = re.compile(r"(?:(?:19|20)\d\d)+\Z")


def is_card(digits: str) -> bool:
    """Return whether a string of digits can be the number of a payment card (ISO/IEC 7812).

    It has 13 to 19 digits with a valid Luhn checksum, begins with 2 to 6, and is not just several years in a row.
    """
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or _YEARS.match(digits):
        return False
    values = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in values) % 10 == 0


def is_account(letters: str) -> bool:
    """Return whether a string can be the number of a bank account, an IBAN (ISO 13616), without spaces."""
    moved = letters[4:] + letters[:4]
    return 15 <= len(letters) <= 34 and int("".join(str(int(each, 36)) for each in moved)) % 97 == 1


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_mailbox(text: str) -> bool:
    """Return whether a mailbox can belong to somebody, that is, is not at a domain for examples (RFC 2606)."""
    host = re.split(r"@|%40|[\[({]at?[\])}]| AT ", text, flags=re.IGNORECASE)[-1].strip().lower()
    return not re.search(r"(?:\A|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\Z", host)


def _is_place(text: str) -> bool:
    """Return whether the first two decimal numbers in a text can be a latitude and a longitude.

    At least one must be 10 or more: most other pairs of decimal numbers, such as rates, are smaller.
    """
    latitude, longitude = (abs(float(each)) for each in re.findall(r"-?\d+\.\d+", text)[:2])
    return latitude <= 90 and longitude <= 180 and max(latitude, longitude) >= 10


def _is_phone(text: str) -> bool:
    return 9 <= len(_digits(text)) <= 15


def _is_not_round(text: str) -> bool:
    return not text.endswith("000")  # as most sums and counts do


def _is_code(text: str) -> bool:
    return any(each.isdigit() for each in text[-7:]) and any(each.isalpha() for each in text[-7:])


# a separator between groups of digits: a space, also no-break, thin or narrow, a hyphen, a dash or a full stop
_S = "[ .\u00a0\u2009\u202f\u2010-\u2013-]"
_P = "[ \u00a0\u2009\u202f\u2010-\u2013-]"  # the same without the full stop, which IP addresses have
_TRUNK = "[ \u00a0-]?"  # a separator after the trunk prefix
_B, _A = r"(?<![\w+.,/§№-])", r"(?![\w/§%°])(?![.,:-]\d)"
# digit by digit, because groups of any length could be split in thousands of ways
_GROUPED = rf"(?:{_S}?[(]?\d[)]?)"
_MOBILE = "(?:10|5[015]|60|7[07]|99)"  # Azerbaijan's mobile networks
_CODE = f"(?:1[0-28]|2[0-9]|36|4[04]|{_MOBILE})"  # and its area codes
# the seven digits after a code, in the groups in which people write them
_SEVEN = rf"(?:\d{{3}}{_S}?\d\d{_S}?\d\d|\d\d{_S}\d\d{_S}\d{{3}}|\d\d{_S}\d{{3}}{_S}\d\d|\d{{3}}/\d\d/\d\d)"
_LOCAL = (
    # Azerbaijan: with the trunk prefix, mobile numbers also without it; other codes only with it and in groups
    rf"[(]?0{_TRUNK}{_CODE}[)]?[ ./\u00a0\u2009\u202f\u2010-\u2013-]?{_SEVEN}",
    rf"[(]?0\d\d[)]?{_P}\d{{3}}{_P}\d\d{_P}\d\d",
    # mobile numbers of four countries without a plus, as messengers show them
    rf"[79](?:(?<=9)94{_TRUNK}[(]?{_MOBILE}[)]?|(?<=7){_TRUNK}[(]?9\d\d[)]?|(?<=9)95{_TRUNK}5\d{_S}?\d"
    rf"|(?<=9)0{_TRUNK}5\d\d){_S}?{_SEVEN}",
    rf"8{_TRUNK}[(]?[3489]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d",  # Russia
    rf"(?:5\d\d|0?32{_S}?2){_S}\d\d{_S}\d\d{_S}\d\d",  # Georgia: mobile numbers, and Tbilisi
    rf"0{_TRUNK}[(]?[2-5]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d",  # Türkiye
)
_AT = r"(?:@| @ | ?[\[({]at[\])}] ?|[\[(]a[\])]|(?-i: AT ))"
_DOT = r"(?:\.| ?[\[(]dot[\])] ?|(?-i: DOT ))"
_MINUTE, _SECOND = "['′’]", "(?:[\"″”“]|'')"
_COORDINATES = r"-?\d{{1,3}}\.\d{{4,}}(?:{})-?\d{{1,3}}\.\d{{4,}}"
# query parameters that tell a service who shared an address, or to whom a newsletter was sent
_TRACKERS = (
    "igsh|igshid|fbclid|mibextid|__cft__(?:\\[0\\]|%5B0%5D)?|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|ttclid|"
    "twclid|ouid|u_code|_r|sec_user_id|sender_device|share_id|share_app_id|mc_eid|mkt_tok|vero_id|rcm|utm_[a-z]+"
)


def _after(words: str, more: str) -> re.Pattern[str]:
    """Return a pattern for the end of words such as “passport no.”, which stand before a number.

    `words` are alternatives for the word that names the number, `more` for up to two words after it.
    """
    return re.compile(rf"(?<!\w)(?:{words})\w{{0,5}}(?:[^\w\n]{{1,3}}(?:{more})){{0,2}}[^\w\n]{{1,3}}\Z", re.IGNORECASE)


_PHONE_WORDS = "tel|telefon|phone|mobile|mob|whats ?app|viber|telegram|signal|zəng|тел|телефон|моб|ватсап|вотсап"


# signs of identifiers: a text without them is not searched, which would take a tenth of the time of reading it. Each
# begins with a class of characters that few texts have, because Python searches for what looks behind first much more
# slowly
_DIGITS = re.compile(
    r"[0-9\u0660-\u1c59\ua620-\U0010ffff]"
    r"(?:(?:[ №.()/\u00a0\u2009\u202f\u2010-\u2013-]{0,4}\d){8}|\d{5}|\d(?<=[A-Z]{2}\d\d)|-[A-Z]{2}-\d|\.\d{4}|°)"
)
_PERSONAL = re.compile(r"[FfPФфП](?:(?<=[FPФП])(?:[İI]N|ИН)|(?<=[FfФф])[iıİIиИ][nNнН][ -]?(?i:kod|code|код))")
_SIGNS = re.compile(r"[@\[({:/A](?:(?<=@)|(?i:at?)[\])}]|\\|/+[A-Za-z]:|home/|Users/|storage/|(?<= A)T )")


class _Kind(NamedTuple):
    """One kind of personal identifier, such as telephone numbers of one country, and how to recognise it.

    Attributes:
        code: The code of the warning, such as `personal-phone`.
        pattern: How the identifier is written. If the pattern has a group, the identifier is that group.
        holds: A test that the identifier must also pass, such as a checksum.
        called: A pattern of the words that must precede the identifier, such as “passport no.”, because the number
            alone could mean anything; None if no words are needed.
        sign: A pattern that every text with this kind matches, and few others. Kinds in web addresses have none.
    """

    code: str
    pattern: re.Pattern[str]
    holds: Callable[[str], object] = bool
    called: re.Pattern[str] | None = None
    sign: re.Pattern[str] = re.compile("")


def _phone(pattern: str, holds: Callable[[str], object] = bool) -> _Kind:
    return _Kind("personal-phone", re.compile(pattern), holds, sign=_DIGITS)


def _identity(pattern: str, sign: re.Pattern[str], holds: Callable[[str], object] = bool) -> _Kind:
    return _Kind("personal-identity", re.compile(pattern), holds, sign=sign)


def _linked(code: str, pattern: str, holds: Callable[[str], object] = bool) -> _Kind:
    return _Kind(code, re.compile(pattern, re.IGNORECASE), holds)


_IN_WORDS = (
    _Kind(
        "personal-account",
        re.compile(r"(?<![\w/])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)"),
        lambda text: is_account(re.sub(r"\s", "", text)),
        sign=_DIGITS,
    ),
    _Kind(
        "personal-card",
        re.compile(
            rf"{_B}(?:\d{{4}}(?:{_S}\d{{4}}){{3}}(?:{_S}\d{{3}})?|\d{{4}}{_S}\d{{6}}{_S}\d{{4,5}}|\d{{13,19}}){_A}"
        ),
        lambda text: is_card(_digits(text)),
        sign=_DIGITS,
    ),
    _Kind(
        "personal-mailbox",
        re.compile(rf"(?i)(?<![\w.%+-])[\w.%+-]*\w{_AT}\w[\w-]*(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}"),
        _is_mailbox,
        sign=_SIGNS,
    ),
    # identity cards (old and new), residence permits and passports of Azerbaijan
    _identity(r"(?<!\w)(?:AZE|AA|MYİ|DYİ)[ \u00a0-]?(?:№|N[o°]?\.?|#)?[ \u00a0]?\d{7,8}(?!\w)", _DIGITS),
    _identity(r"(?<![\w/-])C\d{8}(?!\w)", _DIGITS),
    _Kind(
        "personal-identity",
        re.compile(r"(?<!\w)[A-Z\d](?:[A-Z]{0,2}[ -]?\d{6,9}|\d ?\d\d ?(?:№ ?)?\d{6})(?!\w)"),
        lambda text: len(_digits(text)) > 6,
        called=_after(
            "passport|pasport|паспорт|vəsiqə|удостоверени|id[ -]card", "no?|nömrəsi|номер|сери[яи]|series|seriya"
        ),
        sign=_DIGITS,
    ),
    # the personal number (FIN), which looks like any other word unless its name precedes it
    _identity(
        r"(?<!\w)(?:F[İI]N|ФИН|P[İI]N|ПИН)(?:[ -]?(?:kodu?|code|код))?[\w]{0,3} ?[:№#=–—-]? ?"
        r"(?=[0-9A-HJ-NP-Z]{7}(?!\w)|[0-9a-z]{7}(?!\w))\w{7}",
        _PERSONAL,
        _is_code,
    ),
    _identity(
        r"(?<!\w)[FfФф][iıİIиИ][nNнН][ -]?(?i:kod|code|код)\w{0,4} ?[:№#=–—-]? ?([0-9A-Za-z]{7})(?!\w)",
        _PERSONAL,
        _is_code,
    ),
    # car number plates
    _identity(r"(?<![\w/-])\d\d-[A-Z]{2}-\d{3}(?![\w/-])", _DIGITS),
    _Kind(
        "personal-place", re.compile(rf"(?<![\w.]){_COORDINATES.format('[,;] ?| ')}(?![\w.])"), _is_place, sign=_DIGITS
    ),
    _Kind(
        "personal-place",
        re.compile(rf"(?<!\w)\d{{1,3}}° ?\d\d?{_MINUTE} ?\d\d?(?:[.,]\d+)?{_SECOND}"),
        sign=_DIGITS,
    ),
    # a file on somebody's computer: its folders often contain the user's name
    _Kind(
        "personal-path",
        re.compile(
            r"\bfile:/+(?:[A-Za-z]:|(?:home|Users|storage)/)[^\s<>\"'»”)]+"
            r"|(?<!\w)[A-Za-z]:(?:\\{1,2}|/(?=Users/))\w[^\s<>\"'»”)]*"
            r"|(?<![\w.~/-])/(?:home|Users|storage/emulated)/\w[^\s<>\"'»”)]*"
        ),
        sign=_SIGNS,
    ),
    _phone(rf"(?<![\w+])\+[1-9]{_GROUPED}{{8,14}}(?!\w)", _is_phone),
    _phone(rf"{_B}00{_TRUNK}[1-9]{_GROUPED}{{8,13}}{_A}", _is_phone),
    _phone(rf"{_B}[15-79]\d{_P}\d{{3}}{_P}\d\d{_P}\d\d{_A}", re.compile(_MOBILE).match),
    _phone(rf"{_B}5[0579]\d{{7}}{_A}", _is_not_round),  # Georgia
    _phone(f"{_B}(?:{'|'.join(_LOCAL)}){_A}"),
    # any number after a word such as “tel”
    _Kind(
        "personal-phone",
        re.compile(rf"(?<![\w.,/])\d(?:[ ./()\u00a0-]{{0,2}}\d){{8,11}}{_A}"),
        _is_not_round,
        called=_after(_PHONE_WORDS, "nömrəsi|number|номер"),
        sign=_DIGITS,
    ),
)
_IN_ADDRESSES = (
    _linked(
        "personal-phone",
        r"(?://(?:wa\.me|t\.me|(?:www\.)?signal\.me)/(?:#p/)?|[?&#](?:phone|tel|telephone|mobile|number|msisdn)=)"
        r"((?:\+|%2B|00)?\d{9,15})(?!\w)",
    ),
    _linked(
        "personal-mailbox",
        r"(?:[=?&#]|(?<!/)/)([\w.+-]+(?:@|%40)\w[\w-]*(?:\.[\w-]+)*\.[a-z]{2,})",
        _is_mailbox,
    ),
    _linked(
        "personal-place",
        rf"(?<![\d.])({_COORDINATES.format('%2C(?:%20|[+])?|[,/+]|&m?l(?:on|ng)=|!4d')})",
        _is_place,
    ),
    _linked("link-tracker", rf"[?&;]((?:{_TRACKERS}|si(?==[\w-]{{8}}))=)[^&#\s]"),
    _linked("link-tracker", r"//((?:v[mt]\.tiktok\.com|(?:www\.|m\.)?facebook\.com/share)/)\w"),
)


# web addresses from their colon or first dot, and numbers of articles, books and journals (DOI, ISBN, ISSN)
_OTHERS = re.compile(
    r"[:.nN](?:(?i:(?<=https:)|(?<=http:)|(?<=ftp:))//[^\s<>\"'»”]+|(?i:(?<=\bwww\.))[^\s<>\"'»”]+"
    r"|(?i:(?<=\bdoi:))\s?\S+|(?<=\b10\.)\d{4,9}/\S+|(?i:(?<=\bis[bs]n)(?:-1[03])?:? ?[\dX-][\dX -]{7,16}))"
)
_ALL_SIGNS = tuple(dict.fromkeys(kind.sign for kind in _IN_WORDS))
_BEFORE = 50  # characters before a number that are searched for the word that names it


class FoundIdentifier(NamedTuple):
    """A personal identifier in a text, from offset `start` to `end`; `shown` is as much as the message may show."""

    code: str
    start: int
    end: int
    shown: str


def identifiers_in(text: str, published: Collection[str] = ()) -> Iterator[FoundIdentifier]:
    """Yield the personal identifiers in a text, such as telephone numbers, in order.

    Those in `published` are public on purpose, such as the newsroom's own number, and are not yielded, even if the text
    groups their digits differently.
    """
    addresses = [found.span() for found in _OTHERS.finditer(text)]
    words = _OTHERS.sub(lambda found: " " * len(found[0]), text) if addresses else text
    signs = {sign for sign in _ALL_SIGNS if sign.search(words)}
    found = [(kind, each) for kind in _IN_WORDS if kind.sign in signs for each in kind.pattern.finditer(words)]
    found += [
        (kind, each) for kind in _IN_ADDRESSES for span in addresses for each in kind.pattern.finditer(text, *span)
    ]
    allowed = {_bare(each) for each in published}
    taken: list[FoundIdentifier] = []
    covered = bytearray(len(text))
    for kind, each in found:
        start, end = each.span(each.lastindex or 0)
        typed = text[start:end]
        is_called = kind.called is None or kind.called.search(words, max(0, start - _BEFORE), start)
        # marking each covered character is fast even if a text has ten thousand identifiers
        if not any(covered[start:end]) and kind.holds(typed) and is_called:
            covered[start:end] = b"\1" * (end - start)
            # the beginning alone is shown, or the whole name of a link's tracker
            most = end if kind.code == "link-tracker" else 1 if "@" in typed or "%40" in typed else 3
            taken.append(FoundIdentifier(kind.code, start, end, f"{typed[:most]}…"))
    yield from (
        each for each in sorted(taken, key=lambda each: each.start) if _bare(text[each.start : each.end]) not in allowed
    )


def _bare(text: str) -> str:
    """Return an identifier without its separators and in lower case, for comparison: `"+994 50-1"` -> `"994501"`."""
    return re.sub(r"[^\w@]", "", text.replace("%40", "@")).casefold()
