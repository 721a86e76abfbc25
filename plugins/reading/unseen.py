"""Characters that nobody sees or that Unicode 14.0 lacks, as they are and as they are typed by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from unicodedata import name

from plugins.archive.characters import FORBIDDEN, VERSION, belongs, is_unknown, strange_in, strays
from plugins.archive.faults import Fault, Position, fault

from .lines import Places
from .verbatim import blank_code, front_end

STRAY = ("invisible-character", "unknown-character")
"""Codes of the faults of characters that do nothing where they stand."""

# in HTML a number may begin with noughts and end without a semicolon
_REFERENCE = re.compile(r"&(?:#0*([0-9]+);?|#[xX]0*([0-9a-fA-F]+);?|[A-Za-z]{2,31};)")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def invisible(content: str, places: Places) -> Iterator[Fault]:
    """Name those that stand in a source file and do nothing there."""
    return (stray_fault(character, places.at(offset)) for offset, character in strays(content))


def stray_fault(character: str, place: Position | None = None) -> Fault:
    """Return the fault of a character that does nothing where it stands: nobody sees it, or Unicode 14.0 lacks it."""
    if is_unknown(character):
        return fault("unknown-character", place, found=f"U+{ord(character):04X}", version=VERSION)
    return fault("invisible-character", place, found=f"U+{ord(character):04X} {name(character, '')}".rstrip())


def invisible_as_typed(content: str, places: Places) -> Iterator[Fault]:
    """Find the same characters where they are typed as `&#8203;` in a body, or as `\\u200b` in front matter or YAML."""
    end = front_end(content) if content.startswith("---") else len(content)
    escapes = list(_ESCAPE.finditer(content, 0, end)) if "\\" in content else []
    yield from _typed([(each, _escaped(each)) for each in escapes], 0, places)
    if not any(_matters(found) for found in _REFERENCE.finditer(content, end)):
        return
    references = list(_REFERENCE.finditer(blank_code(content[end:])))
    meant = [(each, "" if _control(each) is not None else unescape(each[0])) for each in references]
    for found, _ in meant:
        number = _control(found)
        if number is not None:
            yield fault("control-character", places.at(end + found.start()), found=f"U+{number:04X}")
    yield from _typed(meant, end, places)


def invisible_as_parsed(html: str) -> Fault | None:
    """Return the fault of a character that HTML itself made of what was typed: `&shy` without its semicolon."""
    return next((stray_fault(character) for _, character in strays(html)), None)


def _matters(reference: re.Match[str]) -> bool:
    return _control(reference) is not None or strange_in(unescape(reference[0])) != ""


def _control(reference: re.Match[str]) -> int | None:
    """Return the number of the control, or of no character at all, that a reference gives; None for any other."""
    number = _numbered(reference)
    return number if number is not None and _controls(number) else None


def _controls(number: int) -> bool:
    # HTML reads 128 to 159 as Windows does: dashes and quotes
    return not 0x80 <= number <= 0x9F and (number > 0x10FFFF or FORBIDDEN.match(chr(number)) is not None)


def _numbered(reference: re.Match[str]) -> int | None:
    """Return the number that a reference gives, all too large ones as one that no character has; None for a name."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    if not digits:
        return None
    return int(digits, base) if len(digits) <= 7 else 0x110000


def _escaped(found: re.Match[str]) -> str:
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _typed(typed: Sequence[tuple[re.Match[str], str]], offset: int, places: Places) -> Iterator[Fault]:
    """Yield a fault for each that does nothing between its neighbours, which may be typed in the same way."""
    for index, (found, meant) in enumerate(typed):
        # a named reference may be a sign with its own selector
        if len(meant) != 1 or not strange_in(meant) or _controls(ord(meant)):
            continue
        before = found.string[found.start() - 1 : found.start()]
        after = found.string[found.end() : found.end() + 1]
        if index and typed[index - 1][0].end() == found.start():
            before = typed[index - 1][1][-1:]
        if index + 1 < len(typed) and typed[index + 1][0].start() == found.end():
            after = typed[index + 1][1][:1]
        if not belongs(meant, before, after):
            yield stray_fault(meant, places.at(offset + found.start()))
