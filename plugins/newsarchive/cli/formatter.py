"""`newsarchive fix`: format texts without changing a word.

The command rewrites the files of the content in one form: line ends, Unicode normal form, no white space at line ends,
one line feed at the end, and fields in a fixed order. Before a file is written, `_mend` compares the meaning of both
forms (parsed fields, rendered HTML) and leaves the file alone if they differ.

White space at the end of a line is removed only if the text still means the same without it. So the two spaces of a
Markdown line break, and the white space in code and in YAML block scalars (`|`), are preserved.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal, NamedTuple

import msgspec

from newsarchive.build.diagnostics import fault_line
from newsarchive.build.terminal import shown_path
from newsarchive.content.body_checks import fence_faults
from newsarchive.content.limits import bound_faults
from newsarchive.content.markdown import Converter
from newsarchive.content.source_map import Lines, SourceText
from newsarchive.content.tree import REDIRECTS, walk
from newsarchive.content.typed_text import Place, decode, split
from newsarchive.content.versions import version_of
from newsarchive.model.fields import FIELDS, FieldTable, Kind
from newsarchive.model.yaml_text import MappingNode, parse_yaml
from newsarchive.signals import first_answer, media_cleaned

from .command import Command
from .context import Desk, at_desk
from .writing import Edit, write_all
from .yaml_edits import in_order, plain_tree, plain_yaml

COMMAND = Command(
    "fix white space, line endings and the order of fields in the content, never the wording",
    "write",
    content=True,
    dry=True,
)

Convert = Callable[[str], str | None]
"""A function that converts a Markdown body to HTML; it returns None if a build would refuse the body."""

LINE_BREAK = "  "

_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+(<?)")


def converter_of(language: str) -> Convert:
    """Return a function that converts a Markdown body, stripped at its end, to HTML, or None if a build refuses it."""

    def convert(body: str) -> str | None:
        lines = Lines(SourceText("", body, 1))
        if fence_faults(lines) or bound_faults(lines):
            return None
        try:
            return Converter(language, "{}").convert(body.rstrip(" \t\n")).html
        except RuntimeError:  # too deep a nesting, or a footnote in a footnote, which the extension cannot convert
            return None

    return convert


def folded(html: str | None) -> list[str] | None:
    """Return HTML in a normal form: if the results for two texts are equal, browsers show both alike.

    It is split at its `<pre>` elements, which stay unchanged. In the other parts, comments are removed, and each run of
    white space becomes one space or, before a tag, nothing.
    """
    if html is None:
        return None
    parts = _VERBATIM.split(_COMMENT.sub("", html))
    return [
        part if index % 2 else _SPACE.sub(lambda space: space[1] or " ", part).strip()
        for index, part in enumerate(parts)
    ]


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
"""A function that parses YAML or Markdown into any value; two texts with equal values have the same meaning."""

_BYTE_ORDER_MARK = "\ufeff"


class Mended(msgspec.Struct, frozen=True):
    """The content of a file after formatting, and the kinds of changes, such as `line-ends`, if it needed any."""

    content: str
    changes: tuple[Change, ...]


def normalised(data: bytes) -> Mended:
    """Decode a file into Unicode normal form C, with LF line ends and no byte order mark; list which of these changed.

    A file that is not UTF-8 raises UnicodeDecodeError.
    """
    typed = data.decode("utf-8")
    bare = typed.lstrip(_BYTE_ORDER_MARK)
    lines = bare.replace("\r\n", "\n").replace("\r", "\n")
    content = unicodedata.normalize("NFC", lines)
    steps: list[tuple[Change, bool]] = [
        ("byte-order-mark", bare != typed),
        ("line-ends", lines != bare),
        ("normal-form", content != lines),
    ]
    return Mended(content, tuple(name for name, changed in steps if changed))


def mend_text(data: bytes, kind: Kind, convert: Convert, declared: FieldTable = FIELDS) -> Mended:
    """Format a file of front matter and Markdown; return its new content and the kinds of changes.

    If the file lacks the two `---` lines around its front matter, its white space at line ends stays.
    """
    before = normalised(data)
    content = before.content
    source, _ = split(content)
    if source is None:
        return _ended(before)
    lines = content.split("\n")
    closing = source.body_line - 2
    front, body = "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :])
    trimmed = [lines[0].rstrip(" \t"), _trimmed_yaml(front), lines[closing].rstrip(" \t")]
    ordered = _in_the_tables_order(trimmed[1], declared[kind])
    trimmed.append(_trimmed(body, lambda text: folded(convert(text)), ("", LINE_BREAK)))
    changes: list[Change] = [*before.changes]
    if trimmed != [lines[0], front, lines[closing], body]:
        changes.append("trailing-space")
    if ordered != trimmed[1]:
        changes.append("field-order")
    fields = [ordered] if closing > 1 else []
    return _ended(Mended("\n".join([trimmed[0], *fields, *trimmed[2:]]), tuple(changes)))


def mend_data(data: bytes, *, by_id: bool) -> Mended:
    """Format a YAML file (a vocabulary or the list of redirects); return its new content and the kinds of changes.

    Entries are sorted by their keys if `by_id`, as in a vocabulary. A blank file is only normalised.
    """
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
    # the line ends at the end of the file may belong to a block scalar
    return ended if parse_yaml(ordered)[1] or data_meaning(ordered) == data_meaning(ended.content) else mended


def _values(text: str) -> object:
    tree, faults = parse_yaml(text)
    return text if faults else (plain_tree(tree),)


def _in_the_tables_order(front: str, fields: Iterable[str]) -> str:
    """Return front matter with its fields in the declared order; unchanged with an unknown field or a fault."""
    tree, _ = parse_yaml(front)
    places = {name: place for place, name in enumerate(fields)}
    if not isinstance(tree, MappingNode) or any(entry.key not in places for entry in tree.entries):
        return front
    # a line end after the last value, as after the others, so that it can be moved
    return in_order(f"{front}\n", places.__getitem__).removesuffix("\n")


def _ended(mended: Mended) -> Mended:
    """Return a formatted file with exactly one line feed at its end, and this change listed; a blank file as it is."""
    bare = mended.content.rstrip("\n")
    if not bare.strip() or mended.content == f"{bare}\n":
        return mended
    change: Change = "blank-end" if mended.content.endswith("\n") else "final-newline"
    return Mended(f"{bare}\n", (*mended.changes, change))


def _trimmed_yaml(text: str) -> str:
    """Return YAML without white space at line ends, except where a value depends on it; unchanged if it has a fault."""
    return text if parse_yaml(text)[1] else _trimmed(text, _values)


def _trimmed(text: str, read: Read, endings: tuple[str, ...] = ("",)) -> str:
    """Return a text without white space at line ends, except on lines where what `read` returns depends on it.

    The first of `endings` that preserves the meaning replaces the white space; without one, the line stays unchanged.
    So does the whole text if it cannot be read.
    """
    lines = text.split("\n")
    spaced = [place for place, line in enumerate(lines) if line != line.rstrip(" \t")]
    wanted = read(text) if spaced else None

    def settle(places: list[int]) -> None:
        """Trim the lines with these indexes together if the meaning is preserved, else each half of them."""
        for ending in endings if len(places) == 1 else endings[:1]:
            trial = [*lines]
            for place in places:
                trial[place] = lines[place].rstrip(" \t") + ending
            if trial == lines or read("\n".join(trial)) == wanted:
                lines[:] = trial
                return
        if len(places) > 1:
            settle(places[: len(places) // 2])
            settle(places[len(places) // 2 :])

    settled: list[str] = []
    while wanted is not None and settled != lines:
        settled = [*lines]
        settle([place for place in spaced if lines[place] != lines[place].rstrip(" \t")] or spaced[:1])
    return "\n".join(lines)


def text_meaning(content: str, place: Place, convert: Convert) -> object:
    """Return what formatting must not change in a file of front matter and Markdown: fields, revision, body, HTML."""
    source, _ = split(content)
    if source is None:
        return _lines(content)
    version = version_of(content.encode(), place) if isinstance(plain_yaml(f"{source.front}\n"), dict) else None
    fields = plain_yaml(f"{source.front}\n") if version else _lines(source.front)
    return fields, version and version.text.revision, _lines(source.body), folded(convert(source.body))


def data_meaning(content: str) -> object:
    """Return what formatting must not change in a YAML file: its values or, if it has a fault, its lines."""
    tree, faults = parse_yaml(content)
    return _lines(content) if faults else plain_tree(tree)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


_UNREADABLE = ("not-utf8", "too-large")


class FormatReport(NamedTuple):
    """The lines to print, how many files were formatted, and how many needed it but could not be, or not be read."""

    lines: tuple[str, ...]
    mended: int
    left: int


_Step = Callable[[bytes], tuple[bytes | None, list[str]]]
"""Returns the new bytes of a file, None if it must be left as it is, and the lines to print."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing to the parser: `--dry-run` is that of all commands."""


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> int:
    """Run `newsarchive fix`: print what changed; return 1 if a file is left or, in a dry run, would change, else 0."""
    report = fix_content(desk, dry=options.dry_run)
    summary = desk.say("fix.would" if options.dry_run else "fix.done", report.mended)
    print("\n".join([*report.lines, summary]))
    return 1 if report.left or (options.dry_run and report.mended) else 0


def fix_content(desk: Desk, *, dry: bool = False) -> FormatReport:
    """Format all texts, letters and YAML files of the content, and remove the metadata of its pictures.

    Symbolic links and other files are not touched. If `dry`, nothing is written.
    """
    lines: list[str] = []
    mended = left = 0
    for path, step in _steps(desk):
        file = desk.root / path
        try:
            data = file.read_bytes()
            after, said = step(data)
            if not (dry or after is None or after == data):
                write_all(desk.root, [Edit(file, data, after)])
        except OSError as error:
            data, after, said = b"", None, [f"{shown_path(file)}: {error.strerror or error}"]
        mended += after not in (None, data)
        left += after is None
        lines += said
    return FormatReport(tuple(lines), mended, left)


def _steps(desk: Desk) -> Iterator[tuple[str, _Step]]:
    """Yield the path of each file to format, and the function that formats it."""
    tree = walk(desk.root, desk.site.tags)
    for path in tree.data:
        yield path, partial(_mend, desk, path, partial(mend_data, by_id=path != REDIRECTS), data_meaning)
    for place in tree.places:
        convert = converter_of(place.language)
        mend = partial(mend_text, kind=place.kind, convert=convert, declared=desk.site.fields)
        yield place.path, partial(_mend, desk, place.path, mend, partial(text_meaning, place=place, convert=convert))
    for path in tree.pictures:
        yield path, partial(_bare, desk, path)


def _bare(desk: Desk, path: str, data: bytes) -> tuple[bytes | None, list[str]]:
    """Remove the metadata of a picture."""
    bare = first_answer(media_cleaned, path, data=data, within=None)
    if not isinstance(bare, bytes) or bare == data:
        return data, []
    return bare, [f"{shown_path(desk.root / path)}: {desk.say('fix.traces')}"]


def _mend(
    desk: Desk, path: str, mend: Callable[[bytes], Mended], meaning: Read, data: bytes
) -> tuple[bytes | None, list[str]]:
    """Format one file, unless that would change its meaning."""
    shown = shown_path(desk.root / path)
    unreadable = [each.at(path) for each in decode(data)[1] if each.code in _UNREADABLE]
    if unreadable:
        return None, [fault_line(each, desk.words, desk.language, shown_path(desk.root)) for each in unreadable]
    found = mend(data)
    if not found.changes:
        return data, []
    if meaning(found.content) != meaning(normalised(data).content):
        return None, [desk.say("fix.left", path=shown)]
    return found.content.encode(), [f"{shown}: {desk.say(f'fix.{change}')}" for change in found.changes]
