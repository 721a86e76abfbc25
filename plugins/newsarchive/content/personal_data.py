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


# a line without one of these signs is not searched, which would take a tenth of the time of reading a text; each begins
# with a class of characters that few texts have, because Python searches for what looks behind much more slowly
_SIGNS = (
    re.compile(
        r"[0-9\u0660-\u1c59\ua620-\U0010ffff]"
        r"(?:(?:[ №.()/\u00a0\u2009\u202f\u2010-\u2013-]{0,4}\d){8}|\d{5}|\d(?<=[A-Z]{2}\d\d)|-[A-Z]{2}-\d|\.\d{4}|°)"
    ),
    re.compile(r"[FfPФфП](?:(?<=[FPФП])(?:[İI]N|ИН)|(?<=[FfФф])[iıİIиИ][nNнН][ -]?(?i:kod|code|код))"),
    re.compile(r"[@\[({:/A](?:(?<=@)|(?i:at?)[\])}]|\\|/+[A-Za-z]:|home/|Users/|storage/|(?<= A)T )"),
)


class _Kind(NamedTuple):
    """One kind of personal identifier, such as telephone numbers of one country, and how to recognise it.

    Attributes:
        name: The kind, which the message names.
        pattern: How the identifier is written. If the pattern has a group, the identifier is that group.
        holds: A test that the identifier must also pass, such as a checksum.
        called: A pattern of the words that must precede the identifier, such as “passport no.”, because the number
            alone could mean anything; None if no words are needed.
    """

    name: str
    pattern: re.Pattern[str]
    holds: Callable[[str], object] = bool
    called: re.Pattern[str] | None = None


_IN_WORDS = tuple(
    _Kind(name, re.compile(pattern), *more)
    for name, pattern, *more in (
        (
            "account",
            r"(?<![\w/])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)",
            lambda text: is_account(re.sub(r"\s", "", text)),
        ),
        (
            "card",
            rf"{_B}(?:\d{{4}}(?:{_S}\d{{4}}){{3}}(?:{_S}\d{{3}})?|\d{{4}}{_S}\d{{6}}{_S}\d{{4,5}}|\d{{13,19}}){_A}",
            lambda text: is_card(_digits(text)),
        ),
        (
            "mailbox",
            rf"(?i)(?<![\w.%+-])[\w.%+-]*\w{_AT}\w[\w-]*(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}",
            _is_mailbox,
        ),
        # identity cards (old and new), residence permits and passports of Azerbaijan
        ("identity", r"(?<!\w)(?:AZE|AA|MYİ|DYİ)[ \u00a0-]?(?:№|N[o°]?\.?|#)?[ \u00a0]?\d{7,8}(?!\w)"),
        ("identity", r"(?<![\w/-])C\d{8}(?!\w)"),
        (
            "identity",
            r"(?<!\w)[A-Z\d](?:[A-Z]{0,2}[ -]?\d{6,9}|\d ?\d\d ?(?:№ ?)?\d{6})(?!\w)",
            lambda text: len(_digits(text)) > 6,
            _after(
                "passport|pasport|паспорт|vəsiqə|удостоверени|id[ -]card", "no?|nömrəsi|номер|сери[яи]|series|seriya"
            ),
        ),
        # the personal number (FIN), which looks like any other word unless its name precedes it
        (
            "identity",
            r"(?<!\w)(?:F[İI]N|ФИН|P[İI]N|ПИН)(?:[ -]?(?:kodu?|code|код))?[\w]{0,3} ?[:№#=–—-]? ?"
            r"(?=[0-9A-HJ-NP-Z]{7}(?!\w)|[0-9a-z]{7}(?!\w))\w{7}",
            _is_code,
        ),
        (
            "identity",
            r"(?<!\w)[FfФф][iıİIиИ][nNнН][ -]?(?i:kod|code|код)\w{0,4} ?[:№#=–—-]? ?([0-9A-Za-z]{7})(?!\w)",
            _is_code,
        ),
        ("identity", r"(?<![\w/-])\d\d-[A-Z]{2}-\d{3}(?![\w/-])"),  # car number plates
        ("place", rf"(?<![\w.]){_COORDINATES.format('[,;] ?| ')}(?![\w.])", _is_place),
        ("place", rf"(?<!\w)\d{{1,3}}° ?\d\d?{_MINUTE} ?\d\d?(?:[.,]\d+)?{_SECOND}"),
        # a file on somebody's computer: its folders often contain the user's name
        (
            "path",
            r"\bfile:/+(?:[A-Za-z]:|(?:home|Users|storage)/)[^\s<>\"'»”)]+"
            r"|(?<!\w)[A-Za-z]:(?:\\{1,2}|/(?=Users/))\w[^\s<>\"'»”)]*"
            r"|(?<![\w.~/-])/(?:home|Users|storage/emulated)/\w[^\s<>\"'»”)]*",
        ),
        ("phone", rf"(?<![\w+])\+[1-9]{_GROUPED}{{8,14}}(?!\w)", _is_phone),
        ("phone", rf"{_B}00{_TRUNK}[1-9]{_GROUPED}{{8,13}}{_A}", _is_phone),
        ("phone", rf"{_B}[15-79]\d{_P}\d{{3}}{_P}\d\d{_P}\d\d{_A}", re.compile(_MOBILE).match),
        ("phone", rf"{_B}5[0579]\d{{7}}{_A}", _is_not_round),  # Georgia
        ("phone", f"{_B}(?:{'|'.join(_LOCAL)}){_A}"),
        # any number after a word such as “tel”
        (
            "phone",
            rf"(?<![\w.,/])\d(?:[ ./()\u00a0-]{{0,2}}\d){{8,11}}{_A}",
            _is_not_round,
            _after(_PHONE_WORDS, "nömrəsi|number|номер"),
        ),
    )
)
_IN_ADDRESSES = tuple(
    _Kind(name, re.compile(pattern, re.IGNORECASE), *more)  # type: ignore[arg-type]
    for name, pattern, *more in (
        (
            "phone",
            r"(?://(?:wa\.me|t\.me|(?:www\.)?signal\.me)/(?:#p/)?|[?&#](?:phone|tel|telephone|mobile|number|msisdn)=)"
            r"((?:\+|%2B|00)?\d{9,15})(?!\w)",
        ),
        ("mailbox", r"(?:[=?&#]|(?<!/)/)([\w.+-]+(?:@|%40)\w[\w-]*(?:\.[\w-]+)*\.[a-z]{2,})", _is_mailbox),
        (
            "place",
            rf"(?<![\d.])({_COORDINATES.format('%2C(?:%20|[+])?|[,/+]|&m?l(?:on|ng)=|!4d')})",
            _is_place,
        ),
        ("tracker", rf"[?&;]((?:{_TRACKERS}|si(?==[\w-]{{8}}))=)[^&#\s]"),
        ("tracker", r"//((?:v[mt]\.tiktok\.com|(?:www\.|m\.)?facebook\.com/share)/)\w"),
    )
)


# web addresses from their colon or first dot, and numbers of articles, books and journals (DOI, ISBN, ISSN)
_OTHERS = re.compile(
    r"[:.nN](?:(?i:(?<=https:)|(?<=http:)|(?<=ftp:))//[^\s<>\"'»”]+|(?i:(?<=\bwww\.))[^\s<>\"'»”]+"
    r"|(?i:(?<=\bdoi:))\s?\S+|(?<=\b10\.)\d{4,9}/\S+|(?i:(?<=\bis[bs]n)(?:-1[03])?:? ?[\dX-][\dX -]{7,16}))"
)
_BEFORE = 50  # characters before a number that are searched for the word that names it


def identifiers_in(text: str, published: Collection[str] = ()) -> Iterator[tuple[int, str, str]]:
    """Yield the offset of each personal identifier in a text, in order; its kind; and what a message may show of it.

    Those in `published` are public on purpose, such as the newsroom's own number, and are not yielded, even if the text
    groups their digits differently.
    """
    addresses = [found.span() for found in _OTHERS.finditer(text)]
    words = _OTHERS.sub(lambda found: " " * len(found[0]), text) if addresses else text
    lines = sorted({span for sign in _SIGNS for span in _lines_with(sign, words)})
    found = [(kind, each) for kind in _IN_WORDS for span in lines for each in kind.pattern.finditer(words, *span)]
    found += [
        (kind, each) for kind in _IN_ADDRESSES for span in addresses for each in kind.pattern.finditer(text, *span)
    ]
    allowed = {_bare(each) for each in published}
    taken: list[tuple[int, str, str]] = []
    covered = bytearray(len(text))
    for kind, each in found:
        start, end = each.span(each.lastindex or 0)
        typed = text[start:end]
        is_called = kind.called is None or kind.called.search(words, max(0, start - _BEFORE), start)
        # marking each covered character is fast even if a text has ten thousand identifiers
        if not any(covered[start:end]) and kind.holds(typed) and is_called:
            covered[start:end] = b"\1" * (end - start)
            # the beginning alone is shown, or the whole name of a link's tracker
            most = end if kind.name == "tracker" else 1 if "@" in typed or "%40" in typed else 3
            if _bare(typed) not in allowed:
                taken.append((start, kind.name, f"{typed[:most]}…"))
    yield from sorted(taken)


def _lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) offsets of each line in which a sign is found."""
    end = 0
    while found := sign.search(text, end):
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.start())
        end = len(text) if end < 0 else end
        yield start, end


def _bare(text: str) -> str:
    """Return an identifier without its separators and in lower case, for comparison: `"+994 50-1"` -> `"994501"`."""
    return re.sub(r"[^\w@]", "", text.replace("%40", "@")).casefold()
