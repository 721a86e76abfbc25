"""Identifiers of people in texts: telephone numbers, cards, accounts, documents.

Telephone numbers of the newsroom's own region (Azerbaijan, Georgia, Russia, Türkiye) are recognised in their local
forms, all others by `+`, `00` or a word such as “tel” before them. In web addresses, only unmistakable identifiers
count. Dates, years, case numbers, sums and the numbers of books and articles are not identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

_YEARS = re.compile(r"(?:(?:19|20)\d\d)+\Z")


def is_card(digits: str) -> bool:
    """Return whether a string of digits can be the number of a payment card (ISO/IEC 7812).

    It has 13 to 19 digits with a valid Luhn checksum, begins with 2 to 6, and is not just several years in a row.
    """
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or _YEARS.match(digits):
        return False
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def is_account(letters: str) -> bool:
    """Return whether a string can be the number of a bank account, an IBAN (ISO 13616), without spaces."""
    if not 15 <= len(letters) <= 34:
        return False
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(each, 36)) for each in moved)) % 97 == 1


Sign = Callable[[str], object]


class IdentifierKind(NamedTuple):
    """One kind of personal identifier, such as telephone numbers of one country, and how to recognise it.

    Attributes:
        code: The code of the warning, such as `personal-phone`.
        sign: A fast test of a whole text, which is rarely true; only then is the text searched for this kind.
        pattern: How the identifier is written. If the pattern has a group, the identifier is that group.
        holds: A test that the identifier must also pass, such as a checksum.
        linked: Whether web addresses are searched; by default only the words around them are.
        called: A pattern of the words that must precede the identifier, such as “passport no.”, because the number
            alone could mean anything; None if no words are needed.
    """

    code: str
    sign: Sign
    pattern: re.Pattern[str]
    holds: Callable[[str], object] = bool
    linked: bool = False
    called: re.Pattern[str] | None = None


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

_AT = r"(?:@| @ | ?[\[({]at[\])}] ?|[\[(]a[\])]|(?-i: AT ))"
_DOT = r"(?:\.| ?[\[(]dot[\])] ?|(?-i: DOT ))"
_NUMBERED = r"[ \u00a0-]?(?:№|N[o°]?\.?|#)?[ \u00a0]?"

_TRACKERS = (
    "igsh|igshid|fbclid|mibextid|__cft__(?:\\[0\\]|%5B0%5D)?|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|ttclid|"
    "twclid|ouid|u_code|_r|sec_user_id|sender_device|share_id|share_app_id|mc_eid|mkt_tok|vero_id|rcm|utm_[a-z]+"
)
"""Query parameters that tell a service who shared an address, or to whom a newsletter was sent."""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_phone(text: str) -> bool:
    """Return whether a text has as many digits as a telephone number with its country code: 9 to 15."""
    return 9 <= len(_digits(text)) <= 15


def _is_not_round(text: str) -> bool:
    """Return False for a number that ends in 000, as most sums and counts do, and True for any other number."""
    return not text.endswith("000")


def _is_mailbox(text: str) -> bool:
    """Return whether a mailbox can belong to somebody, that is, is not at a domain for examples (RFC 2606)."""
    host = re.split(r"@|%40|[\[({]at?[\])}]| AT ", text, flags=re.IGNORECASE)[-1].strip().lower()
    return not re.search(r"(?:\A|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\Z", host)


def _has_digit_and_letter(text: str) -> bool:
    """Return whether the last 7 characters of a text contain a digit and a letter, as a personal code does."""
    code = text[-7:]
    return any(each.isdigit() for each in code) and any(each.isalpha() for each in code)


def _is_place(text: str) -> bool:
    """Return whether the first two decimal numbers in a text can be a latitude and a longitude.

    At least one must be 10 or more: most other pairs of decimal numbers, such as rates, are smaller.
    """
    latitude, longitude = (abs(float(each)) for each in re.findall(r"-?\d+\.\d+", text)[:2])
    return latitude <= 90 and longitude <= 180 and max(latitude, longitude) >= 10


# What signs of identifiers look like after their first character. They are searched together, because most texts have
# none, and searching for one of a set of characters is faster than for any digit (`\d`).
_FIRST = r"[0-9\u0660-\u1c59\ua620-\U0010ffffDFPfФПф@\])}%?&;]"
_SIGNS = (
    # nine digits with at most four separators between two of them, or seven digits together
    r"(?<=\d)(?:(?:[ №.()/\u00a0\u2009\u202f\u2010-\u2013-]{0,4}\d){8}|\d{6})",
    r"(?<=[A-Z][A-Z]\d)\d",
    r"(?:(?<=[FP])[İI]N|(?<=[ФП])ИН|(?<=[FfФф])[iıİIиИ][nNнН][ -]?(?i:kod|code|код))",
    r"(?<=\d)(?:\.\d{4}|°)",
    r"(?<=\d)-[A-Z][A-Z]-\d",
    r"(?:(?<=@)|(?<=[aA][tT][\])])|(?<=\{at\})|(?<=[(\[]a[)\]])|(?<= D)OT |(?<=%)40)",
    rf"(?<=[?&;])(?i:{_TRACKERS}|si)=",
)
_FINDERS = tuple(re.compile(_FIRST + sign).search for sign in _SIGNS)
_NUMBER, _LETTERED, _PERSONAL, _POINT, _PLATE, _MAILBOX, _TRACKER = _FINDERS
_ANY = re.compile(f"{_FIRST}(?:{'|'.join(_SIGNS)})").search


def _any_of(*signs: str) -> Sign:
    """Return a test of a text that is true if the text contains any of the given strings."""
    return lambda text: any(each in text for each in signs)


_LINKED = _any_of("=", "wa.me/", "t.me/", "signal.me/", "/@", "!3d", ".tiktok.com/", "/share/")
_SHARED = _any_of(".tiktok.com/", "/share/")
_PATH = _any_of("file:///", ":\\", "/home/", "/Users/", "/storage/emulated/")


def _signs_in(text: str) -> set[Sign]:
    """Return the fast tests that are true for a text; it is searched only for kinds with one of them as `sign`."""
    signs: tuple[Sign, ...] = (_PATH, _SHARED, *_FINDERS) if _ANY(text) else (_PATH, _SHARED)
    return {sign for sign in signs if sign(text)}


def _phone(pattern: str, holds: Callable[[str], object] = bool) -> IdentifierKind:
    """Return a kind of telephone number: a pattern and a test that each match must also pass."""
    return IdentifierKind("personal-phone", _NUMBER, re.compile(pattern), holds)


def _linked(code: str, sign: Sign, pattern: str, holds: Callable[[str], object] = bool) -> IdentifierKind:
    """Return a kind of identifier that is searched in web addresses."""
    return IdentifierKind(code, sign, re.compile(pattern, re.IGNORECASE), holds, linked=True)


def _identity(sign: Sign, pattern: str, holds: Callable[[str], object] = bool) -> IdentifierKind:
    """Return a kind of official number of a person or car."""
    return IdentifierKind("personal-identity", sign, re.compile(pattern), holds)


_PASSPORT = "passport|pasport|паспорт|vəsiqə|удостоверени|id[ -]card"
_PHONE = "tel|telefon|phone|mobile|mob|whats ?app|viber|telegram|signal|zəng|тел|телефон|моб|ватсап|вотсап"
_MINUTE, _SECOND = "['′’]", "(?:[\"″”“]|'')"


def _called(words: str, more: str) -> re.Pattern[str]:
    """Return a pattern for the end of words such as “passport no.”, which stand before a number.

    `words` are alternatives for the word that names the number, `more` for up to two words after it.
    """
    return re.compile(rf"(?<!\w)(?:{words})\w{{0,5}}(?:[^\w\n]{{1,3}}(?:{more})){{0,2}}[^\w\n]{{1,3}}\Z", re.IGNORECASE)


_COORDINATES = r"-?\d{{1,3}}\.\d{{4,}}(?:{})-?\d{{1,3}}\.\d{{4,}}"


@cache
def kinds() -> tuple[IdentifierKind, ...]:
    """Return all kinds of personal identifiers, compiled on the first call, since few texts need them."""
    return (
        IdentifierKind(
            "personal-account",
            _LETTERED,
            re.compile(r"(?<![\w/])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)"),
            lambda text: is_account(re.sub(r"\s", "", text)),
        ),
        IdentifierKind(
            "personal-card",
            _NUMBER,
            re.compile(
                rf"{_B}(?:\d{{4}}(?:{_S}\d{{4}}){{3}}(?:{_S}\d{{3}})?|\d{{4}}{_S}\d{{6}}{_S}\d{{4,5}}|\d{{13,19}}){_A}"
            ),
            lambda text: is_card(_digits(text)),
        ),
        IdentifierKind(
            "personal-mailbox",
            _MAILBOX,
            re.compile(
                rf"(?<![\w.%+-])[\w.%+-]*\w{_AT}\w[\w-]*(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}",
                re.IGNORECASE,
            ),
            _is_mailbox,
        ),
        # identity cards (old and new), residence permits and passports of Azerbaijan
        _identity(_NUMBER, rf"(?<!\w)(?:AZE|AA|MYİ|DYİ){_NUMBERED}\d{{7,8}}(?!\w)"),
        _identity(_NUMBER, r"(?<![\w/-])C\d{8}(?!\w)"),
        IdentifierKind(
            "personal-identity",
            _NUMBER,
            re.compile(r"(?<!\w)[A-Z\d](?:[A-Z]{0,2}[ -]?\d{6,9}|\d ?\d\d ?(?:№ ?)?\d{6})(?!\w)"),
            lambda text: len(_digits(text)) > 6,
            called=_called(_PASSPORT, "no?|nömrəsi|номер|сери[яи]|series|seriya"),
        ),
        # the personal number (FIN), which looks like any other word unless its name precedes it
        _identity(
            _PERSONAL,
            r"(?<!\w)(?:F[İI]N|ФИН|P[İI]N|ПИН)(?:[ -]?(?:kodu?|code|код))?[\w]{0,3} ?[:№#=–—-]? ?"
            r"(?=[0-9A-HJ-NP-Z]{7}(?!\w)|[0-9a-z]{7}(?!\w))\w{7}",
            _has_digit_and_letter,
        ),
        _identity(
            _PERSONAL,
            r"(?<!\w)[FfФф][iıİIиИ][nNнН][ -]?(?i:kod|code|код)\w{0,4} ?[:№#=–—-]? ?([0-9A-Za-z]{7})(?!\w)",
            _has_digit_and_letter,
        ),
        # car number plates
        _identity(_PLATE, r"(?<![\w/-])\d\d-[A-Z]{2}-\d{3}(?![\w/-])"),
        IdentifierKind(
            "personal-place", _POINT, re.compile(rf"(?<![\w.]){_COORDINATES.format('[,;] ?| ')}(?![\w.])"), _is_place
        ),
        IdentifierKind(
            "personal-place", _POINT, re.compile(rf"(?<!\w)\d{{1,3}}° ?\d\d?{_MINUTE} ?\d\d?(?:[.,]\d+)?{_SECOND}")
        ),
        # a file on somebody's computer: its folders often contain the user's name
        IdentifierKind(
            "personal-path",
            _PATH,
            re.compile(
                r"\bfile:/+(?:[A-Za-z]:|(?:home|Users|storage)/)[^\s<>\"'»”)]+"
                r"|(?<!\w)[A-Za-z]:(?:\\{1,2}|/(?=Users/))\w[^\s<>\"'»”)]*"
                r"|(?<![\w.~/-])/(?:home|Users|storage/emulated)/\w[^\s<>\"'»”)]*"
            ),
        ),
        _phone(rf"(?<![\w+])\+[1-9]{_GROUPED}{{8,14}}(?!\w)", _is_phone),
        _phone(rf"{_B}00{_TRUNK}[1-9]{_GROUPED}{{8,13}}{_A}", _is_phone),
        # Azerbaijan: with the trunk prefix, mobile numbers also without it; other codes only with it and in groups
        _phone(rf"{_B}[(]?0{_TRUNK}{_CODE}[)]?[ ./\u00a0\u2009\u202f\u2010-\u2013-]?{_SEVEN}{_A}"),
        _phone(rf"{_B}[15-79]\d{_P}\d{{3}}{_P}\d\d{_P}\d\d{_A}", re.compile(_MOBILE).match),
        _phone(rf"{_B}[(]?0\d\d[)]?{_P}\d{{3}}{_P}\d\d{_P}\d\d{_A}"),
        # mobile numbers of four countries without a plus, as messengers show them
        _phone(
            rf"{_B}[79](?:(?<=9)94{_TRUNK}[(]?{_MOBILE}[)]?|(?<=7){_TRUNK}[(]?9\d\d[)]?|(?<=9)95{_TRUNK}5\d{_S}?\d"
            rf"|(?<=9)0{_TRUNK}5\d\d){_S}?{_SEVEN}{_A}"
        ),
        # Russia
        _phone(rf"{_B}8{_TRUNK}[(]?[3489]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d{_A}"),
        # Georgia: mobile numbers, and Tbilisi
        _phone(rf"{_B}5[0579]\d{{7}}{_A}", _is_not_round),
        _phone(rf"{_B}(?:5\d\d|0?32{_S}?2){_S}\d\d{_S}\d\d{_S}\d\d{_A}"),
        # Türkiye
        _phone(rf"{_B}0{_TRUNK}[(]?[2-5]\d\d[)]?{_S}?\d{{3}}{_S}?\d\d{_S}?\d\d{_A}"),
        # any number after a word such as “tel”
        IdentifierKind(
            "personal-phone",
            _NUMBER,
            re.compile(rf"(?<![\w.,/])\d(?:[ ./()\u00a0-]{{0,2}}\d){{8,11}}{_A}"),
            _is_not_round,
            called=_called(_PHONE, "nömrəsi|number|номер"),
        ),
        _linked(
            "personal-phone",
            _NUMBER,
            r"(?://(?:wa\.me|t\.me|(?:www\.)?signal\.me)/(?:#p/)?|[?&#](?:phone|tel|telephone|mobile|number|msisdn)=)"
            r"((?:\+|%2B|00)?\d{9,15})(?!\w)",
        ),
        _linked(
            "personal-mailbox",
            _MAILBOX,
            r"(?:[=?&#]|(?<!/)/)([\w.+-]+(?:@|%40)\w[\w-]*(?:\.[\w-]+)*\.[a-z]{2,})",
            _is_mailbox,
        ),
        _linked(
            "personal-place",
            _POINT,
            rf"(?<![\d.])({_COORDINATES.format('%2C(?:%20|[+])?|[,/+]|&m?l(?:on|ng)=|!4d')})",
            _is_place,
        ),
        _linked("link-tracker", _TRACKER, rf"[?&;]((?:{_TRACKERS}|si(?==[\w-]{{8}}))=)[^&#\s]"),
        _linked("link-tracker", _SHARED, r"//((?:v[mt]\.tiktok\.com|(?:www\.|m\.)?facebook\.com/share)/)\w"),
    )


# web addresses, and numbers of articles, books and journals (DOI, ISBN, ISSN)
_OTHERS = re.compile(
    r"[hHfFwWdDiI1](?:(?i:(?<=h)ttps?://|(?<=f)tp://|(?<=\bw)ww\.)[^\s<>\"'»”]+|(?i:(?<=\bd)oi:)\s?\S+"
    r"|(?<=\b1)0\.\d{4,9}/\S+|(?i:(?<=\bi)s[bs]n(?:-1[03])?:? ?[\dX-][\dX -]{7,16}))"
)
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
    signs = _signs_in(text)
    if not signs:
        return
    addresses = [found.span() for found in _OTHERS.finditer(text)]
    words, linked = _blanked(text, addresses), _LINKED(text)
    allowed = {_bare(each) for each in published}
    taken: list[FoundIdentifier] = []
    covered = bytearray(len(text))
    for kind in (each for each in kinds() if each.sign in signs and (linked or not each.linked)):
        for each in _matches(kind, text, addresses) if kind.linked else kind.pattern.finditer(words):
            start, end = each.span(each.lastindex or 0)
            # marking each covered character is fast even if a text has ten thousand identifiers
            if not any(covered[start:end]) and kind.holds(text[start:end]) and _is_called(kind, words, start):
                covered[start:end] = b"\1" * (end - start)
                taken.append(FoundIdentifier(kind.code, start, end, _shown(kind.code, text[start:end])))
    for found in sorted(taken, key=lambda found: found.start):
        if _bare(text[found.start : found.end]) not in allowed:
            yield found


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some (start, end) spans, which must be in order and not overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _matches(kind: IdentifierKind, text: str, addresses: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the matches of a kind of identifier inside the web addresses of a text, given as (start, end) pairs."""
    for start, end in addresses:
        yield from kind.pattern.finditer(text, start, end)


def _is_called(kind: IdentifierKind, words: str, start: int) -> bool:
    """Return whether the words before an identifier name it, as “passport no.” does, or need not do so."""
    return kind.called is None or kind.called.search(words, max(0, start - _BEFORE), start) is not None


def _bare(text: str) -> str:
    """Return an identifier without its separators and in lower case, for comparison: `"+994 50-1"` -> `"994501"`."""
    return re.sub(r"[^\w@]", "", text.replace("%40", "@")).casefold()


def _shown(code: str, text: str) -> str:
    """Return the beginning of an identifier (`"+994 50 …"` -> `"+99…"`), or the whole name of a link's tracker."""
    if code == "link-tracker":
        return f"{text}…"
    return f"{text[:1] if '@' in text or '%40' in text else text[:3]}…"
