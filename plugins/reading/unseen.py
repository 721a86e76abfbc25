"""Characters that nobody sees, as they are and as they are typed by their numbers.

UAX #9 has the bidirectional controls, UAX #31 and RFC 5892 (appendix A) the places where a joiner belongs, UTS #51
those in emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from plugins.archive.characters import FORBIDDEN
from plugins.archive.faults import Fault, fault

from .lines import Places
from .verbatim import blank_code, front_end

_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    f"\U000e0000-\U000e007f{_SELECTORS}"
)
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_INVISIBLE = re.compile(f"{_FLAG}|([{_UNSEEN}])\\1*")
_ANY_UNSEEN = re.compile(f"[{_UNSEEN}]")
# in HTML a number may begin with noughts and end without a semicolon
_REFERENCE = re.compile(r"&(?:#0*([0-9]+);?|#[xX]0*([0-9a-fA-F]+);?|[A-Za-z]{2,31};)")
_ESCAPE = re.compile(r"(?<!\\)\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_SHOWN_TWO_WAYS = frozenset("#*0123456789‼⁉〰ℹ")


def invisible(content: str, places: Places) -> Iterator[Fault]:
    """Name those that stand in a source file and do nothing there."""
    if not _ANY_UNSEEN.search(content):
        return
    for found in _INVISIBLE.finditer(content):
        start = found.start()
        if not found[1] or (found[1] == "\ufeff" and start == 0):
            continue  # a region's flag; the byte order mark is a fault of its own kind
        before, after = content[start - 1 : start], content[found.end() : found.end() + 1]
        if len(found[0]) == 1 and _belongs(found[1], before, after):
            continue
        yield fault("invisible-character", places.at(start), found=_named(found[1]))


def _belongs(character: str, before: str, after: str) -> bool:
    """Whether a joiner or a variation selector does what it is there for."""
    kind = unicodedata.category(before) if before else ""
    symbol = kind.startswith("S") or before in _SHOWN_TWO_WAYS
    if character in _JOINERS:
        if _JOINING.match(before) or _JOINING.match(after):
            return True
        pictured = symbol or before == "\ufe0f"
        return character == "\u200d" and pictured and unicodedata.category(after or " ") in ("So", "Sm")
    if character in "\ufe0e\ufe0f":
        return bool(before) and symbol
    return re.match(f"[{_SELECTORS}]", character) is not None and (symbol or kind == "Lo")


def invisible_as_typed(content: str, places: Places) -> Iterator[Fault]:
    """Find the same characters where they are typed as `&#8203;` in a body, or as `\\u200b` in front matter."""
    end = front_end(content)
    for found in _ESCAPE.finditer(content, 0, end) if "\\" in content else ():
        code = int(found[1] or found[2] or found[3], 16)
        if code <= 0x10FFFF:
            yield from _typed(found, chr(code), 0, places)
    if not any(_matters(found) for found in _REFERENCE.finditer(content, end)):
        return
    for found in _REFERENCE.finditer(blank_code(content[end:])):
        number = _numbered(found)
        if number is not None and _controls(number):
            yield fault("control-character", places.at(end + found.start()), found=f"U+{number:04X}")
        else:
            yield from _typed(found, unescape(found[0]), end, places)


def _matters(reference: re.Match[str]) -> bool:
    number = _numbered(reference)
    return (number is not None and _controls(number)) or _INVISIBLE.fullmatch(unescape(reference[0])) is not None


def _controls(number: int) -> bool:
    # HTML reads 128 to 159 as Windows does: dashes and quotes
    return not 0x80 <= number <= 0x9F and (number > 0x10FFFF or FORBIDDEN.match(chr(number)) is not None)


def _numbered(reference: re.Match[str]) -> int | None:
    """Return the number that a reference gives, all too large ones as one that no character has; None for a name."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    if not digits:
        return None
    return int(digits, base) if len(digits) <= 7 else 0x110000


def _typed(found: re.Match[str], meant: str, offset: int, places: Places) -> Iterator[Fault]:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if _INVISIBLE.fullmatch(meant) and not _belongs(meant, before, after):
        yield fault("invisible-character", places.at(offset + found.start()), found=_named(meant))


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
