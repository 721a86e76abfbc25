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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal

import msgspec

from newsarchive.build.diagnostics import fault_line
from newsarchive.build.terminal import shown_path
from newsarchive.content.body_checks import fence_faults
from newsarchive.content.limits import bound_faults
from newsarchive.content.markdown import Converter
from newsarchive.content.source_map import Lines, SourceText
from newsarchive.content.tree import REDIRECTS, ContentTree, walk
from newsarchive.content.typed_text import Place, decode, split
from newsarchive.content.versions import version_of
from newsarchive.model.fields import FIELDS, FieldTable, Kind
from newsarchive.model.yaml_text import MappingNode, parse_yaml
from newsarchive.signals import first_answer, media_cleaned

from .command import Command
from .context import Desk, at_desk
from .writing import Edit, write_all
from .yaml_edits import in_order, plain_tree

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

# marks are private-use characters (Unicode, plane 15), which texts have no reason to contain
_FIRST_MARK, _MARKS = 0xF0000, 0xFFFD
_PLACEHOLDER = re.compile("[\U000f0000-\U000ffffc]")
# a rule, an underline, a fence or a table's second row has only these characters; a mark would change its meaning
_RULE = re.compile(r"[-=*_`~|:+ \t]*")


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


def trimmed_at_once(body: str, convert: Convert) -> str:
    """Return a Markdown body without the white space at line ends that seems to have no effect on its HTML.

    This is a fast guess from a single conversion. Into each line with trailing white space, a private Unicode character
    is inserted before the conversion, and the HTML shows where it is: a line in `<pre>` is left unchanged; a line
    before a line break (`<br>`) keeps two spaces. The inserted character may itself affect the conversion, so the
    caller must compare the HTML of the result with that of the body.
    """
    lines = body.split("\n")
    marked = [*lines]
    marks: dict[str, int] = {}
    for place, line in enumerate(lines):
        bare = line.rstrip(" \t")
        if bare != line and not _RULE.fullmatch(bare) and len(marks) < _MARKS:
            mark = chr(_FIRST_MARK + len(marks))
            marks[mark] = place
            # the mark is before the last character, because that may be the end of a cell or a span
            marked[place] = bare[:-1] + mark + bare[-1] + line[len(bare) :]
    html = convert("\n".join(marked)) or ""
    trimmed = [line.rstrip(" \t") for line in lines]
    for index, part in enumerate(_VERBATIM.split(html)):
        for found in _PLACEHOLDER.finditer(part):
            place = marks.get(found[0], -1)
            if place < 0:
                continue
            if index % 2:
                trimmed[place] = lines[place]
            elif "<br" in part[found.end() : part.find("\n", found.end())]:
                trimmed[place] = lines[place].rstrip(" \t") + LINE_BREAK
    return "\n".join(trimmed)


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
    trimmed.append(_trimmed_body(body, convert))
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
    tree, faults = parse_yaml(ordered)
    # the line ends at the end of the file may belong to a block scalar
    return ended if faults or plain_tree(tree) == _read_yaml(ended.content) else mended


def _in_the_tables_order(front: str, fields: Iterable[str]) -> str:
    """Return front matter with its fields in the declared order; unchanged with an unknown field or a fault."""
    tree, _ = parse_yaml(front)
    places = {name: place for place, name in enumerate(fields)}
    if not isinstance(tree, MappingNode) or any(entry.key not in places for entry in tree.entries):
        return front
    # a line end after the last value, as after the others, so that it can be moved
    return in_order(f"{front}\n", places.__getitem__).removesuffix("\n")


def _read_yaml(text: str) -> object:
    """Return the value of a YAML text as dictionaries, lists and strings, or the text itself if it has a fault."""
    tree, faults = parse_yaml(text)
    return text if faults else plain_tree(tree)


def _ended(mended: Mended) -> Mended:
    """Return a formatted file with exactly one line feed at its end, and this change listed; a blank file as it is."""
    bare = mended.content.rstrip("\n")
    if not bare.strip() or mended.content == f"{bare}\n":
        return mended
    change: Change = "blank-end" if mended.content.endswith("\n") else "final-newline"
    return Mended(f"{bare}\n", (*mended.changes, change))


def _trimmed_yaml(text: str) -> str:
    """Return YAML without white space at line ends, except where a value depends on it; unchanged if it has a fault."""
    return text if parse_yaml(text)[1] else _trimmed(text, _read_yaml)


def _trimmed_body(body: str, convert: Convert) -> str:
    """Return a Markdown body without white space at line ends, except where its HTML, if any, depends on it."""
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
    """Return a text without white space at line ends, except on lines where what `read` returns depends on it.

    The first of `endings` that preserves the meaning replaces the white space; without one, the line stays unchanged.
    """
    lines = text.split("\n")
    wanted = read(text) if any(line != line.rstrip(" \t") for line in lines) else None

    def same(trial: list[str]) -> bool:
        return read("\n".join(trial)) == wanted

    def settle(places: list[int]) -> None:
        """Trim the lines with these indexes together if the meaning is preserved, else try each half of them."""
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


class Meaning(msgspec.Struct, frozen=True):
    """What formatting must not change in a file. It is computed before and after formatting and must be equal.

    Attributes:
        fields: The parsed YAML (the front matter, or the whole of a YAML file), or its lines if it cannot be parsed.
        revision: A digest of the words of the text; an empty string if the file is not a text or cannot be parsed.
        body: The lines of the Markdown body and its HTML; None for a file without a body.
    """

    fields: object
    revision: str
    body: object


def text_meaning(content: str, place: Place, convert: Convert) -> Meaning:
    """Return what formatting must not change in a file of front matter and Markdown."""
    source, _ = split(content)
    if source is None:
        return Meaning(_lines(content), "", None)
    tree, faults = parse_yaml(f"{source.front}\n")
    version = None if faults or not isinstance(tree, MappingNode) else version_of(content.encode(), place)
    fields = plain_tree(tree) if version else _lines(source.front)
    return Meaning(
        fields, version.text.revision if version else "", (_lines(source.body), folded(convert(source.body)))
    )


def data_meaning(content: str) -> Meaning:
    """Return what formatting must not change in a YAML file: its values or, if it has a fault, its lines."""
    tree, faults = parse_yaml(content)
    return Meaning(_lines(content) if faults else plain_tree(tree), "", None)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


_Outcome = Literal["right", "mended", "left"]
_UNREADABLE = ("not-utf8", "too-large")


class FormatReport(msgspec.Struct, frozen=True):
    """The result of formatting the whole content: the lines to print, and numbers of files.

    Attributes:
        mended: Those that were changed or, in a dry run, would be.
        left: Those that needed formatting but could not be formatted, or could not be read.
    """

    lines: tuple[str, ...]
    mended: int
    left: int


class _File(msgspec.Struct, frozen=True):
    """A file of the content that can be formatted: `mend` formats its bytes, whatever that does to its meaning.

    `says` returns what must be equal in its content before and after.
    """

    path: str
    mend: Callable[[bytes], Mended]
    says: Callable[[str], object]


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
    counts: Counter[_Outcome] = Counter()
    for path, step in _steps(desk, dry=dry):
        try:
            outcome, said = step()
        except OSError as error:
            outcome, said = "left", [f"{shown_path(desk.root / path)}: {error.strerror or error}"]
        counts[outcome] += 1
        lines += said
    return FormatReport(tuple(lines), counts["mended"], counts["left"])


def _steps(desk: Desk, *, dry: bool) -> Iterator[tuple[str, Callable[[], tuple[_Outcome, list[str]]]]]:
    """Yield the path of each file to format, and a function that formats it and returns the outcome and lines to print.

    The outcome is "right" (no change was necessary), "mended" or "left" (the file could not be formatted).
    """
    tree = walk(desk.root, desk.site.tags)
    for file in _files(tree, desk.site.fields):
        yield file.path, partial(_mend, desk, file, dry=dry)
    for path in tree.pictures:
        yield path, partial(_bare, desk, path, dry=dry)


def _bare(desk: Desk, path: str, *, dry: bool) -> tuple[_Outcome, list[str]]:
    """Remove the metadata of a picture; return the outcome, "mended" or "right", and the lines to print."""
    data = (desk.root / path).read_bytes()
    bare = first_answer(media_cleaned, path, data=data, within=None)
    if not isinstance(bare, bytes) or bare == data:
        return "right", []
    if not dry:
        write_all(desk.root, [Edit(desk.root / path, data, bare)])
    return "mended", [f"{shown_path(desk.root / path)}: {desk.say('fix.traces')}"]


def _mend(desk: Desk, file: _File, *, dry: bool) -> tuple[_Outcome, list[str]]:
    """Format one file, unless that would change its meaning; return the outcome and the lines to print."""
    path = desk.root / file.path
    data = path.read_bytes()
    unreadable = [each.at(file.path) for each in decode(data)[1] if each.code in _UNREADABLE]
    if unreadable:
        return "left", [fault_line(each, desk.words, desk.language, shown_path(desk.root)) for each in unreadable]
    found = file.mend(data)
    if not found.changes:
        return "right", []
    if file.says(found.content) != file.says(normalised(data).content):
        return "left", [desk.say("fix.left", path=shown_path(path))]
    if not dry:
        write_all(desk.root, [Edit(path, data, found.content.encode())])
    return "mended", [f"{shown_path(path)}: {desk.say(f'fix.{change}')}" for change in found.changes]


def _files(tree: ContentTree, declared: FieldTable) -> Iterator[_File]:
    for path in tree.data:
        yield _File(path, partial(mend_data, by_id=path != REDIRECTS), data_meaning)
    for place in tree.places:
        convert = converter_of(place.language)
        mend = partial(mend_text, kind=place.kind, convert=convert, declared=declared)
        yield _File(place.path, mend, partial(text_meaning, place=place, convert=convert))
