"""What `make fix` mends in one file: characters that nobody sees, and the order of keys. No rule touches a word.

White space at a line's end goes where what is read stays the same without it, and only there: so two spaces that break
a line stay, and so does whatever code or a block scalar holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from plugins.archive.fields import Kind, fields_of
from plugins.archive.yamltree import Mapping, parse_yaml
from plugins.reading.texts import split

from .linebreaks import LINE_BREAK, Convert, folded, trimmed_at_once
from .ordering import in_order, plain

Change = Literal[
    "byte-order-mark",
    "line-ends",
    "normal-form",
    "trailing-space",
    "final-newline",
    "blank-end",
    "field-order",
    "entry-order",
]
Read = Callable[[str], object]
"""Reads a part of a file into something that is equal where it means the same."""

_MARK = "\ufeff"


@dataclass(frozen=True)
class Mended:
    """A file as it should be, and what had to be changed for that."""

    content: str
    changes: tuple[Change, ...]


def normalised(data: bytes) -> Mended:
    """Return a file's text in normal form C, with LF alone and no byte order mark; UnicodeDecodeError for no UTF-8."""
    typed = data.decode("utf-8")
    bare = typed.lstrip(_MARK)
    lines = bare.replace("\r\n", "\n").replace("\r", "\n")
    content = unicodedata.normalize("NFC", lines)
    steps: list[tuple[Change, bool]] = [
        ("byte-order-mark", bare != typed),
        ("line-ends", lines != bare),
        ("normal-form", content != lines),
    ]
    return Mended(content, tuple(name for name, changed in steps if changed))


def mend_text(data: bytes, kind: Kind, convert: Convert) -> Mended:
    """Mend a text. Where its two `---` lines are not there, only what needs no reading is mended."""
    before = normalised(data)
    content = before.content
    source, _ = split(content)
    if source is None:
        return _ended(before)
    lines = content.split("\n")
    closing = source.body_line - 2
    front, body = "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :])
    trimmed = [lines[0].rstrip(" \t"), _trimmed_yaml(front), lines[closing].rstrip(" \t")]
    ordered = _in_the_tables_order(trimmed[1], kind)
    trimmed.append(_trimmed_body(body, convert))
    changes: list[Change] = [*before.changes]
    if trimmed != [lines[0], front, lines[closing], body]:
        changes.append("trailing-space")
    if ordered != trimmed[1]:
        changes.append("field-order")
    fields = [ordered] if closing > 1 else []
    return _ended(Mended("\n".join([trimmed[0], *fields, *trimmed[2:]]), tuple(changes)))


def mend_data(data: bytes, *, by_id: bool) -> Mended:
    """Mend a vocabulary, whose entries are sorted by id, or (not `by_id`) another data file."""
    before = normalised(data)
    if not before.content.strip():
        return before
    trimmed = _trimmed_yaml(before.content)
    changes: list[Change] = [*before.changes]
    if trimmed != before.content:
        changes.append("trailing-space")
    ordered = in_order(trimmed, str) if by_id else trimmed
    if ordered != trimmed:
        changes.append("entry-order")
    mended = Mended(ordered, tuple(changes))
    ended = _ended(mended)
    tree, faults = parse_yaml(ordered)
    # a block scalar at the end may hold the line ends behind it
    return ended if faults or plain(tree) == _read_yaml(ended.content) else mended


def _in_the_tables_order(front: str, kind: Kind) -> str:
    """Return front matter in the order of the table of fields; with a key that it does not know, as it was."""
    tree, _ = parse_yaml(front)
    places = {name: place for place, name in enumerate(fields_of(kind))}
    if not isinstance(tree, Mapping) or any(entry.key not in places for entry in tree.entries):
        return front
    # the last value ends with a line end like the others
    return in_order(f"{front}\n", places.__getitem__).removesuffix("\n")


def _read_yaml(text: str) -> object:
    """Return what YAML says, or the text itself where something is wrong with it."""
    tree, faults = parse_yaml(text)
    return text if faults else plain(tree)


def _ended(mended: Mended) -> Mended:
    """End a file with one line feed; an empty one stays."""
    bare = mended.content.rstrip("\n")
    if not bare.strip() or mended.content == f"{bare}\n":
        return mended
    change: Change = "blank-end" if mended.content.endswith("\n") else "final-newline"
    return Mended(f"{bare}\n", (*mended.changes, change))


def _trimmed_yaml(text: str) -> str:
    """Trim YAML; with a fault it stays."""
    return text if parse_yaml(text)[1] else _trimmed(text, _read_yaml)


def _trimmed_body(body: str, convert: Convert) -> str:
    """Trim a body; one that cannot be converted stays."""
    lines = body.split("\n")
    wanted = folded(convert(body)) if any(line != line.rstrip(" \t") for line in lines) else None
    if wanted is None:
        return body
    before, trimmed = body, trimmed_at_once(body, convert)
    while trimmed != before:
        before, trimmed = trimmed, trimmed_at_once(trimmed, convert)
    if folded(convert(trimmed)) == wanted:
        return trimmed
    return _trimmed(body, lambda text: folded(convert(text)), ("", LINE_BREAK))


def _trimmed(text: str, read: Read, endings: tuple[str, ...] = ("",)) -> str:
    """Return a text with the first of these endings that leaves how it is read, in lines that end in white space."""
    lines = text.split("\n")
    wanted = read(text) if any(line != line.rstrip(" \t") for line in lines) else None

    def same(trial: list[str]) -> bool:
        return read("\n".join(trial)) == wanted

    def settle(places: list[int]) -> None:
        """Trim all these lines at once if that may be, else by halves."""
        for ending in endings:
            trial = [*lines]
            for place in places:
                trial[place] = lines[place].rstrip(" \t") + ending
            if trial == lines or same(trial):
                lines[:] = trial
                return
            if len(places) > 1:
                settle(places[: len(places) // 2])
                settle(places[len(places) // 2 :])
                return

    settled: list[str] = []
    while settled != lines:
        settled = [*lines]
        spaced = [place for place, line in enumerate(lines) if line != line.rstrip(" \t")]
        if spaced:
            settle(spaced)
    return "\n".join(lines)
